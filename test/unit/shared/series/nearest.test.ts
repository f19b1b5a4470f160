import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nearestIndex } from '../../../../shared/series/nearest'

describe('nearestIndex', () => {
  it('finds what a look at every value finds', () => {
    const anyAscending = fc
      .array(fc.integer({ min: -50, max: 50 }), { minLength: 1 })
      .map((list) => list.sort((a, b) => a - b))
    fc.assert(
      fc.property(anyAscending, fc.double({ min: -60, max: 60, noNaN: true }), (list, at) => {
        const distance = (value: number) => Math.abs(value - at)
        const best = Math.min(...list.map(distance))
        expect(nearestIndex(Float64Array.from(list), at)).toBe(
          list.findIndex((value) => distance(value) === best),
        )
      }),
    )
  })

  it('finds nothing in nothing', () => {
    expect(nearestIndex(new Float64Array(0), 1)).toBe(-1)
  })
})
