import { inTimeOrder } from './report-history'
import type { StatusReport } from './status-report'
import type { PerformanceLimit } from './thresholds'

/** A value of a limited metric that no report holds: latency and memory are in runs only (`monitoring_*`). */
export interface MeasuredValue {
  readonly metric: string
  readonly value: number
  /** Epoch ms. */
  readonly at: number
}

export interface PerformanceCheck extends PerformanceLimit {
  /** The newest value known; null when there is none. */
  readonly value: number | null
  /** The same metric on the reference data, when its report holds it. */
  readonly reference: number | null
  readonly isMet: boolean | null
  readonly at: number | null
  /** Null when the value was measured elsewhere. */
  readonly reportId: string | null
  /** "Accuracy 0.503 < threshold 0.8"; null when the limit is kept or nothing is known. */
  readonly reason: string | null
}

/** The newest value of every limited metric against its limit. */
export function checkPerformance(
  reports: readonly StatusReport[],
  limits: readonly PerformanceLimit[],
  measured: readonly MeasuredValue[] = [],
): readonly PerformanceCheck[] {
  const newestFirst = [...inTimeOrder(reports)].reverse()
  return limits.map((limit) => {
    const report = newestFirst.find((each) => currentOf(each, limit.metric) !== null)
    const outside = measured
      .filter((each) => each.metric === limit.metric && !Number.isNaN(each.value))
      .reduce<MeasuredValue | null>(
        (newest, each) => (newest === null || each.at > newest.at ? each : newest),
        null,
      )
    if (outside !== null && (report === undefined || outside.at > (report.createdAt ?? 0))) {
      return checked(limit, outside.value, { reference: null, at: outside.at, reportId: null })
    }
    return checked(limit, report === undefined ? null : currentOf(report, limit.metric), {
      reference: report?.metrics[limit.metric]?.reference ?? null,
      at: report?.createdAt ?? null,
      reportId: report?.id ?? null,
    })
  })
}

function currentOf(report: StatusReport, metric: string): number | null {
  const value = Object.hasOwn(report.metrics, metric) ? (report.metrics[metric]?.current ?? null) : null
  return Number.isNaN(value) ? null : value
}

function checked(
  limit: PerformanceLimit,
  value: number | null,
  origin: Pick<PerformanceCheck, 'reference' | 'at' | 'reportId'>,
): PerformanceCheck {
  if (value === null) return { ...limit, ...origin, value, isMet: null, reason: null }
  const isMet = limit.kind === 'atLeast' ? value >= limit.limit : value <= limit.limit
  const sign = limit.kind === 'atLeast' ? '<' : '>'
  const reason = `${limit.label} ${rounded(value)}${limit.unit} ${sign} threshold ${limit.limit}${limit.unit}`
  return { ...limit, ...origin, value, isMet, reason: isMet ? null : reason }
}

function rounded(value: number): number {
  return Number(value.toPrecision(4))
}
