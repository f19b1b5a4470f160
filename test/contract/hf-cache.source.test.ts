import { anyStore } from '../support/any-store'
import { hubCache } from '../support/sample-stores'
import { everySourceSuite } from './every-source.suite'

everySourceSuite('hf-cache', () => anyStore(hubCache))
