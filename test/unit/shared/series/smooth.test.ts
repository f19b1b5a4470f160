import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { smooth } from '../../../../shared/series/smooth'

const anyY = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 200 })

describe('smooth', () => {
  it('stays within what was seen so far', () => {
    fc.assert(
      fc.property(anyY, fc.double({ min: 0, max: 0.99, noNaN: true }), (list, smoothing) => {
        const y = Float64Array.from(list)
        const x = Float64Array.from(list.keys())
        for (const [index, value] of smooth(x, y, smoothing).entries()) {
          const seen = list.slice(0, index + 1)
          const slack = 1e-6 * (1 + Math.max(...seen.map(Math.abs)))
          expect(value).toBeGreaterThanOrEqual(Math.min(...seen) - slack)
          expect(value).toBeLessThanOrEqual(Math.max(...seen) + slack)
        }
      }),
    )
  })

  it('is free of start bias: a constant stays what it is', () => {
    const x = Float64Array.from({ length: 50 }, (_, index) => index)
    expect(
      [...smooth(x, new Float64Array(50).fill(3), 0.9)].every((value) => Math.abs(value - 3) < 1e-12),
    ).toBe(true)
  })

  it('leaves gaps where they are and does not count them', () => {
    const x = Float64Array.from([0, 1, 2, 3])
    const smoothed = smooth(x, Float64Array.from([1, NaN, Infinity, 1]), 0.6)
    expect([...smoothed]).toEqual([1, NaN, Infinity, 1])
  })

  it('forgets by distance, so that repeated points do not change what comes after', () => {
    const near = smooth(Float64Array.from([0, 1, 1000]), Float64Array.from([0, 0, 1]), 0.6).at(-1)
    expect(near).toBeGreaterThan(0.99)
  })

  it('does nothing when it is off', () => {
    const y = Float64Array.from([1, 5, 2])
    expect([...smooth(Float64Array.from([0, 1, 2]), y, 0)]).toEqual([1, 5, 2])
  })
})
