import * as v from 'valibot'
import { reportFamilies, reportKinds, testStatuses, type DriftReport, type TestStatus } from './drift-report'

export interface ReportRef {
  readonly sourceId: string
  readonly reportId: string
}

const name = v.pipe(v.string(), v.maxLength(1_024))

export const ReportQuerySchema = v.object({
  /** Words that must all appear in title, file, project, tags or names of features. Empty matches all. */
  text: v.optional(v.pipe(v.string(), v.maxLength(1_000)), ''),
  /** Null for reports of every project. */
  project: v.optional(v.nullable(name), null),
  /** Only reports that belong to no project. */
  withoutProject: v.optional(v.boolean(), false),
  kinds: v.optional(v.array(v.picklist(reportKinds)), []),
  families: v.optional(v.array(v.picklist(reportFamilies)), []),
  /** Only those whose dataset drifted, or did not. */
  drifted: v.optional(v.nullable(v.boolean()), null),
  /** Only those with a test of one of these statuses. */
  tests: v.optional(v.array(v.picklist(testStatuses)), []),
  seriesKey: v.optional(v.nullable(name), null),
  sort: v.optional(v.picklist(['createdAt', 'driftShare', 'failedTests', 'title', 'project']), 'createdAt'),
  descending: v.optional(v.boolean(), true),
  offset: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(500)), 100),
})
export type ReportQuery = v.InferOutput<typeof ReportQuerySchema>
export type ReportQueryInput = v.InferInput<typeof ReportQuerySchema>

/** A report as a row of a list: everything but its features, metrics and the single tests. */
export interface ReportRow extends Pick<
  DriftReport,
  | 'sourceId'
  | 'id'
  | 'project'
  | 'file'
  | 'family'
  | 'format'
  | 'kind'
  | 'title'
  | 'version'
  | 'createdAt'
  | 'timeIsFrom'
  | 'seriesKey'
  | 'datasetDrift'
  | 'driftShare'
  | 'driftShareThreshold'
  | 'driftedFeatureCount'
  | 'featureCount'
> {
  readonly testCounts: Readonly<Record<TestStatus, number>>
  readonly problemCount: number
}

export interface ReportPage {
  /** Rises with every change of content. */
  readonly revision: number
  readonly total: number
  /** Of the same project, without the other filters. */
  readonly totalUnfiltered: number
  readonly offset: number
  readonly rows: readonly ReportRow[]
}
