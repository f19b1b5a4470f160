import type { RunRow } from '../../model/run-query'
import { isTrainingMetric } from '../conditions/run-stuck'
import type { MetricObservation, Observation, RunObservation } from '../observation'
import { metricSubject, runSubject } from '../subjects'

/** What was told of each run, to tell only what is new. */
export type SeenRuns = ReadonlyMap<string, SeenRun>
interface SeenRun {
  readonly evidence: string
  readonly metrics: ReadonlyMap<string, string>
}

/** What rules are told of a run: params and tags are no part of it. */
export type ObservedRun = Pick<
  RunRow,
  | 'sourceId'
  | 'runId'
  | 'project'
  | 'name'
  | 'experimentName'
  | 'status'
  | 'startTime'
  | 'endTime'
  | 'isStale'
  | 'metrics'
>

/**
 * @param rows Runs that may have changed, with all their metrics: the summary's recent and active ones, or a page.
 * @param now Epoch ms.
 * @param isWatched Whether any rule speaks of the metric; the others are not told.
 */
export function observeRuns(
  seen: SeenRuns,
  rows: readonly ObservedRun[],
  now: number,
  isWatched: (metric: string) => boolean = () => true,
): { readonly observations: readonly Observation[]; readonly seen: SeenRuns } {
  const next = new Map(seen)
  const observations: Observation[] = []
  for (const row of rows) {
    const key = `${row.sourceId}\n${row.runId}`
    const known = next.get(key)
    const run = runObservation(row, now)
    if (run.evidence !== known?.evidence) observations.push(run)
    const metrics = new Map<string, string>()
    for (const metric of metricObservations(row)) {
      if (!isWatched(metric.metric)) continue
      metrics.set(metric.metric, metric.evidence)
      if (known?.metrics.get(metric.metric) !== metric.evidence) observations.push(metric)
    }
    next.set(key, { evidence: run.evidence, metrics })
  }
  return { observations, seen: next }
}

function runObservation(row: ObservedRun, now: number): RunObservation {
  const lastPointAt = lastPointOf(row)
  return {
    kind: 'run',
    subject: runSubject(row),
    at: now,
    evidence: [row.status, row.endTime, lastPointAt, row.isStale, row.project, row.name].join('|'),
    status: row.status,
    startTime: row.startTime,
    endTime: row.endTime,
    lastPointAt,
    usualGapMs: null,
    isStale: row.isStale,
  }
}

// Loggers of the machine run in a thread of their own and go on while the training hangs.
function lastPointOf({ metrics }: ObservedRun): number | null {
  let last = 0
  for (const [key, { timestamp }] of Object.entries(metrics)) {
    if (timestamp > last && isTrainingMetric(key)) last = timestamp
  }
  return last > 0 ? last : null
}

function metricObservations(row: ObservedRun): MetricObservation[] {
  return Object.entries(row.metrics).map(([metric, { value, step, timestamp }]) => ({
    kind: 'metric',
    subject: metricSubject(row, metric),
    at: timestamp,
    evidence: `${step}@${timestamp}=${value}`,
    metric,
    value,
    step,
    runStatus: row.status,
  }))
}

/**
 * Every point of a curve, for a preview. Points without a time take the run's start, or where its log has none the date
 * of its newest value, in the order of the curve; of a run without any time nothing is told.
 */
export function observeSeries(
  row: ObservedRun,
  series: {
    readonly key: string
    readonly step: Float64Array
    readonly timestamp: Float64Array
    readonly value: Float64Array
  },
): MetricObservation[] {
  const subject = metricSubject(row, series.key)
  const undatedAt = [row.startTime, row.metrics[series.key]?.timestamp, row.endTime].find(isTime)
  return Array.from(series.value).flatMap((value, index): MetricObservation[] => {
    const step = series.step[index] ?? 0
    const at = [series.timestamp[index], undatedAt].find(isTime)
    if (at === undefined) return []
    const isLast = index === series.value.length - 1
    const evidence = `${step}@${at}=${value}`
    const runStatus = isLast ? row.status : 'RUNNING'
    return [{ kind: 'metric', subject, at, evidence, metric: series.key, value, step, runStatus }]
  })
}

/** Where a log keeps no time of its points, theirs is NaN. */
function isTime(at: number | null | undefined): at is number {
  return at != null && Number.isFinite(at)
}
