import type { DriftReport } from '../../shared/model/drift-report'
import type { Model } from '../../shared/model/registered-model'
import type { RunRef } from '../../shared/model/run'
import { isFailedRootId } from '../../shared/model/source'
import { globMatches } from '../../shared/rules/glob'
import type { ModelObservation, Observation } from '../../shared/rules/observation'
import { observeModels, type SeenModels } from '../../shared/rules/observe/models'
import { noReports, observeReports, type SeenReports } from '../../shared/rules/observe/reports'
import { observeRuns, type ObservedRun, type SeenRuns } from '../../shared/rules/observe/runs'
import { createReportReader } from './report-reader'
import { parseMetrics, runJoin, runRowColumns, toRunRow, type StoredRunRow } from './run-rows'
import type { SqliteDatabase } from './sqlite-binding'
import { modelOfRecord } from './model-record'

/** Named runs, those that are RUNNING, or these and the newest of the past weeks. */
export type RunsToObserve = readonly RunRef[] | 'running' | 'recent'

/**
 * What rules are told of the catalogue: only what is new since it was last told, and of a first read of 100 000 runs
 * only what is young enough to matter. Lives beside the database, so that whole runs never leave the thread.
 */
export interface RuleSight {
  /** `metrics`: patterns of the metrics that some rule watches. */
  observeRuns(which: RunsToObserve, metrics: readonly string[], now: number): readonly Observation[]
  observeModels(now: number): readonly Observation[]
  /**
   * Of the next reports that are new or changed; ask again while `hasMore`. From the beginning after each start: the
   * times of a series make its rhythm, and what a rule knows already counts once.
   */
  observeReports(now: number): { readonly observations: readonly Observation[]; readonly hasMore: boolean }
  /** Reports made within the time, without distributions; for a preview. */
  reportsBetween(from: number, to: number): readonly DriftReport[]
  /** Runs that lived within the time, newest first; for a preview. */
  runsBetween(from: number, to: number, now: number): readonly ObservedRun[]
  /** Every registered model as it is now; for a preview. */
  modelsNow(now: number): readonly ModelObservation[]
  /** Those of the runs that are gone from their store, or in its trash. */
  missing(runs: readonly RunRef[]): readonly RunRef[]
  /** Sources that are no longer watched; of roots that cannot be read the catalogue knows nothing. */
  missingSources(sourceIds: readonly string[]): readonly string[]
}

const mostRunning = 200
const mostRecent = 500
/** Older runs are history of which nobody asks: resolved alerts are kept no longer either. */
const recentMs = 30 * 86_400_000
const mostRemembered = 5_000
const reportsAtOnce = 250
const toldWithFeatures = 5
const mostPreviewed = 2_000

