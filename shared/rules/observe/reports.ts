import type { DriftReport, FeatureDrift } from '../../model/drift-report'
import { onePerRun } from '../../monitoring/report-history'
import { reportRhythm } from '../../monitoring/rhythm'
import type {
  FeatureObservation,
  MonitoringObservation,
  Observation,
  ReportObservation,
  Subject,
} from '../observation'
import { featureSubject, monitoringSubject, reportsSubject } from '../subjects'
import { digestOf } from './digest'

export interface SeenReports {
  /** Evidence by source and report. */
  readonly evidence: ReadonlyMap<string, string>
  /** Times of each monitored subject, in any order. */
  readonly times: ReadonlyMap<string, ReadonlySet<number>>
}
export const noReports: SeenReports = { evidence: new Map(), times: new Map() }

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
  const touched = new Map<string, { subject: Subject; at: Set<number> }>()
  const observations: Observation[] = []
  for (const report of onePerRun(reports).toSorted((a, b) => (a.createdAt ?? now) - (b.createdAt ?? now))) {
    const key = `${report.sourceId}\n${report.id}`
    const mark = evidenceOf(report)
    if (evidence.get(key) === mark) continue
    evidence.set(key, mark)
    const at = report.createdAt ?? now
    observations.push(reportObservation(report, at, mark), ...featureObservations(report, at, mark))
    const monitored = monitoringSubject(report)
    const own = touched.get(monitored.key)?.at ?? new Set(seen.times.get(monitored.key))
    touched.set(monitored.key, { subject: monitored, at: own.add(at) })
  }
  const times = new Map(seen.times)
  for (const [key, { subject, at }] of touched) {
    times.set(key, at)
    observations.push(monitoringObservation(subject, [...at], now))
  }
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
  subject: Subject,
  times: readonly number[],
  now: number,
): MonitoringObservation {
  const lastReportAt = times.reduce((last, at) => Math.max(last, Math.min(at, now)), 0)
  return {
    kind: 'monitoring',
    subject,
    at: now,
    evidence: `${lastReportAt}/${times.length}`,
    lastReportAt,
    usualGapMs: reportRhythm(times).usualGapMs,
  }
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
