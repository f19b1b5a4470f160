import { numberFromJson } from '../../shared/json'
import type { MetricValue, LifecycleStage, RunStatus } from '../../shared/model/run'
import type { RunRow } from '../../shared/model/run-query'

/** A RUNNING run that wrote nothing for this long is shown as stale: a killed process never says so. */
export const staleAfterMs = 3 * 3_600_000

/** Columns of a joined run and experiment row, as `runRowColumns` selects them. */
export interface StoredRunRow {
  readonly sourceId: string
  readonly runId: string
  readonly experimentId: string
  readonly experimentName: string | null
  readonly project: string | null
  readonly name: string
  readonly status: RunStatus
  readonly startTime: number | null
  readonly endTime: number | null
  readonly lifecycleStage: LifecycleStage
  readonly parentRunId: string | null
  readonly userName: string | null
  readonly lastWriteAt: number | null
  readonly metrics: string
  readonly params: string
  readonly tags: string
}

export const runRowColumns = `
  run.source_id AS sourceId, run.run_id AS runId, run.experiment_id AS experimentId,
  experiment.name AS experimentName, run.project, run.name, run.status, run.start_time AS startTime,
  run.end_time AS endTime, run.lifecycle_stage AS lifecycleStage, run.parent_run_id AS parentRunId,
  run.user_name AS userName, run.last_write_at AS lastWriteAt, run.metrics, run.params, run.tags`

export const runJoin = `
  run LEFT JOIN experiment ON experiment.source_id = run.source_id
    AND experiment.experiment_id = run.experiment_id`

/** Which of a run's values a row carries: all, or the named ones. */
export interface WantedColumns {
  readonly metrics: ReadonlySet<string>
  readonly params: ReadonlySet<string>
  readonly tags: ReadonlySet<string>
}

export function wantedColumns(columns: readonly string[]): WantedColumns {
  const of = (prefix: string) =>
    new Set(columns.filter((c) => c.startsWith(prefix)).map((c) => c.slice(prefix.length)))
  return { metrics: of('metrics.'), params: of('params.'), tags: of('tags.') }
}

/** `wanted` null keeps every value. `now` in epoch ms decides staleness. */
export function toRunRow(stored: StoredRunRow, wanted: WantedColumns | null, now: number): RunRow {
  const { lastWriteAt, experimentName, ...fields } = stored
  return {
    ...fields,
    experimentName: experimentName ?? stored.experimentId,
    isStale: stored.status === 'RUNNING' && lastWriteAt !== null && now - lastWriteAt > staleAfterMs,
    metrics: parseMetrics(stored.metrics, wanted?.metrics ?? null),
    params: parseTexts(stored.params, wanted?.params ?? null),
    tags: parseTexts(stored.tags, wanted?.tags ?? null),
  }
}

export function parseMetrics(json: string, wanted: ReadonlySet<string> | null): Record<string, MetricValue> {
  if (wanted?.size === 0) return {}
  const stored = JSON.parse(json) as Record<string, { value: unknown; step: number; timestamp: number }>
  const entries: [string, MetricValue][] = []
  for (const [key, { value, step, timestamp }] of Object.entries(stored)) {
    if (wanted === null || wanted.has(key))
      entries.push([key, { value: numberFromJson(value) ?? NaN, step, timestamp }])
  }
  return Object.fromEntries(entries)
}

export function parseTexts(json: string, wanted: ReadonlySet<string> | null): Record<string, string> {
  if (wanted?.size === 0) return {}
  const stored = JSON.parse(json) as Record<string, string>
  if (wanted === null) return stored
  return Object.fromEntries(Object.entries(stored).filter(([key]) => wanted.has(key)))
}
