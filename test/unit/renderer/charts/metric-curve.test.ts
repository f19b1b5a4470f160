import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lonePoints, metricCurve, type CurveChoice } from '../../../../renderer/charts/metric-curve'

const plain: CurveChoice = { axis: 'step', smoothing: 0, isLog: false }
const series = (...value: number[]) => ({
  key: 'loss',
  step: Float64Array.from(value.keys()),
  timestamp: Float64Array.from(value, (_, index) => 1_000 * index),
  value: Float64Array.from(value),
})

describe('metricCurve', () => {
  it('makes gaps of what is no number and counts it by kind', () => {
    const curve = metricCurve(series(1, NaN, Infinity, -Infinity, 2), plain, null)
    expect([...curve.drawn]).toEqual([1, NaN, NaN, NaN, 2])
    expect([curve.nanCount, curve.infiniteCount]).toEqual([1, 2])
  })

  it('makes gaps of what a logarithmic axis cannot show and counts it', () => {
    const curve = metricCurve(series(10, 0, -3, 1), { ...plain, isLog: true }, null)
    expect([...curve.drawn]).toEqual([10, NaN, NaN, 1])
    expect(curve.belowLogCount).toBe(2)
  })

  it('stays linear when no value is above zero', () => {
    expect(metricCurve(series(-1, -2), { ...plain, isLog: true }, null)).toMatchObject({
      isLog: false,
      belowLogCount: 0,
    })
  })

  it('keeps every spike of a long series, also when smoothed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 19_999 }), fc.boolean(), (at, isSmoothed) => {
        const values = Array.from({ length: 20_000 }, (_, index) => Math.sin(index / 50))
        values[at] = 40
        const curve = metricCurve(series(...values), { ...plain, smoothing: isSmoothed ? 0.9 : 0 }, null)
        expect(Math.max(...curve.drawn)).toBe(40)
        expect(curve.drawn.length).toBeLessThanOrEqual(3_000)
        expect(curve.smoothed?.length ?? curve.drawn.length).toBe(curve.drawn.length)
      }),
      { numRuns: 20 },
    )
  })

  it('shows only the zoomed part, smoothed as in the whole', () => {
    const choice = { ...plain, smoothing: 0.6 }
    const whole = metricCurve(series(5, 4, 3, 2, 1), choice, null)
    const part = metricCurve(series(5, 4, 3, 2, 1), choice, null, { axis: 'step', from: 1.5, to: 3 })
    expect([...part.x]).toEqual([2, 3])
    expect([...(part.smoothed ?? [])]).toEqual([...(whole.smoothed ?? [])].slice(2, 4))
  })

  it('ignores a zoom of another axis', () => {
    expect(metricCurve(series(1, 2), plain, null, { axis: 'wall', from: 0, to: 0 }).x.length).toBe(2)
  })
})

describe('lonePoints', () => {
  it('finds points that no line reaches', () => {
    expect([...lonePoints(Float64Array.from([1, NaN, 2, 3, NaN, 4]))]).toEqual([0, 5])
  })
})
