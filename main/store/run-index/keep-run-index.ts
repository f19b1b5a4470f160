import type { Clock, Timer } from '../../../shared/clock'
import { numberFromJson } from '../../../shared/json'
import type { WrittenRuns } from '../catalog-writer'
import type { SqliteDatabase } from '../sqlite-binding'
import { prepareOrders } from './prepare-orders'
import { RunIndex, type IndexedExperiment, type IndexedRun } from './run-index'

export interface KeptRunIndex {
  /** The index once it holds every run of the database, else null. */
  readonly whenReady: () => RunIndex | null
  /** To be told of everything that is committed. */
  readonly follow: (written: WrittenRuns) => void
  dispose(): void
}

/** About 5 ms of reading: calls that come meanwhile are answered in between. */
const runsPerTurn = 250

/**
 * Fills the index from the database, a little at a time, and keeps it so. Filling it with 100 000 runs takes some
 * seconds after the start, during which SQL answers.
 */
export function keepRunIndex(database: SqliteDatabase, clock: Clock): KeptRunIndex {
  const index = new RunIndex()
  const orders = prepareOrders(index, clock)
  const page = database.prepare(
    `SELECT row, source_id AS sourceId, run_id AS runId, experiment_id AS experimentId, name, status,
       start_time AS startTime, end_time AS endTime, last_write_at AS lastWriteAt, lifecycle_stage AS lifecycleStage,
       user_name AS userName, project_tag AS projectTag, params, tags, metrics, datasets
     FROM run WHERE row > ? ORDER BY row LIMIT ${runsPerTurn}`,
  )
  const experiments = database.prepare(
    `SELECT source_id AS sourceId, experiment_id AS experimentId, name, project, project_is_certain AS isCertain
     FROM experiment`,
  )
  let loadedUpTo = 0
  let isReady = false
  let timer: Timer | null = null

  function loadExperiments(): void {
    const stored = experiments.all() as (Omit<IndexedExperiment, 'isCertain'> & { isCertain: number })[]
    index.setExperiments(stored.map((one) => ({ ...one, isCertain: one.isCertain === 1 })))
  }

  function loadOn(): void {
    const rows = page.all(loadedUpTo) as StoredIndexedRun[]
    for (const row of rows) {
      loadedUpTo = row.row
      // What was written meanwhile is here already, and newer.
      if (!index.has(row.row)) index.put(indexedRunOf(row))
    }
    isReady = rows.length < runsPerTurn
    timer = isReady ? null : clock.after(0, loadOn)
    if (isReady) orders.look()
  }

  loadExperiments()
  loadOn()
  return {
    whenReady: () => (isReady ? index : null),
    follow({ put, dropped, areExperimentsNew }) {
      for (const row of dropped) index.remove(row)
      for (const run of put) index.put(run)
      if (areExperimentsNew) loadExperiments()
      index.pack()
      if (isReady) orders.look()
    },
    dispose() {
      timer?.dispose()
      orders.dispose()
    },
  }
}

interface StoredIndexedRun extends Omit<IndexedRun, 'params' | 'tags' | 'metrics' | 'datasets'> {
  readonly params: string
  readonly tags: string
  readonly metrics: string
  readonly datasets: string
}

function indexedRunOf(stored: StoredIndexedRun): IndexedRun {
  const metrics = JSON.parse(stored.metrics) as Record<string, { value: unknown }>
  return {
    ...stored,
    params: JSON.parse(stored.params) as Record<string, string>,
    tags: JSON.parse(stored.tags) as Record<string, string>,
    metrics: Object.fromEntries(
      Object.entries(metrics).map(([key, { value }]) => [key, { value: numberFromJson(value) ?? NaN }]),
    ),
    datasets: stored.datasets === '[]' ? [] : (JSON.parse(stored.datasets) as IndexedRun['datasets']),
  }
}
