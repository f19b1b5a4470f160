import { describe, expect, it } from 'vitest'
import { HeldSeries } from '../../../../main/sources/held-series'
import { SeriesChart } from '../../../../main/sources/series-chart'

const maxPoints = 400

function grown(count: number) {
  let seed = 7
  const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647
  const held = new HeldSeries('loss')
  const all: number[] = []
  const log = (points: number, value: () => number = random, at = (step: number) => 1_000 * step) => {
    const steps = Array.from({ length: points }, (_, index) => held.count + index)
    const values = steps.map(value)
    all.push(...values)
    held.addAll([Float64Array.from(steps), Float64Array.from(steps, at), Float64Array.from(values)])
  }
  log(count)
  return { held, all, log, chart: new SeriesChart(held) }
}

describe('the chart of a history', () => {
  it('is made once until points come', () => {
    const { chart, log } = grown(50_000)
    const first = chart.of(maxPoints).series
    expect(chart.of(maxPoints).series).toBe(first)
    log(1)
    expect(chart.of(maxPoints).series).not.toBe(first)
  })

  it('goes on with what comes and keeps its extremes, its gaps, its ends and its bound', () => {
    const { held, chart, all, log } = grown(50_000)
    chart.of(maxPoints)
    for (const next of [7, -3, NaN, 12, 0.5]) {
      log(200)
      log(1, () => next)
      log(60)
      const { series, pointCount } = chart.of(maxPoints)
      expect(pointCount).toBe(held.count)
      expect(series.value.length).toBeLessThanOrEqual(maxPoints)
      expect([series.step[0], series.step.at(-1)]).toEqual([0, held.count - 1])
      expect([...series.value].some((value) => Object.is(value, next)) || next === 0.5).toBe(true)
      for (const [index, step] of series.step.entries()) expect(series.value[index]).toBe(all[step])
      expect(series.step).toEqual(series.step.toSorted())
    }
  })

  it('is made anew when much came, when points came out of order, and after a restart', () => {
    const { held, chart, log } = grown(50_000)
    const fresh = () => new SeriesChart(held).of(maxPoints)
    chart.of(maxPoints)
    log(10_000)
    expect(chart.of(maxPoints)).toEqual(fresh())
    log(
      1,
      () => 5,
      () => 17_500,
    )
    expect(chart.of(maxPoints)).toEqual(fresh())
    held.restart()
    log(50_000, () => 2)
    expect(chart.of(maxPoints)).toEqual(fresh())
  })

  it('drops a point whose echo comes later', () => {
    const { held, chart } = grown(0)
    const columns = (count: number) => Float64Array.from({ length: count }, (_, index) => index)
    held.addAll([new Float64Array(30_000), columns(30_000), columns(30_000)])
    expect(chart.of(maxPoints).pointCount).toBe(30_000)
    held.addAll([Float64Array.of(30_000), Float64Array.of(30_000), Float64Array.of(29_999)])
    const { series, pointCount } = chart.of(maxPoints)
    expect(pointCount).toBe(30_000)
    expect(series.step.at(-2)).toBe(0)
    expect(series.value.at(-2)).toBeLessThan(29_999)
  })
})
