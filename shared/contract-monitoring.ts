import * as v from 'valibot'
import type { DriftReport } from './model/drift-report'
import type { ProjectMonitoring } from './model/monitoring'
import { ReportQuerySchema, type ReportPage, type ReportRef } from './model/report-query'
import type { ReportGrid, ReportSeries } from './monitoring/report-grid'
import { call, push } from './rpc'

/** The part of the contract about reports, drift and monitoring; see contract.ts. */
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(1_024))
const reportId = v.pipe(v.string(), v.minLength(1), v.maxLength(4_096))
export const ReportRefSchema = v.object({ sourceId: id, reportId })

export const monitoringCalls = {
  /** The monitoring of every project that has reports: status, limits, retraining suggestion with its reasons. */
  'monitoring.projects': call(v.void()).returns<readonly ProjectMonitoring[]>(),
  'monitoring.reports': call(ReportQuerySchema).returns<ReportPage>(),
  /** One report, whole. */
  'monitoring.report': call(ReportRefSchema).returns<DriftReport>(),
  /** Series over a project's reports (null: those without a project); keys as in shared/monitoring/report-history. */
  'monitoring.history': call(
    v.object({ project: v.nullable(id), keys: v.pipe(v.array(id), v.minLength(1), v.maxLength(200)) }),
  ).returns<readonly ReportSeries[]>(),
  /** Features × the newest reports, for the heat map. */
  'monitoring.grid': call(
    v.object({
      project: v.nullable(id),
      limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000)), 200),
    }),
  ).returns<ReportGrid>(),
} as const

export const monitoringPushes = {
  /** Reports are new, changed or gone (latest wins; at most 200, else `all`). */
  'reports.changed': push<{ readonly reports: readonly ReportRef[]; readonly all: boolean }>(),
} as const
