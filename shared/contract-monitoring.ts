import * as v from 'valibot'
import { PageBoundsSchema } from './model/artifact'
import type { DriftReport } from './model/drift-report'
import type { ProjectMonitoring } from './model/monitoring'
import { ReportQuerySchema, type ReportPage, type ReportRef } from './model/report-query'
import type { ReportGrid, ReportSeries } from './monitoring/report-grid'
import type { ColumnDrift } from './drift/column-drift'
import { call, push } from './rpc'

/** The part of the contract about reports, drift and monitoring; see contract.ts. */
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(1_024))
const reportId = v.pipe(v.string(), v.minLength(1), v.maxLength(4_096))
export const ReportRefSchema = v.object({ sourceId: id, reportId })

/** A data file that the user chose; main alone knows its path. */
export interface ChosenTable {
  readonly id: number
  readonly name: string
}

export interface ComparedColumn extends Omit<ColumnDrift, 'method'> {
  /** As Evidently shows it: "K-S p_value". */
  readonly method: string | null
}

/** Two tables compared as Evidently would. */
export interface DataComparison {
  readonly columns: readonly ComparedColumn[]
  /** Drifted / compared columns, 0..1; null when none could be compared. */
  readonly driftShare: number | null
  readonly driftShareThreshold: number
  readonly driftedCount: number
  readonly comparedCount: number
  readonly datasetDrift: boolean | null
  /** Columns that only one of the files has. */
  readonly unmatched: readonly string[]
}

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
  /** Shows the report's own page, with its scripts, over the given place of the window. HTML reports only. */
  'monitoring.openOriginal': call(
    v.object({ ...ReportRefSchema.entries, bounds: PageBoundsSchema }),
  ).returns<null>(),
  'monitoring.closeOriginal': call(v.void()).returns<null>(),
  /** Shows the report's file in Finder. */
  'monitoring.revealReport': call(ReportRefSchema).returns<null>(),
  /** Main shows the dialog; null when cancelled. */
  'monitoring.chooseData': call(
    v.object({ side: v.picklist(['reference', 'current']) }),
  ).returns<ChosenTable | null>(),
  /** Calls off the comparison under way, which then fails with a sentence. */
  'monitoring.stopComparing': call(v.void()).returns<null>(),
  'monitoring.compareData': call(
    v.object({ referenceId: v.number(), currentId: v.number() }),
  ).returns<DataComparison>(),
} as const

export const monitoringPushes = {
  /** Reports are new, changed or gone (latest wins; at most 200, else `all`). */
  'reports.changed': push<{ readonly reports: readonly ReportRef[]; readonly all: boolean }>(),
  /** The report's own page was closed (Escape, or its process ended). */
  'report.closed': push<null>(),
} as const
