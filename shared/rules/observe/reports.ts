import type { DriftReport, FeatureDrift } from '../../model/drift-report'
import type {
  FeatureObservation,
  MonitoringObservation,
  Observation,
  ReportObservation,
} from '../observation'
import { featureSubject, monitoringSubject, reportsSubject } from '../subjects'
import { digestOf } from './digest'

export interface SeenReports {
  /** Evidence by source and report. */
  readonly evidence: ReadonlyMap<string, string>
  /** Newest times of each monitored subject, ascending. */
  readonly times: ReadonlyMap<string, readonly number[]>
}
export const noReports: SeenReports = { evidence: new Map(), times: new Map() }

const keptTimes = 30

/**
 * Observations of the reports that are new or changed, oldest first, and how current each project is after them.
 * Batches may come in any size and order. A report without a time counts as made now.
 */
export function observeReports(
  seen: SeenReports,
  reports: readonly DriftReport[],
  now: number,
): { readonly observations: readonly Observation[]; readonly seen: SeenReports } {
  const evidence = new Map(seen.evidence)
  const times = new Map(seen.times)
  const touched = new Map<string, MonitoringObservation['subject']>()
  const observations: Observation[] = []
  for (const report of reports.toSorted((a, b) => (a.createdAt ?? now) - (b.createdAt ?? now))) {
    const key = `${report.sourceId}\n${report.id}`
    const mark = evidenceOf(report)
    if (evidence.get(key) === mark) continue
    evidence.set(key, mark)
    const at = report.createdAt ?? now
    observations.push(reportObservation(report, at, mark), ...featureObservations(report, at, mark))
    const monitored = monitoringSubject(report)
    touched.set(monitored.key, monitored)
    times.set(monitored.key, inserted(times.get(monitored.key) ?? [], at))
  }
  for (const [key, subject] of touched)
    observations.push(monitoringObservation(subject, times.get(key) ?? [], now))
  return { observations, seen: { evidence, times } }
}

function reportObservation(report: DriftReport, at: number, evidence: string): ReportObservation {
  return {
    kind: 'report',
    subject: reportsSubject(report),
    at,
    evidence,
    datasetDrift: report.datasetDrift,
    driftShare: report.driftShare,
    driftShareThreshold: report.driftShareThreshold,
    driftedFeatureCount: report.driftedFeatureCount,
    featureCount: report.featureCount,
    driftedFeatures: report.features
      .filter((feature) => feature.drifted === true)
      .map((feature) => feature.name),
    metrics: currentMetrics(report),
    tests: report.tests.map(({ name, status }) => ({ name, status })),
  }
}

function currentMetrics({ metrics }: DriftReport): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(metrics).flatMap(([key, { current }]) =>
      current === null || !Number.isFinite(current) ? [] : [[key, current]],
    ),
  )
}

function featureObservations(report: DriftReport, at: number, evidence: string): FeatureObservation[] {
  const seriesKey = reportsSubject(report).key
  return report.features.map((feature: FeatureDrift) => ({
    kind: 'feature',
    subject: featureSubject(report, feature.name),
    at,
    evidence,
    seriesKey,
    feature: feature.name,
    drifted: feature.drifted,
    method: feature.method,
    score: feature.score,
    threshold: feature.threshold,
  }))
}

function monitoringObservation(
  subject: MonitoringObservation['subject'],
  times: readonly number[],
  now: number,
): MonitoringObservation {
  const lastReportAt = Math.min(times.at(-1) ?? now, now)
  return {
    kind: 'monitoring',
    subject,
    at: now,
    evidence: `${lastReportAt}/${times.length}`,
    lastReportAt,
    usualGapMs: usualGap(times),
  }
}

function inserted(times: readonly number[], at: number): readonly number[] {
  return times.includes(at) ? times : [...times, at].sort((a, b) => a - b).slice(-keptTimes)
}

/** Drift and performance reports of one batch lie seconds apart: a gap of less than a minute is none. */
function usualGap(times: readonly number[]): number | null {
  const gaps = times
    .slice(1)
    .map((at, index) => at - (times[index] ?? at))
    .filter((gap) => gap >= 60_000)
    .sort((a, b) => a - b)
  return gaps.length < 2 ? null : (gaps[Math.floor(gaps.length / 2)] ?? null)
}

/**
 * Time and content, not the file: the same report saved as HTML and as JSON is one, and a file that is written anew
 * is another. HTML rounds, hence the two decimals.
 */
function evidenceOf(report: DriftReport): string {
  const rounded = (value: number | null) => (value === null ? '' : value.toFixed(2))
  const parts = [
    report.seriesKey,
    String(report.datasetDrift),
    rounded(report.driftShare),
    ...report.features.filter((feature) => feature.drifted === true).map((feature) => feature.name),
    '|',
    ...report.tests
      .filter((test) => test.status === 'FAIL' || test.status === 'ERROR')
      .map((test) => test.key),
    '|',
    ...Object.entries(report.metrics)
      .filter(([key]) => !key.includes('/'))
      .map(([key, { current }]) => `${key}=${rounded(current)}`),
  ]
  return `${report.createdAt ?? report.id}#${digestOf(parts.toSorted().join('\n'))}`
}
