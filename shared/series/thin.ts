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
  let length = 1
  const keep = (index: number) => {
    if (index > (kept[length - 1] ?? 0)) kept[length++] = index
  }
  for (let bucket = 0; bucket < bucketCount; bucket += 1) {
    const start = Math.floor((bucket * count) / bucketCount)
    const end = Math.floor(((bucket + 1) * count) / bucketCount)
    const gap = hasGaps ? firstGap(values, start, end) : -1
    const lowest = lowestIndex(values, start, end)
    const highest = highestIndex(values, start, end)
    const [first, second] = lowest < highest ? [lowest, highest] : [highest, lowest]
    if (gap < first) keep(gap)
    keep(first)
    if (gap > first && gap < second) keep(gap)
    keep(second)
    keep(gap)
  }
  keep(count - 1)
  return kept.slice(0, length)
}

/*
 * Plain loops, each with one thing to do: they go through a million points in a few ms, where one loop that calls
 * something for each point, or makes a list for each bucket, takes ten times as long. -1 is none.
 */

function allFinite(values: Float64Array): boolean {
  for (const value of values) if (value - value !== 0) return false
  return true
}

function firstGap(values: Float64Array, start: number, end: number): number {
  for (let index = start; index < end; index += 1) if (!Number.isFinite(values[index])) return index
  return -1
}

/** Of the finite values, as in `highestIndex`. */
function lowestIndex(values: Float64Array, start: number, end: number): number {
  let found = -1
  let lowest = Infinity
  for (let index = start; index < end; index += 1) {
    const value = values[index] ?? NaN
    if (value < lowest && value !== -Infinity) {
      lowest = value
      found = index
    }
  }
  return found
}

function highestIndex(values: Float64Array, start: number, end: number): number {
  let found = -1
  let highest = -Infinity
  for (let index = start; index < end; index += 1) {
    const value = values[index] ?? NaN
    if (value > highest && value !== Infinity) {
      highest = value
      found = index
    }
  }
  return found
}

export function pick(values: Float64Array, indices: Uint32Array): Float64Array {
  const picked = new Float64Array(indices.length)
  for (let at = 0; at < picked.length; at += 1) picked[at] = values[indices[at] ?? 0] ?? NaN
  return picked
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
