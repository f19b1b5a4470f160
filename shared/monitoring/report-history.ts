import type { DriftMethodId } from '../drift/methods'
import { testStatuses, type DriftReport } from '../model/drift-report'

/** One report's contribution to a history. */
export interface HistoryPoint {
  readonly reportId: string
  /** Epoch ms. */
  readonly at: number
  readonly value: number
  /** Of `feature/…` only. A line must break where it changes: a p-value and a distance share no axis. */
  readonly methodId: DriftMethodId | null
}

/**
 * What a history may be asked for:
 * `drift_share`, `dataset_drift` (0 or 1), `drifted_features`, `feature_count`, `tests/<STATUS>` (how many),
 * `feature/<name>` (score), `drifted/<name>` (0 or 1), `metric/<name>` and `reference/<name>`.
 */
export function reportHistory(reports: readonly DriftReport[], key: string): readonly HistoryPoint[] {
  const read = readerOf(key)
  const points: HistoryPoint[] = []
  for (const report of inTimeOrder(reports)) {
    const found = read(report)
    if (found?.value == null || report.createdAt === null) continue
    points.push({
      reportId: report.id,
      at: report.createdAt,
      value: found.value,
      methodId: found.methodId ?? null,
    })
  }
  return points
}

/** Every key for which at least one report has a value. */
export function historyKeys(reports: readonly DriftReport[]): readonly string[] {
  const keys = new Set<string>()
  for (const report of reports) {
    for (const key of wholeReportKeys) if (readerOf(key)(report)?.value != null) keys.add(key)
    if (report.tests.length > 0) for (const status of testStatuses) keys.add(`tests/${status}`)
    for (const feature of report.features) {
      if (feature.score !== null) keys.add(`feature/${feature.name}`)
      if (feature.drifted !== null) keys.add(`drifted/${feature.name}`)
    }
    for (const [name, metric] of Object.entries(report.metrics)) {
      if (metric.current !== null) keys.add(`metric/${name}`)
      if (metric.reference !== null) keys.add(`reference/${name}`)
    }
  }
  return [...keys]
}

const wholeReportKeys = ['drift_share', 'dataset_drift', 'drifted_features', 'feature_count'] as const

/** By the time of the data, never by name or by when the file was written: backfills write old days late. */
export function inTimeOrder<Report extends Pick<DriftReport, 'createdAt' | 'id'>>(
  reports: readonly Report[],
): readonly Report[] {
  return [...reports].sort((a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0) || (a.id < b.id ? -1 : 1))
}

type Saved = Pick<DriftReport, 'sourceId' | 'id' | 'format' | 'createdAt'>

/**
 * One report for each run: people save the same run as HTML and as JSON. A snapshot holds most (exact scores, time,
 * thresholds), HTML least.
 */
export function onePerRun<Report extends Saved>(reports: readonly Report[]): readonly Report[] {
  const best = new Map<string, Report>()
  for (const report of reports) {
    const run = `${report.sourceId}\n${report.id.replace(/\.(json|html?)$/i, '').replace(/\.(snap|snapshot|dump)$/, '')}`
    const known = best.get(run)
    if (known === undefined || isBetter(report, known)) best.set(run, report)
  }
  return [...best.values()]
}

/** Of two equally good ones the newer counts; the id only keeps the choice independent of the order. */
function isBetter(report: Saved, known: Saved): boolean {
  const difference = worth(report) - worth(known) || (report.createdAt ?? 0) - (known.createdAt ?? 0)
  return difference > 0 || (difference === 0 && report.id > known.id)
}

function worth(report: Saved): number {
  if (report.format === 'html') return 0
  return report.format === 'results-json' ? 1 : 2
}

interface Found {
  readonly value: number | null | undefined
  readonly methodId?: DriftMethodId | null
}

function readerOf(key: string): (report: DriftReport) => Found | undefined {
  switch (key) {
    case 'drift_share':
      return (report) => ({ value: report.driftShare })
    case 'dataset_drift':
      return (report) => ({ value: asNumber(report.datasetDrift) })
    case 'drifted_features':
      return (report) => ({ value: report.driftedFeatureCount })
    case 'feature_count':
      return (report) => ({ value: report.featureCount })
  }
  const slash = key.indexOf('/')
  return partReader(key.slice(0, slash), key.slice(slash + 1))
}

function partReader(part: string, name: string): (report: DriftReport) => Found | undefined {
  const feature = (report: DriftReport) => report.features.find((each) => each.name === name)
  const metric = (report: DriftReport) =>
    Object.hasOwn(report.metrics, name) ? report.metrics[name] : undefined
  switch (part) {
    case 'feature':
      return (report) => {
        const found = feature(report)
        return found === undefined ? undefined : { value: found.score, methodId: found.methodId }
      }
    case 'drifted':
      return (report) => ({ value: asNumber(feature(report)?.drifted ?? null) })
    case 'metric':
      return (report) => ({ value: metric(report)?.current })
    case 'reference':
      return (report) => ({ value: metric(report)?.reference })
    case 'tests':
      return (report) =>
        report.tests.length === 0
          ? undefined
          : { value: report.tests.filter((test) => test.status === name).length }
    default:
      return () => undefined
  }
}

function asNumber(value: boolean | null): number | null {
  return value === null ? null : Number(value)
}
