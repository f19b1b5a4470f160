import type { Formats } from '../composables/useFormat'
import { nearestIndex } from '../../shared/series/nearest'
import type { ChartOption } from './engine'
import { lonePoints, type MetricCurve } from './metric-curve'
import { axisPointText, plotFrame, tooltipLook, xAxis, yAxis, type CurveExtent } from './metric-option'
import type { ChartTheme } from './theme'

/** The same metric of one of the runs that are compared. */
export interface OverlayLine {
  /** A letter: what the run is called in the tooltip, which must hold no text of a store's. */
  readonly letter: string
  readonly colour: string
  readonly curve: MetricCurve
}

/** One metric of several runs over one axis. Smoothed lines stand alone: their raw ones together would be a cloud. */
export function overlayOption(
  lines: readonly OverlayLine[],
  theme: ChartTheme,
  format: Formats,
): ChartOption {
  if (lines.every(({ curve }) => curve.x.length <= 1)) return barOption(lines, theme, format)
  const extent = extentOf(lines.map(({ curve }) => curve))
  return {
    ...plotFrame(theme),
    xAxis: xAxis(extent, theme, format),
    yAxis: yAxis(extent, theme, format),
    tooltip: {
      ...tooltipLook(theme),
      formatter: (items: unknown) => tooltipText(items, lines, extent, format),
    },
    series: lines.map(({ letter, colour, curve }) => ({
      type: 'line',
      name: letter,
      data: pointsOf(curve),
      symbol: 'circle',
      symbolSize: 4,
      showSymbol: true,
      connectNulls: false,
      silent: true,
      lineStyle: { color: colour, width: 1.5 },
      itemStyle: { color: colour },
      emphasis: { disabled: true },
    })),
  }
}

/** One value a run is no curve: bars from zero, one a run. */
function barOption(lines: readonly OverlayLine[], theme: ChartTheme, format: Formats): ChartOption {
  const values = lines.map(({ curve }) => curve.y[0] ?? NaN)
  const finite = values.filter(Number.isFinite)
  const axis = yAxis({ ...extentOf([]), drawn: Float64Array.from(finite) }, theme, format)
  return {
    ...plotFrame(theme),
    xAxis: {
      type: 'category',
      data: lines.map(({ letter }) => letter),
      axisLine: { lineStyle: { color: theme.lineStrong } },
      axisTick: { show: false },
      axisLabel: { color: theme.textFaint },
    },
    yAxis: { ...axis, scale: false },
    series: [
      {
        type: 'bar',
        name: 'values',
        barMaxWidth: 34,
        silent: true,
        data: lines.map(({ colour }, index) => ({
          // A value that is no number has no bar.
          value: Number.isFinite(values[index]) ? values[index] : null,
          itemStyle: { color: colour },
        })),
      },
    ],
  }
}

/** All curves as one for the axes: where they begin and end, and every value that is drawn. */
export function extentOf(curves: readonly MetricCurve[]): CurveExtent {
  const known = curves.filter(({ x }) => x.length > 0)
  const first = Math.min(...known.map(({ x }) => x[0] ?? Infinity))
  const last = Math.max(...known.map(({ x }) => x.at(-1) ?? -Infinity))
  return {
    axis: curves[0]?.axis ?? 'step',
    range: curves[0]?.range ?? null,
    x: Float64Array.from(known.length > 0 ? [first, last] : []),
    drawn: Float64Array.from(curves.flatMap(({ drawn }) => [...drawn])),
    isLog: curves.length > 0 && curves.every(({ isLog }) => isLog),
  }
}

function pointsOf({ x, drawn, smoothed }: MetricCurve) {
  const y = smoothed ?? drawn
  const lone = lonePoints(y)
  return Array.from(y, (value, index) => {
    const point = [x[index] ?? NaN, value]
    return lone.has(index) ? point : { value: point, symbol: 'none' }
  })
}

/** What each run had logged nearest to the pointer: letters and numbers of our own, no markup of a store's. */
function tooltipText(
  items: unknown,
  lines: readonly OverlayLine[],
  { axis }: CurveExtent,
  format: Formats,
): string {
  const [item] = (Array.isArray(items) ? items : [items]) as readonly { readonly axisValue?: number }[]
  const at = item?.axisValue
  if (at === undefined) return ''
  const rows = lines.flatMap(({ letter, colour, curve }) => {
    const value = valueNear(curve, at)
    if (value === null) return []
    return `<span style="color:${colour}">●</span> ${letter}&ensp;${format.metric(value)}`
  })
  return [axisPointText(at, axis, format), ...rows].join('<br>')
}

/** Null outside of the stretch that the run has points in: it has no value there. */
export function valueNear({ x, y }: MetricCurve, at: number): number | null {
  const index = nearestIndex(x, at)
  if (index < 0 || at < (x[0] ?? NaN) || at > (x.at(-1) ?? NaN)) return null
  return y[index] ?? null
}