export function createRuleSight(database: SqliteDatabase): RuleSight {
  const select = `SELECT ${runRowColumns} FROM ${runJoin}`
  const one = database.prepare(
    `${select} WHERE run.source_id = ? AND run.run_id = ? AND run.lifecycle_stage = 'active'`,
  )
  const running = database.prepare(
    `${select} WHERE run.status = 'RUNNING' AND run.lifecycle_stage = 'active' ORDER BY run.start_time DESC LIMIT ?`,
  )
  const recent = database.prepare(
    `${select} WHERE run.lifecycle_stage = 'active' AND run.start_time >= ? ORDER BY run.start_time DESC LIMIT ?`,
  )
  const between = database.prepare(
    `${select} WHERE run.lifecycle_stage = 'active' AND (run.start_time <= ? OR run.start_time IS NULL)
       AND coalesce(run.end_time, run.last_write_at, run.start_time) >= ?
     ORDER BY run.start_time DESC LIMIT ?`,
  )
  const exists = database
    .prepare("SELECT 1 FROM run WHERE source_id = ? AND run_id = ? AND lifecycle_stage = 'active'")
    .pluck()
  const hasSource = database.prepare('SELECT 1 FROM source WHERE source_id = ?').pluck()
  const versions = database.prepare(
    `SELECT model.record, coalesce(model.project, run.project) AS project
     FROM model LEFT JOIN run ON run.source_id = model.source_id AND run.run_id = model.record ->> '$.runId'
     WHERE model.kind = 'registered-version' AND model.lifecycle_stage = 'active'`,
  )
  const metricsOf = database.prepare('SELECT metrics FROM run WHERE source_id = ? AND run_id = ?').pluck()
  let seenRuns: SeenRuns = new Map()
  let seenModels: SeenModels = new Map()
  const reports = createReportReader(database)
  let seenReports: SeenReports = noReports
  let reportCursor = 0

  function rowsOf(which: RunsToObserve, now: number): StoredRunRow[] {
    if (which === 'running') return running.all(mostRunning) as StoredRunRow[]
    if (which !== 'recent')
      return which.flatMap((ref) => (one.get(ref.sourceId, ref.runId) as StoredRunRow | undefined) ?? [])
    const rows = new Map<string, StoredRunRow>()
    const all = [...running.all(mostRunning), ...recent.all(now - recentMs, mostRecent)] as StoredRunRow[]
    for (const row of all) rows.set(`${row.sourceId}\n${row.runId}`, row)
    return [...rows.values()]
  }

  function allVersions(): readonly Model[] {
    return (versions.all() as { record: string; project: string | null }[]).map((row) => ({
      ...modelOfRecord(row.record),
      project: row.project,
    }))
  }

  function metricsOfRun({ sourceId, runId }: RunRef) {
    const json = metricsOf.get(sourceId, runId) as string | undefined
    return json === undefined ? null : parseMetrics(json, null)
  }

  return {
    observeRuns(which, metrics, now) {
      const isWatched = memoized((metric) => metrics.some((pattern) => globMatches(pattern, metric)))
      const rows = rowsOf(which, now).map((row) => lean(row, now))
      const { observations, seen } = observeRuns(seenRuns, rows, now, isWatched)
      seenRuns = newest(seen, mostRemembered)
      return observations
    },
    observeModels(now) {
      const { observations, seen } = observeModels(seenModels, allVersions(), metricsOfRun, now)
      seenModels = seen
      return observations
    },
    observeReports(now) {
      const { reports: changed, cursor, hasMore } = reports.changedSince(reportCursor, reportsAtOnce)
      reportCursor = cursor
      const { observations, seen } = observeReports(seenReports, changed, now)
      seenReports = seen
      return { observations: withoutOldFeatures(observations, changed), hasMore }
    },
    reportsBetween: (from, to) =>
      reports
        .records(undefined)
        .filter(({ createdAt }) => createdAt !== null && createdAt >= from && createdAt <= to)
        .slice(-mostPreviewed),
    modelsNow: (now) => observeModels(new Map(), allVersions(), metricsOfRun, now).observations,
    runsBetween: (from, to, now) =>
      (between.all(to, from, mostRecent) as StoredRunRow[]).map((row) => lean(row, now)),
    missing: (runs) => runs.filter((ref) => exists.get(ref.sourceId, ref.runId) === undefined),
    missingSources: (ids) => ids.filter((id) => !isFailedRootId(id) && hasSource.get(id) === undefined),
  }
}

/**
 * A folder of years holds millions of columns, and which of them drifted then is nobody's concern: of each series the
 * last few reports are told with their features, more than any rule looks back.
 */
function withoutOldFeatures(
  observations: readonly Observation[],
  reports: readonly DriftReport[],
): readonly Observation[] {
  const newest = new Map<string, DriftReport[]>()
  for (const report of reports.toSorted((a, b) => (b.createdAt ?? Infinity) - (a.createdAt ?? Infinity))) {
    const series = `${report.sourceId}\n${report.seriesKey}`
    const kept = newest.get(series) ?? []
    if (kept.length < toldWithFeatures) newest.set(series, [...kept, report])
  }
  const kept = new Set([...newest.values()].flat().map(({ sourceId, id }) => `${sourceId}\n${id}`))
  return observations.filter(
    ({ kind, subject }) => kind !== 'feature' || kept.has(`${subject.sourceId}\n${subject.reportId}`),
  )
}

/** Params and tags are no business of rules, and parsing them takes as long as all the rest. */
function lean(row: StoredRunRow, now: number): ObservedRun {
  return toRunRow({ ...row, params: '{}', tags: '{}' }, null, now)
}

/** Maps keep the order in which keys came; what is told again of a forgotten run is known to the rule by its evidence. */
function newest<T>(map: ReadonlyMap<string, T>, most: number): ReadonlyMap<string, T> {
  return map.size <= most ? map : new Map([...map].slice(map.size - most))
}

function memoized(decide: (key: string) => boolean): (key: string) => boolean {
  const known = new Map<string, boolean>()
  return (key) => {
    const answer = known.get(key) ?? decide(key)
    known.set(key, answer)
    return answer
  }
}
