import type { MetricSeries } from '../../shared/model/run'
import { toCurve, type AxisMode } from '../../shared/series/curve'
import { withoutEchoes } from '../../shared/series/echo'
import { smooth } from '../../shared/series/smooth'
import { pick, thinnedIndices } from '../../shared/series/thin'

/** About two points per pixel column of a wide chart: more cannot be seen. */
const maxDrawnPoints = 3_000

/** What of a chart the user sets. */
export interface CurveChoice {
  readonly axis: AxisMode
  /** 0 (off) to <1. */
  readonly smoothing: number
  readonly isLog: boolean
}

/** Part of the horizontal axis, in its own unit. */
export interface AxisRange {
  readonly axis: AxisMode
  readonly from: number
  readonly to: number
}

/** A metric ready to draw: x ascending; `drawn` is NaN where there is a gap. */
export interface MetricCurve {
  readonly axis: AxisMode
  readonly fellBack: boolean
  readonly x: Float64Array
  /** The logged values. */
  readonly y: Float64Array
  /** The logged values as far as they can be drawn, else NaN. */
  readonly drawn: Float64Array
  /** The smoothed values; null when smoothing is off. */
  readonly smoothed: Float64Array | null
  readonly nanCount: number
  readonly infiniteCount: number
  /** Values of zero or less, which a logarithmic axis cannot show. */
  readonly belowLogCount: number
  /** No value can be drawn logarithmically, so the axis stayed linear. */
  readonly isLog: boolean
  /** The part of the axis to show; null for all. */
  readonly range: AxisRange | null
}

/**
 * From what a store holds to what is drawn. `startedAt` (epoch ms) is the zero of the relative axis. Outside
 * `range`, if it is of the same axis, nothing is drawn; smoothing still starts at the first point.
 */
export function metricCurve(
  series: MetricSeries,
  choice: CurveChoice,
  startedAt: number | null,
  range: AxisRange | null = null,
): MetricCurve {
  const whole = toCurve(withoutEchoes(series), choice.axis, startedAt)
  const shown = range?.axis === whole.mode ? range : null
  const isShown = (_: number, index: number) => isWithin(whole.x[index] ?? NaN, shown)
  const curve = { ...whole, x: whole.x.filter(isShown), y: whole.y.filter(isShown) }
  const smoothedAll = choice.smoothing > 0 ? smooth(whole.x, whole.y, choice.smoothing).filter(isShown) : null
  const indices = thinnedIndices(curve.y, maxDrawnPoints)
  const x = pick(curve.x, indices)
  const y = pick(curve.y, indices)
  const isLog = choice.isLog && y.some((value) => value > 0 && Number.isFinite(value))
  const drawable = (value: number) => (Number.isFinite(value) && (!isLog || value > 0) ? value : NaN)
  const count = (matches: (value: number) => boolean) =>
    curve.y.reduce((sum, v) => sum + (matches(v) ? 1 : 0), 0)
  return {
    axis: curve.mode,
    fellBack: curve.fellBack,
    x,
    y,
    drawn: y.map(drawable),
    smoothed: smoothedAll ? pick(smoothedAll, indices).map(drawable) : null,
    nanCount: count(Number.isNaN),
    infiniteCount: count((value) => Math.abs(value) === Infinity),
    belowLogCount: isLog ? count((value) => value <= 0 && Number.isFinite(value)) : 0,
    isLog,
    range: shown,
  }
}

function isWithin(x: number, range: AxisRange | null): boolean {
  return range === null || (x >= range.from && x <= range.to)
}

/** Points without a neighbour to draw a line to; they need a dot to be seen. */
export function lonePoints(values: Float64Array): ReadonlySet<number> {
  const lone = new Set<number>()
  for (const [index, value] of values.entries()) {
    const isAlone = !isDrawn(values[index - 1]) && !isDrawn(values[index + 1])
    if (isDrawn(value) && isAlone) lone.add(index)
  }
  return lone
}

function isDrawn(value: number | undefined): boolean {
  return value !== undefined && !Number.isNaN(value)
}
