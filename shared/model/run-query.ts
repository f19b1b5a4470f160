import * as v from 'valibot'
import type { LifecycleStage, MetricValue, Run, RunStatus } from './run'

/** The most rows one page may hold. */
export const maxPageRows = 500

/** Characters of a search. */
export const longestSearch = 4_000

const name = v.pipe(v.string(), v.maxLength(512))

/** Sort keys: a fixed column, or `metrics.<key>` / `params.<key>`. */
export const RunQuerySchema = v.object({
  /** Words that must all appear in name, id, user, experiment, params or tags, and comparisons: docs/SEARCH.md. Empty matches all. */
  text: v.optional(v.pipe(v.string(), v.maxLength(longestSearch)), ''),
  project: v.optional(v.nullable(name), null),
  sourceId: v.optional(v.nullable(name), null),
  experimentId: v.optional(v.nullable(name), null),
  statuses: v.optional(v.array(v.picklist(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'])), []),
  lifecycle: v.optional(v.picklist(['active', 'deleted', 'all']), 'active'),
  sort: v.optional(name, 'startTime'),
  descending: v.optional(v.boolean(), true),
  offset: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(maxPageRows)), 100),
  /** Columns wanted beside the fixed ones: `metrics.<key>`, `params.<key>`, `tags.<key>`. */
  columns: v.optional(v.pipe(v.array(name), v.maxLength(200)), []),
})
export type RunQuery = v.InferOutput<typeof RunQuerySchema>
export type RunQueryInput = v.InferInput<typeof RunQuerySchema>

/** A run as a table row: fixed columns, plus those asked for. */
export interface RunRow {
  readonly sourceId: string
  readonly runId: string
  readonly experimentId: string
  readonly experimentName: string
  readonly project: string | null
  readonly name: string
  readonly status: RunStatus
  readonly startTime: number | null
  readonly endTime: number | null
  readonly lifecycleStage: LifecycleStage
  readonly parentRunId: string | null
  readonly userName: string | null
  /** RUNNING, yet nothing was written for so long that it was probably killed. */
  readonly isStale: boolean
  readonly metrics: Readonly<Record<string, MetricValue>>
  readonly params: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
}

export interface RunPage {
  /** Rises with every change of content: a page of an older revision may be out of date. */
  readonly revision: number
  readonly total: number
  /** Runs of that lifecycle that would match without the text and status filters: for "312 hidden by filters". */
  readonly totalUnfiltered: number
  /** Deleted runs in the same place that are left out for that alone, whatever the filters: for "12 deleted". */
  readonly deletedCount: number
  readonly offset: number
  readonly rows: readonly RunRow[]
}

export interface RunDetail extends Run {
  readonly project: string | null
  readonly experimentName: string
  readonly isStale: boolean
  readonly children: readonly RunRow[]
  readonly parent: RunRow | null
}
