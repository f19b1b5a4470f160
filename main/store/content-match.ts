import { toJson } from '../../shared/json'
import type { MetricValue, Run } from '../../shared/model/run'
import type { CatalogBatch } from './catalog-writer'
import { parseMetrics } from './run-rows'
import type { SqliteDatabase } from './sqlite-binding'
import { timeOrNull } from './whole-number'

export interface ContentMatch {
  readonly matched: number
  readonly of: number
}

/**
 * How much of `batch` the catalogue knows of a source: an entity counts when it has the id and the time of birth that
 * are remembered. Names prove nothing, and neither does an id alone ("0" is an experiment of every file store). A run
 * without a time is known by its parameters and newest values.
 */
export function createContentMatch(
  database: SqliteDatabase,
): (sourceId: string, batch: CatalogBatch) => ContentMatch {
  const one = (sql: string) => database.prepare(`${sql} LIMIT 1`)
  const runs = one(
    'SELECT start_time AS startTime, params, metrics FROM run WHERE source_id = ? AND run_id = ?',
  )
  const lookups = {
    experiments: one('SELECT 1 FROM experiment WHERE source_id = ? AND experiment_id = ? AND created_at = ?'),
    models: one(`SELECT 1 FROM model WHERE source_id = ? AND model_id = ? AND record ->> '$.createdAt' = ?`),
    reports: one('SELECT 1 FROM report WHERE source_id = ? AND report_id = ? AND created_at = ?'),
    projects: one('SELECT 1 FROM project WHERE source_id = ? AND name = ? AND created_at = ?'),
  }
  const counts = [
    `SELECT count(*) FROM run WHERE source_id = ? AND
       (start_time IS NOT NULL OR params <> '{}' OR metrics <> '{}')`,
    'SELECT count(*) FROM experiment WHERE source_id = ? AND created_at IS NOT NULL',
    `SELECT count(*) FROM model WHERE source_id = ? AND record ->> '$.createdAt' IS NOT NULL`,
    'SELECT count(*) FROM report WHERE source_id = ? AND created_at IS NOT NULL',
    'SELECT count(*) FROM project WHERE source_id = ? AND created_at IS NOT NULL',
  ].map((sql) => database.prepare(sql).pluck())

  function isKnownRun(sourceId: string, run: Run): boolean {
    const stored = runs.get(sourceId, run.runId) as StoredRun | undefined
    const startTime = timeOrNull(run.startTime)
    if (stored?.startTime !== startTime) return false
    return (
      timeOrNull(startTime) !== null ||
      (stored.params === toJson(run.params) && sameValues(stored.metrics, run))
    )
  }

  return (sourceId, { runs: told = [], experiments = [], models = [], reports = [], projects = [] }) => {
    const proofs = [
      ...told.filter(provesSomething).map((run) => isKnownRun(sourceId, run)),
      ...[
        ...experiments.map((each) => ['experiments', each.experimentId, each.createdAt] as const),
        ...models.map((each) => ['models', each.modelId, each.createdAt] as const),
        ...reports.map((each) => ['reports', each.id, each.createdAt] as const),
        ...projects.map((each) => ['projects', each.name, each.createdAt] as const),
      ]
        .map(([table, id, time]) => [table, id, timeOrNull(time)] as const)
        .filter(([, , time]) => time !== null)
        .map(([table, id, time]) => lookups[table].get(sourceId, id, time) !== undefined),
    ]
    const known = counts.reduce((sum, count) => sum + (count.get(sourceId) as number), 0)
    return { matched: proofs.filter(Boolean).length, of: Math.min(proofs.length, known) }
  }
}

interface StoredRun {
  readonly startTime: number | null
  readonly params: string
  readonly metrics: string
}

function provesSomething({ startTime, params, metrics }: Run): boolean {
  return timeOrNull(startTime) !== null || Object.keys(params).length > 0 || Object.keys(metrics).length > 0
}

/** Their times may be those of files, which a copying tool sets anew. */
function sameValues(stored: string, { metrics }: Run): boolean {
  return valuesOf(parseMetrics(stored, null)) === valuesOf(metrics)
}

function valuesOf(metrics: Readonly<Record<string, MetricValue>>): string {
  const values = Object.entries(metrics).map(([key, { step, value }]) => [key, step, value])
  return toJson(values.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)))
}
