import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { systemClock } from '../../shared/clock'
import { logFaults } from '../../shared/fault-log'
import { servePort } from '../../shared/port-rpc'
import { defaultThresholds } from '../../shared/monitoring/thresholds'
import { writeRunPage } from '../../shared/model/run-page-text'
import { fail, ok } from '../../shared/result'
import type { Handlers } from '../../shared/rpc'
import { parseSearch } from '../../shared/search/parse-search'
import { createCatalog } from '../store/catalog'
import { createContentMatch } from '../store/content-match'
import { simulatedPast } from '../hardware/simulated-past'
import { openAppDatabase } from '../store/open'
import { createSampleHistory } from '../store/sample-history'
import { createAlertHandlers } from './alert-handlers'
import { dataContract, feedContract, type DataContract } from './contract'
import { createDatabaseHealth } from './database-health'
import { createFeedHandlers } from './feed-handlers'
import { createMonitoringHandlers } from './monitoring-handlers'
import { recordPast } from './record-past'
import { serveThread } from './thread-entry'
import { portOf } from './worker-port'

/** Sextant's own database: the catalogue of what was last seen in every source. The only thread that opens it. */
export interface DataThreadData {
  /** Absolute path of the database file. */
  readonly databasePath: string
}

const { databasePath } = workerData as DataThreadData
const thread = serveThread(parentPort)
const clock = systemClock

const { database, notice } = openAppDatabase({ path: databasePath, now: clock.now(), log: thread.log })
let thresholds = defaultThresholds
const catalog = createCatalog({
  database,
  clock,
  onSummary: (summary) => main.push('catalog', summary),
  onRunsChanged: (changed) => main.push('runsChanged', changed),
  onReportsChanged: (changed) => main.push('reportsChanged', changed),
  thresholds: () => thresholds,
})

let samples = createSampleHistory(database)
const matchContent = createContentMatch(database)

const health = createDatabaseHealth((trouble) => main.push('trouble', trouble), logFaults(thread.log, clock))

const handlers: Handlers<DataContract> = {
  load: () => ok({ ...catalog.load(), notices: notice === null ? [] : [notice] }),
  listRuns: (query) => {
    const search = parseSearch(query.text)
    return search.ok ? ok(writeRunPage(catalog.listRuns(query))) : fail('invalid-input', search.fault.message)
  },
  getRun: (ref) => {
    const run = catalog.getRun(ref)
    return run === null ? fail('not-found', 'This run is no longer in its store.') : ok(run)
  },
  listModels: (query) => ok(catalog.pageOfModels(query)),
  artifactPlace: (ref) => {
    const place = catalog.artifactPlace(ref)
    if (place !== undefined) return ok(place)
    return fail('not-found', `This ${ref.owner.kind} is no longer in its store.`)
  },
  appendSample: ({ takenAt, values }) => {
    samples.append(takenAt, values)
    return health.written(ok(null))
  },
  sampleHistory: ({ metrics, ...range }) =>
    ok(
      samples.queryAll(metrics, range).map((series, index) => ({ metric: metrics[index] ?? '', ...series })),
    ),
  sampleMetrics: () => ok(samples.metrics()),
  pruneSamples: ({ retention }) => {
    samples.prune(clock.now(), retention)
    return ok(null)
  },
  recordSimulatedPast: async ({ spans }) => {
    await recordPast(database, simulatedPast(spans, clock.now()))
    // Anew: the chunk of this hour has grown.
    samples = createSampleHistory(database)
    return ok(null)
  },
  ...createAlertHandlers(database, clock),
  ...createMonitoringHandlers(catalog, clock),
  setThresholds: (changed) => {
    thresholds = changed
    catalog.touch()
    return ok(null)
  },
}
const main = servePort(thread.port, dataContract, handlers, health.onFault)

const feed = createFeedHandlers({ catalog, matchContent, health, clock })
thread.onConnect('sources', (port: MessagePort) => {
  servePort(portOf(port), feedContract, feed, health.onFault)
})

thread.onStop(() => {
  catalog.dispose()
  database.close()
})
