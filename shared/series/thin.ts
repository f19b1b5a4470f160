import type { MetricSeries } from '../model/run'

/**
 * Which points to draw when there are more than can be seen: per bucket of neighbours the lowest and the
 * highest finite value, one value that is no number where there are any (so that a gap stays a gap), and both
 * ends. A one-sample spike therefore always survives, which evenly spaced, random or reservoir sampling lose.
 * Ascending, without repeats, at most `maxPoints` (4 or more; gaps need 5) long.
 */
export function thinnedIndices(values: Float64Array, maxPoints: number): Uint32Array {
  const count = values.length
  if (count <= maxPoints) return Uint32Array.from({ length: count }, (_, index) => index)
  const hasGaps = maxPoints >= 5 && !allFinite(values)
  const bucketCount = Math.max(1, Math.floor((maxPoints - 2) / (hasGaps ? 3 : 2)))
  const kept = new Uint32Array(bucketCount * 3 + 2)
  let length = 0
  const keep = (index: number) => {
    if (index >= 0 && (length === 0 || (kept[length - 1] ?? 0) < index)) kept[length++] = index
  }
  keep(0)
  for (let bucket = 0; bucket < bucketCount; bucket += 1) {
    const start = Math.floor((bucket * count) / bucketCount)
    const end = Math.floor(((bucket + 1) * count) / bucketCount)
    for (const index of bucketExtremes(values, start, end, hasGaps)) keep(index)
  }
  keep(count - 1)
  return kept.slice(0, length)
}

/** A plain loop: with a million points a call for each takes three times as long. */
function allFinite(values: Float64Array): boolean {
  for (const value of values) if (value - value !== 0) return false
  return true
}

/** Index of the lowest, the highest and, with `keepGap`, the first non-finite value in [start, end), ascending; -1 for none. */
function bucketExtremes(values: Float64Array, start: number, end: number, keepGap: boolean): number[] {
  let lowest = -1
  let highest = -1
  let gap = -1
  let lowestValue = Infinity
  let highestValue = -Infinity
  for (let index = start; index < end; index += 1) {
    const value = values[index] ?? NaN
    if (!Number.isFinite(value)) {
      if (keepGap && gap < 0) gap = index
      continue
    }
    if (lowest < 0 || value < lowestValue) {
      lowest = index
      lowestValue = value
    }
    if (highest < 0 || value > highestValue) {
      highest = index
      highestValue = value
    }
  }
  return [lowest, highest, gap].sort((a, b) => a - b)
}

export function pick(values: Float64Array, indices: Uint32Array): Float64Array {
  return Float64Array.from(indices, (index) => values[index] ?? NaN)
}

/** The same series with at most `maxPoints` (4 or more) points. Order and ends are kept. */
export function thinSeries(series: MetricSeries, maxPoints: number): MetricSeries {
  if (series.value.length <= maxPoints) return series
  const indices = thinnedIndices(series.value, maxPoints)
  return {
    key: series.key,
    step: pick(series.step, indices),
    timestamp: pick(series.timestamp, indices),
    value: pick(series.value, indices),
  }
}

/** As `thinSeries`, in arrays of its own: views of a larger buffer would be sent with all of it. */
export function thinnedCopy(series: MetricSeries, maxPoints: number): MetricSeries {
  const thinned = thinSeries(series, maxPoints)
  if (thinned !== series) return thinned
  const { key, step, timestamp, value } = series
  return { key, step: step.slice(), timestamp: timestamp.slice(), value: value.slice() }
}
