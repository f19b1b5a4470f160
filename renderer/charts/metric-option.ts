import type { Formats } from '../composables/useFormat'
import type { AxisMode } from '../../shared/series/curve'
import { durationInterval, durationTick, logBase, logExtent } from './axis-ticks'
import type { ChartOption } from './engine'
import { lonePoints, type MetricCurve } from './metric-curve'
import type { ChartTheme } from './theme'

// Up to here every point gets a dot: a short series is its points, not its line.
const maxDottedPoints = 40
// A thick line through many noisy points is an area.
const manyPoints = 1_000
const wishedTicks = 4

/** One metric over one axis: the logged line, over it the smoothed one, and marks where a value is no number. */
export function metricOption(curve: MetricCurve, theme: ChartTheme, format: Formats): ChartOption {
  return {
    ...plotFrame(theme),
    xAxis: xAxis(curve, theme, format),
    yAxis: [yAxis(curve, theme, format), { type: 'value', show: false, min: 0, max: 1 }],
    tooltip: tooltip(curve, theme, format),
    series: series(curve, theme),
  }
}

export function plotFrame(theme: ChartTheme) {
  return {
    // Live values replace each other at once: a line that swims cannot be read.
    animation: false,
    textStyle: { fontFamily: theme.font, fontSize: 11, color: theme.textFaint },
    grid: {
      left: 4,
      right: 14,
      top: 12,
      bottom: 2,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
  }
}

/** What the axes must know of what they carry. */
export type CurveExtent = Pick<MetricCurve, 'axis' | 'range' | 'x' | 'drawn' | 'isLog'>

export function xAxis(curve: CurveExtent, theme: ChartTheme, format: Formats) {
  return {
    type: curve.axis === 'wall' ? 'time' : 'value',
    scale: true,
    min: curve.range?.from ?? 'dataMin',
    max: curve.range?.to ?? 'dataMax',
    splitNumber: wishedTicks,
    ...tickDistance(curve),
    axisLine: { lineStyle: { color: theme.lineStrong } },
    axisTick: { show: false },
    splitLine: { show: false },
    axisLabel: { color: theme.textFaint, hideOverlap: true, ...tickLabels(curve, format) },
  }
}

function tickDistance(curve: CurveExtent) {
  // Steps are whole numbers: no tick between two of them.
  if (curve.axis === 'step') return { minInterval: 1 }
  if (curve.axis === 'wall') return {}
  const rangeMs = (curve.range?.to ?? curve.x.at(-1) ?? 0) - (curve.range?.from ?? curve.x[0] ?? 0)
  return rangeMs > 0 ? { interval: durationInterval(rangeMs, wishedTicks) } : {}
}

function tickLabels({ axis, x, range }: CurveExtent, format: Formats) {
  // The ends of the data are seldom round numbers and would crowd the round ones; a start at 0 or 1 is worth a tick.
  const showMinLabel = range === null && (x[0] ?? 0) <= 1
  if (axis === 'step') {
    return { showMinLabel, showMaxLabel: false, formatter: (step: number) => stepTick(step, format) }
  }
  if (axis === 'relative') return { showMinLabel, showMaxLabel: false, formatter: durationTick }
  return { showMinLabel: false, showMaxLabel: false, formatter: (tick: number) => format.clockTick(tick) }
}

export function yAxis(curve: CurveExtent, theme: ChartTheme, format: Formats) {
  const { lowest, highest } = extent(curve.drawn)
  return {
    ...(curve.isLog
      ? { type: 'log', logBase: logBase(lowest, highest), ...logExtent(lowest, highest) }
      : { type: 'value' }),
    scale: true,
    splitNumber: wishedTicks,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: theme.line } },
    axisLabel: {
      color: theme.textFaint,
      hideOverlap: true,
      formatter: (value: number) => format.tick(value),
    },
  }
}

function extent(values: Float64Array): { lowest: number; highest: number } {
  let lowest = Infinity
  let highest = -Infinity
  for (const value of values) {
    if (value < lowest) lowest = value
    if (value > highest) highest = value
  }
  return { lowest, highest }
}

