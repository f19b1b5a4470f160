import type { MonitoringState, MonitoringStatus } from '../monitoring/status'
import type { RetrainingLevel } from '../monitoring/retraining'

/** What the frame of the window and the overview need to know of one project's monitoring. */
export interface MonitoringSummary {
  /** Null for reports that belong to no project. */
  readonly project: string | null
  readonly state: MonitoringState
  readonly reportCount: number
  /** Epoch ms. */
  readonly lastReportAt: number | null
  readonly driftShare: number | null
  readonly isDrifted: boolean | null
  readonly failedTests: number | null
  readonly retraining: RetrainingLevel
}

/** One project's monitoring as its card shows it. */
export interface ProjectMonitoring extends MonitoringStatus {
  readonly project: string | null
  /** The drift share of its reports, oldest first, at most 60 of the newest. */
  readonly recentDrift: readonly { readonly at: number; readonly share: number }[]
}
