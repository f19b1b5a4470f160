import { anyStore } from '../support/any-store'
import { bentoStore } from '../support/sample-stores'
import { everySourceSuite } from './every-source.suite'

everySourceSuite('bentoml', () => anyStore(bentoStore))
