import type { Formats } from '../composables/useFormat'
import type { ChartOption } from './engine'
import type { MomentCurve } from './moment-curve'
import type { ChartTheme } from './theme'

/** A value over time, its limit as a dashed line, and the moment of the alert as an upright one. */
export function momentOption(
  curve: MomentCurve,
  theme: ChartTheme,
  format: Formats,
  text: (amount: number) => string,
): ChartOption {
  return {
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
    xAxis: timeAxis(curve, theme, format),
    yAxis: [valueAxis(curve, theme, text), { type: 'value', show: false, min: 0, max: 1 }],
    tooltip: tooltip(curve, theme, format, text),
    series: [...lines(curve, theme), marks(curve, theme)],
  }
}

function timeAxis({ at, moment }: MomentCurve, theme: ChartTheme, format: Formats) {
  return {
    type: 'time',
    min: Math.min(at[0] ?? moment, moment),
    max: Math.max(at.at(-1) ?? moment, moment),
    splitNumber: 4,
    axisLine: { lineStyle: { color: theme.lineStrong } },
    axisTick: { show: false },
    splitLine: { show: false },
    axisLabel: {
      color: theme.textFaint,
      hideOverlap: true,
      showMinLabel: false,
      showMaxLabel: false,
      formatter: (tick: number) => format.clockTick(tick),
    },
  }
}

function valueAxis({ value, limit }: MomentCurve, theme: ChartTheme, text: (amount: number) => string) {
  const finite = [...value, limit ?? NaN].filter((each) => Number.isFinite(each))
  const lowest = Math.min(...finite)
  const highest = Math.max(...finite)
  const room = highest > lowest ? (highest - lowest) * 0.08 : Math.abs(highest) * 0.1 || 1
  return {
    type: 'value',
    scale: true,
    splitNumber: 3,
    // The limit belongs to the picture even where the value is far from it.
    ...(finite.length > 0
      ? { min: lowest >= 0 ? Math.max(0, lowest - room) : lowest - room, max: highest + room }
      : {}),
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: theme.line } },
    axisLabel: {
      color: theme.textFaint,
      hideOverlap: true,
      showMinLabel: false,
      showMaxLabel: false,
      formatter: text,
    },
  }
}

const still = { silent: true, symbol: 'none', emphasis: { disabled: true } }

function lines(curve: MomentCurve, theme: ChartTheme) {
  const { at, value, limit, moment } = curve
  const from = Math.min(at[0] ?? moment, moment)
  const to = Math.max(at.at(-1) ?? moment, moment)
  const isFew = at.length <= 40
  return [
    {
      ...still,
      type: 'line',
      name: 'value',
      data: Array.from(value, (each, index) => [at[index] ?? NaN, Number.isFinite(each) ? each : NaN]),
      symbol: isFew ? 'circle' : 'none',
      symbolSize: 4,
      showSymbol: isFew,
      connectNulls: false,
      lineStyle: { color: theme.series, width: 1.6 },
      itemStyle: { color: theme.series },
    },
    {
      ...still,
      type: 'line',
      name: 'limit',
      data:
        limit === null
          ? []
          : [
              [from, limit],
              [to, limit],
            ],
      lineStyle: { color: theme.danger, width: 1.2, type: 'dashed' },
    },
    {
      ...still,
      type: 'line',
      name: 'moment',
      yAxisIndex: 1,
      data: [
        [moment, 0],
        [moment, 1],
      ],
      lineStyle: { color: theme.textFaint, width: 1.2, type: 'solid' },
    },
  ]
}

/** On the floor: here was a value that is no number. */
function marks({ at, value, isLogged }: MomentCurve, theme: ChartTheme) {
  const places = isLogged ? Array.from(at).filter((_, index) => !Number.isFinite(value[index])) : []
  return {
    type: 'scatter',
    name: 'gaps',
    yAxisIndex: 1,
    data: places.map((x) => [x, 0.04]),
    symbol: 'triangle',
    symbolSize: 7,
    silent: true,
    itemStyle: { color: theme.danger, opacity: 1 },
  }
}

interface TooltipItem {
  readonly dataIndex?: number
  readonly seriesName?: string
}

function tooltip(curve: MomentCurve, theme: ChartTheme, format: Formats, text: (amount: number) => string) {
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
    formatter: (items: unknown) => {
      const list = (Array.isArray(items) ? items : [items]) as readonly TooltipItem[]
      const index = list.find((item) => item.seriesName === 'value')?.dataIndex
      if (index === undefined) return ''
      return [format.dateTime(curve.at[index] ?? null), text(curve.value[index] ?? NaN)].join('<br>')
    },
  }
}
