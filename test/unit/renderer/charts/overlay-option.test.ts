import { describe, expect, it } from 'vitest'
import { metricCurve } from '../../../../renderer/charts/metric-curve'
import { extentOf, overlayOption, valueNear } from '../../../../renderer/charts/overlay-option'
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

function curveOf(steps: readonly number[], values: readonly number[], isLog = false) {
  const series = {
    key: 'loss',
    step: Float64Array.from(steps),
    timestamp: Float64Array.from(steps, (step) => step * 1_000),
    value: Float64Array.from(values),
  }
  return metricCurve(series, { axis: 'step', smoothing: 0, isLog }, 0)
}

const long = curveOf([0, 10, 20], [3, 2, 1])
const short = curveOf([5, 8], [2.5, 2.25])
const lines = [
  { letter: 'A', colour: 'rgb(1, 2, 3)', curve: long },
  { letter: 'B', colour: 'rgb(4, 5, 6)', curve: short },
]

describe('several runs in one chart', () => {
  it('has one axis over all of them', () => {
    const extent = extentOf([short, long])
    expect([...extent.x]).toEqual([0, 20])
    expect([...extent.drawn].sort()).toEqual([1, 2, 2.25, 2.5, 3])
  })

  it('is logarithmic only when every curve can be', () => {
    const positive = curveOf([0, 1], [1, 2], true)
    const negative = curveOf([0, 1], [-1, -2], true)
    expect(extentOf([positive, positive]).isLog).toBe(true)
    expect(extentOf([positive, negative]).isLog).toBe(false)
  })

  it('says at a place what each run had there, and nothing of a run that had ended', () => {
    const { tooltip } = overlayOption(lines, theme, format) as unknown as {
      tooltip: { formatter: (items: unknown) => string }
    }
    const at8 = tooltip.formatter([{ axisValue: 8 }])
    expect(at8).toContain('step 8')
    expect(at8).toContain('A&ensp;2')
    expect(at8).toContain('B&ensp;2.25')
    expect(tooltip.formatter([{ axisValue: 20 }])).not.toContain('B&ensp;')
  })

  it('draws one value a run as bars, and none for a value that is no number', () => {
    const single = lines.map((line, index) => ({ ...line, curve: curveOf([0], [index === 0 ? 3 : NaN]) }))
    const { series, xAxis } = overlayOption(single, theme, format) as unknown as {
      xAxis: { data: readonly string[] }
      series: readonly { type: string; data: readonly { value: number | null }[] }[]
    }
    expect(series.map(({ type, data }) => [type, data.map(({ value }) => value)])).toEqual([
      ['bar', [3, null]],
    ])
    expect(xAxis.data).toEqual(['A', 'B'])
  })

  it('takes the nearest point within a curve', () => {
    expect(valueNear(long, 11)).toBe(2)
    expect(valueNear(short, 4)).toBeNull()
    expect(valueNear(curveOf([], []), 1)).toBeNull()
  })
})
