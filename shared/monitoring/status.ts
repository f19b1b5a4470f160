import type { TestStatus } from '../model/drift-report'
import { checkPerformance, type MeasuredValue, type PerformanceCheck } from './performance'
import { inTimeOrder, onePerRun } from './report-history'
import { suggestRetraining, type Retraining } from './retraining'
import { reportRhythm } from './rhythm'
import type { StatusReport } from './status-report'
import type { MonitoringThresholds } from './thresholds'

/**
 * off: no report was found · stale: the newest report is too old to say anything of today, whatever it said ·
 * degraded: a limit is broken · drifted: the dataset drifted · unknown: reports, but none with drift or a limited metric.
 */
export const monitoringStates = ['off', 'stale', 'degraded', 'drifted', 'ok', 'unknown'] as const
export type MonitoringState = (typeof monitoringStates)[number]

export interface DriftState {
  readonly isDrifted: boolean | null
  readonly share: number | null
  readonly shareThreshold: number | null
  readonly driftedCount: number | null
  readonly total: number | null
  /** Names of the columns that drifted, as far as the report tells. */
  readonly drifted: readonly string[]
  readonly reportId: string
  readonly at: number | null
}

export interface MonitoringStatus {
  /** At least one report exists. */
  readonly isEnabled: boolean
  readonly state: MonitoringState
  readonly reportCount: number
  readonly lastReportId: string | null
  readonly lastReportAt: number | null
  /** Never negative: a report from the future (a clock was set) is new. */
  readonly lastReportAgeMs: number | null
  /** By the newest report that says anything about drift. */
  readonly drift: DriftState | null
  readonly performance: readonly PerformanceCheck[]
  /** Null when no limited metric is known. */
  readonly isDegraded: boolean | null
  /** Of the newest report with tests; null when there is none. */
  readonly tests: Readonly<Record<TestStatus, number>> | null
  readonly isStale: boolean
  readonly usualGapMs: number | null
  readonly staleAfterMs: number
  readonly retraining: Retraining
}

/** The state of one project's monitoring at `now`, from all of its reports in any order. */
export function monitoringStatus(
  reports: readonly StatusReport[],
  thresholds: MonitoringThresholds,
  now: number,
  measured: readonly MeasuredValue[] = [],
): MonitoringStatus {
  const ordered = inTimeOrder(onePerRun(reports))
  const last = ordered.findLast((report) => report.createdAt !== null) ?? ordered.at(-1)
  const rhythm = reportRhythm(ordered.map((report) => report.createdAt).filter((at) => at !== null))
  const staleAfterMs = thresholds.staleAfterMs ?? rhythm.staleAfterMs
  const lastReportAt = last?.createdAt ?? null
  const lastReportAgeMs = lastReportAt === null ? null : Math.max(0, now - lastReportAt)
  const drift = driftOf(ordered)
  const performance = checkPerformance(ordered, thresholds.performance, measured)
  const known = performance.filter((check) => check.isMet !== null)
  const isDegraded = known.length === 0 ? null : known.some((check) => check.isMet === false)
  const isStale = lastReportAgeMs !== null && lastReportAgeMs > staleAfterMs
  return {
    isEnabled: reports.length > 0,
    state: stateOf(reports.length, isStale, drift, isDegraded),
    reportCount: ordered.length,
    lastReportId: last?.id ?? null,
    lastReportAt,
    lastReportAgeMs,
    drift,
    performance,
    isDegraded,
    tests: testsOf(ordered),
    isStale,
    usualGapMs: rhythm.usualGapMs,
    staleAfterMs,
    retraining: suggestRetraining(drift, performance, thresholds.retrainDriftShare),
  }
}

/** By project; reports without one come under null. */
export function monitoringByProject(
  reports: readonly StatusReport[],
  thresholds: MonitoringThresholds,
  now: number,
): ReadonlyMap<string | null, MonitoringStatus> {
  const byProject = new Map<string | null, StatusReport[]>()
  for (const report of reports) {
    const known = byProject.get(report.project)
    if (known === undefined) byProject.set(report.project, [report])
    else known.push(report)
  }
  return new Map([...byProject].map(([project, own]) => [project, monitoringStatus(own, thresholds, now)]))
}

function stateOf(
  reportCount: number,
  isStale: boolean,
  drift: DriftState | null,
  isDegraded: boolean | null,
): MonitoringState {
  if (reportCount === 0) return 'off'
  if (isStale) return 'stale'
  if (isDegraded === true) return 'degraded'
  if (drift?.isDrifted === true) return 'drifted'
  return drift?.isDrifted === false || isDegraded === false ? 'ok' : 'unknown'
}

function driftOf(ordered: readonly StatusReport[]): DriftState | null {
  const newest = ordered.findLast(saysDrift)
  // A workspace holds a report and a test suite of one moment: the one with a verdict for the dataset speaks.
  const report =
    ordered.findLast((each) => each.createdAt === newest?.createdAt && each.datasetDrift !== null) ?? newest
  if (report === undefined) return null
  return {
    isDrifted: report.datasetDrift,
    share: report.driftShare,
    shareThreshold: report.driftShareThreshold,
    driftedCount: report.driftedFeatureCount,
    total: report.featureCount,
    drifted: report.features.filter((feature) => feature.drifted === true).map((feature) => feature.name),
    reportId: report.id,
    at: report.createdAt,
  }
}

function saysDrift({ datasetDrift, driftShare, features }: StatusReport): boolean {
  return datasetDrift !== null || driftShare !== null || features.some((feature) => feature.drifted !== null)
}

function testsOf(ordered: readonly StatusReport[]): Readonly<Record<TestStatus, number>> | null {
  const tests = ordered.findLast((report) => report.tests.length > 0)?.tests
  if (tests === undefined) return null
  const counts = { SUCCESS: 0, WARNING: 0, FAIL: 0, ERROR: 0, SKIPPED: 0 }
  for (const test of tests) counts[test.status]++
  return counts
}
