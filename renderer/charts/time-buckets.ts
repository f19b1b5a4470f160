import type { HistoryColumn } from '../hardware/history-table'

/** Rows put together so that there is at most about one per pixel; `end` is exclusive. */
export interface Buckets {
  /** Middle of each bucket, epoch ms. */
  readonly at: Float64Array
  readonly start: Uint32Array
  readonly end: Uint32Array
  /** Buckets that a line does not lead to from the one before. */
  readonly isAfterGap: Uint8Array
}

/**
 * Rows within the window and one to each side of it, so that lines reach the edges. Buckets are cut at absolute times:
 * while the window moves on, a bucket's content stays, and nothing shimmers.
 */
export function bucketRows(
  takenAt: Float64Array,
  window: { readonly from: number; readonly to: number },
  maxBuckets: number,
  longestJoinMs: number,
): Buckets {
  const first = Math.max(0, lowerBound(takenAt, window.from) - 1)
  const last = Math.min(takenAt.length, lowerBound(takenAt, window.to) + 1)
  const count = last - first
  const widthMs = count > maxBuckets ? (window.to - window.from) / maxBuckets : 0
  const width = widthMs > 0 ? roundUp(widthMs) : 0
  const at: number[] = []
  const start: number[] = []
  const end: number[] = []
  const isAfterGap: number[] = []
  let bucket = NaN
  for (let row = first; row < last; row += 1) {
    const here = takenAt[row] ?? NaN
    const isGap = row > first && here - (takenAt[row - 1] ?? NaN) > longestJoinMs
    const own = width > 0 ? Math.floor(here / width) : row
    if (own === bucket && !isGap) {
      end[end.length - 1] = row + 1
      at[at.length - 1] = ((takenAt[start.at(-1) ?? row] ?? here) + here) / 2
      continue
    }
    bucket = own
    at.push(here)
    start.push(row)
    end.push(row + 1)
    isAfterGap.push(isGap || row === first ? 1 : 0)
  }
  return {
    at: Float64Array.from(at),
    start: Uint32Array.from(start),
    end: Uint32Array.from(end),
    isAfterGap: Uint8Array.from(isAfterGap),
  }
}

/** Whole seconds or more: else a window that grows by a second would cut every bucket anew. */
function roundUp(ms: number): number {
  const nice = [
    1, 2, 3, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200,
  ]
  const seconds = ms / 1_000
  return (nice.find((each) => each >= seconds) ?? Math.ceil(seconds)) * 1_000
}

/** Index of the first value not less than `wanted`. */
export function lowerBound(ascending: Float64Array, wanted: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] ?? NaN) < wanted) low = middle + 1
    else high = middle
  }
  return low
}

/** Lowest, mean and highest of each bucket; NaN where none of its rows is known. */
export function reduceColumn(column: HistoryColumn, { start, end }: Buckets): HistoryColumn {
  const size = start.length
  const min = new Float32Array(size).fill(NaN)
  const mean = new Float32Array(size).fill(NaN)
  const max = new Float32Array(size).fill(NaN)
  for (let bucket = 0; bucket < size; bucket += 1) {
    let lowest = Infinity
    let highest = -Infinity
    let sum = 0
    let known = 0
    for (let row = start[bucket] ?? 0; row < (end[bucket] ?? 0); row += 1) {
      const value = column.mean[row] ?? NaN
      if (Number.isNaN(value)) continue
      known += 1
      sum += value
      lowest = Math.min(lowest, column.min[row] ?? value)
      highest = Math.max(highest, column.max[row] ?? value)
    }
    if (known === 0) continue
    min[bucket] = lowest
    mean[bucket] = sum / known
    max[bucket] = highest
  }
  return { min, mean, max }
}
