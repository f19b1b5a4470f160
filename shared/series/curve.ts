import type { MetricSeries } from '../model/run'

export const axisModes = ['step', 'relative', 'wall'] as const
/** step: the logged step · relative: ms since the run's start · wall: epoch ms. */
export type AxisMode = (typeof axisModes)[number]

/** A series laid along one axis, x ascending. */
export interface Curve {
  readonly mode: AxisMode
  /** The wished axis has no extent (all points at one step, or at one time), so another one is used. */
  readonly fellBack: boolean
  readonly x: Float64Array
  readonly y: Float64Array
}

/** Lays a series along the wished axis. `startedAt` (epoch ms) is the zero of `relative`; null takes the first point. */
export function toCurve(series: MetricSeries, wished: AxisMode, startedAt: number | null): Curve {
  const mode = usableMode(series, wished)
  const origin = mode === 'relative' ? (startedAt ?? minimum(series.timestamp)) : 0
  const raw = mode === 'step' ? series.step : series.timestamp
  const x = origin === 0 ? raw : raw.map((at) => at - origin)
  return { mode, fellBack: mode !== wished, ...sortedByX(x, series.value) }
}

// A metric logged without a step has every point at step 0; a batch logged at once has every point at one time.
function usableMode(series: MetricSeries, wished: AxisMode): AxisMode {
  // A log that keeps no times (a CSV of epochs) gives NaN for them.
  if (Number.isNaN(series.timestamp[0])) return 'step'
  if (series.value.length < 2) return wished
  if (wished === 'step') return isConstant(series.step) && !isConstant(series.timestamp) ? 'relative' : 'step'
  return isConstant(series.timestamp) && !isConstant(series.step) ? 'step' : wished
}

function isConstant(values: Float64Array): boolean {
  return values.every((value) => value === values[0])
}

function minimum(values: Float64Array): number {
  return values.reduce((least, value) => (value < least ? value : least), Infinity)
}

// Stores keep the order of writing: a resumed run goes back in steps, a merged one in time.
function sortedByX(x: Float64Array, y: Float64Array): { x: Float64Array; y: Float64Array } {
  const isSorted = x.every((value, index) => index === 0 || (x[index - 1] ?? value) <= value)
  if (isSorted) return { x, y }
  const order = Uint32Array.from(x.keys()).sort((a, b) => (x[a] ?? 0) - (x[b] ?? 0) || a - b)
  return {
    x: Float64Array.from(order, (index) => x[index] ?? NaN),
    y: Float64Array.from(order, (index) => y[index] ?? NaN),
  }
}
