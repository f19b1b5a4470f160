import { anyStore } from '../support/any-store'
import { toolkitWorkspace } from '../support/sample-stores'
import { everySourceSuite } from './every-source.suite'

everySourceSuite('toolkit-workspace', () => anyStore(toolkitWorkspace))
