import { describe, expect, it } from 'vitest'
import { metricCurve, type CurveChoice } from '../../../../renderer/charts/metric-curve'
import { metricOption, pointText } from '../../../../renderer/charts/metric-option'
import type { ChartTheme } from '../../../../renderer/charts/theme'
import { createNumberFormats } from '../../../../renderer/format/numbers'
import { createTimeFormats } from '../../../../renderer/format/times'

const format = { ...createNumberFormats('en-US'), ...createTimeFormats('en-GB', 'UTC') }
const theme: ChartTheme = {
  text: '#111',
  textFaint: '#666',
  line: '#eee',
  lineStrong: '#ccc',
  surface: '#fff',
  series: '#00f',
  danger: '#f00',
  font: 'system-ui',
}

interface BuiltOption {
  animation: boolean
  xAxis: { type: string; min: unknown; max: unknown; minInterval?: number; interval?: number }
  yAxis: { type: string; logBase?: number; min?: number }[]
  tooltip: { formatter: (items: unknown) => string }
  series: {
    name: string
    type: string
    data: unknown[]
    lineStyle?: { opacity: number }
    connectNulls?: boolean
  }[]
}

function build(values: readonly number[], choice: Partial<CurveChoice> = {}) {
  const series = {
    key: 'loss',
    step: Float64Array.from(values.keys()),
    timestamp: Float64Array.from(values, (_, index) => 1_000 * index),
    value: Float64Array.from(values),
  }
  const curve = metricCurve(series, { axis: 'step', smoothing: 0, isLog: false, ...choice }, 0)
  return { curve, option: metricOption(curve, theme, format) as unknown as BuiltOption }
}

describe('metricOption', () => {
  it('draws the raw line at 20 % under the smoothed one', () => {
    const { option } = build([3, 2, 1], { smoothing: 0.6 })
    expect(option.series.map(({ name, lineStyle }) => [name, lineStyle?.opacity])).toEqual([
      ['raw', 0.2],
      ['smoothed', 1],
      ['gaps', undefined],
    ])
  })

  it('does not bridge gaps and marks each of them on the floor', () => {
    const { option } = build([3, NaN, 1, -Infinity, 1])
    expect(option.series[0]?.connectNulls).toBe(false)
    expect(option.series.at(-1)?.data).toEqual([
      [1, 0.03],
      [3, 0.03],
    ])
  })

  it('puts dots only where a line would show nothing', () => {
    const values = Array.from({ length: 100 }, (_, index) => (index === 50 || index === 52 ? NaN : index))
    const dotted = build(values).option.series[0]?.data.filter((item) => Array.isArray(item))
    expect(dotted).toEqual([[51, 51]])
  })

  it('draws a long line without a symbol of its own for each point', () => {
    const { option } = build(Array.from({ length: 100 }, (_, index) => index))
    expect(option.series[0]).toMatchObject({ symbol: 'none', showSymbol: false })
    // ECharts reads them in pairs.
    expect(option.series[0]).toMatchObject({ dimensions: ['x', 'y'], data: { length: 200, 14: 7, 15: 7 } })
    expect(build([1, 2]).option.series[0]).toMatchObject({ symbol: 'circle', showSymbol: true })
  })

  it('never moves', () => {
    expect(build([1, 2]).option.animation).toBe(false)
  })

  it('has whole steps, round times, and a calendar for the clock', () => {
    expect(build([1, 2, 3]).option.xAxis).toMatchObject({ type: 'value', minInterval: 1 })
    expect(build(new Array(600).fill(1), { axis: 'relative' }).option.xAxis.interval).toBe(120_000)
    expect(build([1, 2], { axis: 'wall' }).option.xAxis.type).toBe('time')
  })

  it('counts in powers of two where values are close, of ten where they are far apart', () => {
    const axis = (values: number[]) => build(values, { isLog: true }).option.yAxis[0]
    expect(axis([0.4, 2.7])).toMatchObject({ type: 'log', logBase: 2 })
    expect(axis([1e-6, 2e-4])).toMatchObject({ type: 'log', logBase: 10 })
    expect(axis([-1, 0])).toMatchObject({ type: 'value' })
  })

  it('tells place, exact value and smoothed value of a point', () => {
    const { curve, option } = build([1 / 3, 1 / 3], { smoothing: 0.5 })
    expect(pointText(curve, 1, format)).toEqual(['step 1', '0.3333333333333333', 'smoothed 0.3333'])
    const items = [
      { seriesName: 'gaps', dataIndex: 0 },
      { seriesName: 'raw', dataIndex: 1 },
    ]
    expect(option.tooltip.formatter(items)).toBe('step 1<br>0.3333333333333333<br>smoothed 0.3333')
    expect(option.tooltip.formatter([{ seriesName: 'gaps', dataIndex: 0 }])).toBe('')
  })

  it('names what is no number', () => {
    expect(pointText(build([1, NaN]).curve, 1, format)).toEqual(['step 1', 'NaN'])
  })
})
