import type { MetricSeries } from '../model/run'

// The toolkit logs each value twice, first without its step (mlops client: log_metrics, then log_metrics with
// step); the pair is written within a few milliseconds.
const echoWindowMs = 50

/**
 * Drops a step-0 point that is directly followed, within 50 ms, by the same value at a later step. Without this,
 * curves logged by the toolkit zig-zag back to step 0. Anything else is kept, genuine step-0 points included.
 */
export function withoutEchoes(series: MetricSeries): MetricSeries {
  const { step, timestamp, value } = series
  const isEcho = (index: number): boolean => {
    const next = index + 1
    if (step[index] !== 0 || next >= step.length || (step[next] ?? 0) <= 0) return false
    const elapsedMs = (timestamp[next] ?? NaN) - (timestamp[index] ?? NaN)
    return elapsedMs >= 0 && elapsedMs <= echoWindowMs && Object.is(value[index], value[next])
  }
  let hasEcho = false
  // Steps are asked first and in place: nearly all of a million points are passed over by that alone.
  for (let index = 0; index < step.length && !hasEcho; index++) hasEcho = step[index] === 0 && isEcho(index)
  if (!hasEcho) return series
  const keep = (_: number, index: number) => !isEcho(index)
  const kept = value.filter(keep)
  return { key: series.key, step: step.filter(keep), timestamp: timestamp.filter(keep), value: kept }
}
