import { anyStore } from '../support/any-store'
import { reportFolder } from '../support/sample-stores'
import { everySourceSuite } from './every-source.suite'

everySourceSuite('evidently', () => anyStore(reportFolder))
