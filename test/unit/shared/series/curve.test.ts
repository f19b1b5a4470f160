import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toCurve } from '../../../../shared/series/curve'

const series = (step: number[], timestamp: number[], value: number[]) => ({
  key: 'loss',
  step: Float64Array.from(step),
  timestamp: Float64Array.from(timestamp),
  value: Float64Array.from(value),
})

describe('toCurve', () => {
  it('draws a log without times over steps', () => {
    const times = Float64Array.of(NaN, NaN)
    const series = { key: 'k', step: Float64Array.of(1, 2), timestamp: times, value: Float64Array.of(5, 4) }
    expect(toCurve(series, 'relative', null)).toMatchObject({ mode: 'step', fellBack: true, x: series.step })
  })

  it('counts relative time from the run, or from the first point when the start is not known', () => {
    const points = series([0, 1], [2_000, 3_000], [1, 2])
    expect([...toCurve(points, 'relative', 500).x]).toEqual([1_500, 2_500])
    expect([...toCurve(points, 'relative', null).x]).toEqual([0, 1_000])
    expect([...toCurve(points, 'wall', 500).x]).toEqual([2_000, 3_000])
  })

  it('falls back to time when all points are at one step', () => {
    const curve = toCurve(series([0, 0, 0], [10, 20, 30], [1, 2, 3]), 'step', 10)
    expect({ ...curve, x: [...curve.x], y: [...curve.y] }).toEqual({
      mode: 'relative',
      fellBack: true,
      x: [0, 10, 20],
      y: [1, 2, 3],
    })
  })

  it('falls back to steps when all points are at one time', () => {
    const curve = toCurve(series([1, 2], [10, 10], [1, 2]), 'wall', null)
    expect([curve.mode, curve.fellBack]).toEqual(['step', true])
  })

  it('does not fall back for a single point', () => {
    expect(toCurve(series([0], [10], [1]), 'step', null)).toMatchObject({ mode: 'step', fellBack: false })
  })

  it('sorts a resumed run by step and keeps every point with its value', () => {
    const anyPoints = fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.double({ noNaN: true })), {
      minLength: 2,
    })
    fc.assert(
      fc.property(anyPoints, (points) => {
        const steps = points.map(([step]) => step)
        const values = points.map(([, value]) => value)
        const curve = toCurve(
          series(
            steps,
            steps.map((_, i) => i),
            values,
          ),
          'step',
          null,
        )
        if (curve.mode !== 'step') return
        expect([...curve.x]).toEqual(steps.toSorted((a, b) => a - b))
        // Stable: points of one step stay in the order in which they were written.
        const expected = points
          .map((point, at) => ({ point, at }))
          .sort((a, b) => a.point[0] - b.point[0] || a.at - b.at)
        expect([...curve.y]).toEqual(expected.map(({ point }) => point[1]))
      }),
    )
  })
})