function series(curve: MetricCurve, theme: ChartTheme) {
  const line = (y: Float64Array, opacity: number, width: number, name: string) => ({
    type: 'line',
    name,
    ...points(curve.x, y),
    symbolSize: 4,
    connectNulls: false,
    silent: true,
    lineStyle: { color: theme.series, width, opacity },
    itemStyle: { color: theme.series, opacity },
    emphasis: { disabled: true },
  })
  const lines = curve.smoothed
    ? [line(curve.drawn, 0.2, 1.2, 'raw'), line(curve.smoothed, 1, 1.8, 'smoothed')]
    : [line(curve.drawn, 1, curve.x.length > manyPoints ? 1.1 : 1.6, 'raw')]
  return [...lines, gaps(curve, theme)]
}

/** A series in which each point has a symbol of its own, if only none, takes the chart twice as long to draw. */
function points(x: Float64Array, y: Float64Array) {
  const lone = y.length <= maxDottedPoints ? null : lonePoints(y)
  if (lone?.size === 0) {
    return { symbol: 'none', showSymbol: false, dimensions: ['x', 'y'], data: interleaved(x, y) }
  }
  const pairs = Array.from(y, (value, index) => [x[index] ?? NaN, value] as const)
  if (lone === null) return { symbol: 'circle', showSymbol: true, data: pairs }
  const data = pairs.map((point, index) => (lone.has(index) ? point : { value: point, symbol: 'none' }))
  return { symbol: 'circle', showSymbol: true, data }
}

/** Thousands of pairs as one typed array: ECharts neither copies nor looks through it. */
function interleaved(x: Float64Array, y: Float64Array): Float64Array {
  const pairs = new Float64Array(y.length * 2)
  for (let index = 0; index < y.length; index += 1) {
    pairs[index * 2] = x[index] ?? NaN
    pairs[index * 2 + 1] = y[index] ?? NaN
  }
  return pairs
}

/** Marks on the floor of the chart: here a value was logged that is no number, or that the axis cannot show. */
function gaps(curve: MetricCurve, theme: ChartTheme) {
  const at = Array.from(curve.y.keys()).filter((index) => Number.isNaN(curve.drawn[index]))
  return {
    type: 'scatter',
    name: 'gaps',
    yAxisIndex: 1,
    data: at.map((index) => [curve.x[index] ?? NaN, 0.03]),
    symbol: 'triangle',
    symbolSize: 7,
    silent: true,
    itemStyle: { color: theme.danger, opacity: 1 },
    z: 5,
  }
}

interface TooltipItem {
  readonly dataIndex?: number
  readonly seriesName?: string
}

function tooltip(curve: MetricCurve, theme: ChartTheme, format: Formats) {
  return {
    ...tooltipLook(theme),
    formatter: (items: unknown) => {
      const list = (Array.isArray(items) ? items : [items]) as readonly TooltipItem[]
      // The marks have an index of their own; the line's is the curve's.
      const index = list.find((item) => item.seriesName !== 'gaps')?.dataIndex
      return index === undefined ? '' : pointText(curve, index, format).join('<br>')
    },
  }
}

export function tooltipLook(theme: ChartTheme) {
  return {
    trigger: 'axis',
    confine: true,
    transitionDuration: 0,
    padding: [6, 10],
    borderWidth: 1,
    borderColor: theme.lineStrong,
    backgroundColor: theme.surface,
    textStyle: { color: theme.text, fontSize: 12, fontFamily: theme.font },
    axisPointer: { type: 'line', lineStyle: { color: theme.lineStrong, type: 'solid' } },
  }
}

/** The lines of a point's tooltip and of what VoiceOver reads: only words and numbers of our own, no markup. */
export function pointText(curve: MetricCurve, index: number, format: Formats): readonly string[] {
  const smoothed = curve.smoothed?.[index]
  return [
    axisPointText(curve.x[index] ?? NaN, curve.axis, format),
    format.exact(curve.y[index]),
    ...(smoothed === undefined || Number.isNaN(smoothed) ? [] : [`smoothed ${format.metric(smoothed)}`]),
  ]
}

export function axisPointText(x: number, axis: AxisMode, format: Formats): string {
  if (axis === 'step') return `step ${format.count(x)}`
  return axis === 'wall' ? format.dateTime(x) : format.duration(x)
}

/** Millions are shortened where that loses no digit: else ticks of a zoomed chart would be all the same. */
function stepTick(step: number, format: Formats): string {
  return Math.abs(step) >= 1e6 && step % 1e4 === 0 ? `${format.tick(step / 1e6)}M` : format.count(step)
}
