import type { Hue } from '../hardware/chart-specs'
import type { HistoryColumn } from '../hardware/history-table'
import type { Buckets } from './time-buckets'

/** Something to draw, in pixels: x0, y0, x1, y1 … An area's points go along its top and back along its foot. */
export interface Shape {
  readonly kind: 'area' | 'line' | 'dot'
  readonly hue: Hue
  readonly points: Float32Array
  readonly isDashed: boolean
  readonly opacity: number
}

/** A line of a chart with its values per bucket. */
export interface DrawnLine {
  readonly hue: Hue
  readonly isLimit: boolean
  readonly column: HistoryColumn
}

export interface Scale {
  readonly x: (at: number) => number
  readonly y: (value: number) => number
}

const bandOpacity = 0.2
const stackOpacity = 0.72

/** Each line with the band from its lowest to its highest behind it, all bands behind all lines. */
export function lineShapes(lines: readonly DrawnLine[], buckets: Buckets, scale: Scale): readonly Shape[] {
  const bands: Shape[] = []
  const strokes: Shape[] = []
  for (const { hue, column, isLimit } of lines) {
    for (const run of knownRuns(column.mean, buckets)) {
      const hasBand = run.some((bucket) => (column.max[bucket] ?? 0) > (column.min[bucket] ?? 0))
      if (hasBand && run.length > 1 && !isLimit) {
        const points = areaPoints(run, buckets, scale, column.max, column.min)
        bands.push({ kind: 'area', hue, points, isDashed: false, opacity: bandOpacity })
      }
      strokes.push(stroke(run, column.mean, hue, isLimit, buckets, scale))
    }
  }
  return [...bands, ...strokes]
}

/** Areas on top of each other, the first at the foot; a bucket in which nothing is known is a gap in all of them. */
export function stackShapes(lines: readonly DrawnLine[], buckets: Buckets, scale: Scale): readonly Shape[] {
  const stacked = lines.filter(({ isLimit }) => !isLimit)
  const total = stackTotals(stacked.map(({ column }) => column.mean))
  const runs = knownRuns(total, buckets)
  const shapes: Shape[] = []
  let foot = new Float32Array(total.length)
  for (const { hue, column } of stacked) {
    const top = foot.map(
      (base, bucket) => base + (Number.isNaN(column.mean[bucket]) ? 0 : (column.mean[bucket] ?? 0)),
    )
    for (const run of runs) {
      // A run of one bucket has no width: its neighbours' half would be made up.
      const points = areaPoints(run, buckets, scale, top, foot)
      shapes.push({ kind: 'area', hue, points, isDashed: false, opacity: stackOpacity })
    }
    foot = top
  }
  const limits = lines.filter(({ isLimit }) => isLimit)
  return [...shapes, ...lineShapes(limits, buckets, scale)]
}

/** Sum per bucket over what is known; NaN where nothing is. */
export function stackTotals(columns: readonly Float32Array[]): Float32Array {
  const size = Math.max(0, ...columns.map(({ length }) => length))
  return Float32Array.from({ length: size }, (_, bucket) => {
    let sum = NaN
    for (const column of columns) {
      const value = column[bucket] ?? NaN
      if (!Number.isNaN(value)) sum = (Number.isNaN(sum) ? 0 : sum) + value
    }
    return sum
  })
}

/** Buckets that a line may join, in groups. */
export function knownRuns(values: Float32Array, { isAfterGap }: Buckets): readonly (readonly number[])[] {
  const runs: number[][] = []
  let run: number[] = []
  for (const [bucket, value] of values.entries()) {
    if (isAfterGap[bucket] === 1 || Number.isNaN(value)) {
      if (run.length > 0) runs.push(run)
      run = []
    }
    if (!Number.isNaN(value)) run.push(bucket)
  }
  if (run.length > 0) runs.push(run)
  return runs
}

function stroke(
  run: readonly number[],
  values: Float32Array,
  hue: Hue,
  isDashed: boolean,
  buckets: Buckets,
  scale: Scale,
): Shape {
  const points = new Float32Array(run.length * 2)
  for (const [index, bucket] of run.entries()) {
    points[index * 2] = scale.x(buckets.at[bucket] ?? NaN)
    points[index * 2 + 1] = scale.y(values[bucket] ?? NaN)
  }
  return { kind: run.length === 1 ? 'dot' : 'line', hue, points, isDashed, opacity: 1 }
}

function areaPoints(
  run: readonly number[],
  buckets: Buckets,
  scale: Scale,
  top: Float32Array,
  foot: Float32Array,
): Float32Array {
  const points = new Float32Array(run.length * 4)
  const last = run.length * 2 - 1
  for (const [index, bucket] of run.entries()) {
    const x = scale.x(buckets.at[bucket] ?? NaN)
    const back = last - index
    points[index * 2] = x
    points[index * 2 + 1] = scale.y(top[bucket] ?? NaN)
    points[back * 2] = x
    points[back * 2 + 1] = scale.y(foot[bucket] ?? NaN)
  }
  return points
}
