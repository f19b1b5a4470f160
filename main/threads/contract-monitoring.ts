import * as v from 'valibot'
import type { DriftReport } from '../../shared/model/drift-report'
import type { ProjectMonitoring } from '../../shared/model/monitoring'
import type { ReportPage, ReportQuery, ReportRef } from '../../shared/model/report-query'
import type { ReportGrid, ReportSeries } from '../../shared/monitoring/report-grid'
import type { MonitoringThresholds } from '../../shared/monitoring/thresholds'
import { call } from '../../shared/rpc'
import type { ChangedReports } from '../store/report-reader'

/** Main ↔ data thread about reports; see contract.ts. */
const trusted = <T>() => v.custom<T>(() => true)

export const monitoringDataCalls = {
  listReports: call(trusted<ReportQuery>()).returns<ReportPage>(),
  getReport: call(trusted<ReportRef>()).returns<DriftReport>(),
  /**
   * Reports that are new or changed since a cursor (0 for all there are), without distributions. Ask again after
   * `reportsChanged` and after a start: the cursor holds across restarts.
   */
  reportsSince: call(trusted<{ cursor: number; limit: number }>()).returns<ChangedReports>(),
  monitoringProjects: call(trusted<null>()).returns<readonly ProjectMonitoring[]>(),
  monitoringHistory:
    call(trusted<{ project: string | null; keys: readonly string[] }>()).returns<readonly ReportSeries[]>(),
  monitoringGrid: call(trusted<{ project: string | null; limit: number }>()).returns<ReportGrid>(),
  setThresholds: call(trusted<MonitoringThresholds>()).returns<null>(),
} as const
