import { describe, expect, it } from 'vitest'
import { timeOrNull, wholeOrNull } from '../../../../main/store/whole-number'

describe('a number on its way into an INTEGER column', () => {
  it.each([
    [1_764_120_000_678.9, 1_764_120_000_679],
    [-0.25, 0],
    [2 ** 53 - 1, 2 ** 53 - 1],
    [2 ** 53, null],
    [2 ** 63, null],
    [-1e300, null],
    [Infinity, null],
    [NaN, null],
    [null, null],
    [undefined, null],
  ])('of %s is %s', (value, whole) => {
    expect(Object.is(wholeOrNull(value), whole)).toBe(true)
  })

  it('is a time only where a calendar has it', () => {
    expect(timeOrNull(8.64e15)).toBe(8.64e15)
    expect(timeOrNull(8.64e15 + 1)).toBeNull()
    expect(timeOrNull(-8.64e15 - 1)).toBeNull()
    expect(timeOrNull(0.4)).toBe(0)
  })
})
