import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keysOfNumbers, sortedStably } from '../../../../../main/store/run-index/stable-sort'

/** By size, NaN last, 0 and -0 alike. */
function compare(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
  return a < b ? -1 : a > b ? 1 : 0
}

const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 1.5))

describe('sortedStably', () => {
  it('orders as a comparison does, equal ones as they were', () => {
    const items = fc.array(number, { maxLength: 60 }).chain((numbers) =>
      fc.record({
        numbers: fc.constant(numbers),
        order: fc.shuffledSubarray(
          numbers.map((_, at) => at),
          { minLength: numbers.length },
        ),
      }),
    )
    fc.assert(
      fc.property(items, ({ numbers, order }) => {
        const sorted = sortedStably(Uint32Array.from(order), keysOfNumbers(Float64Array.from(numbers)))
        const expected = order.toSorted((a, b) => compare(numbers[a] ?? NaN, numbers[b] ?? NaN))
        expect([...sorted]).toEqual(expected)
      }),
    )
  })

  it.each([
    ['rising', (at: number) => at],
    ['falling', (at: number) => -at],
    ['equal', () => 7],
    ['falling with equal ones', (at: number) => -Math.floor(at / 2)],
  ])('keeps the order of equal ones when keys are %s', (_, keyOf) => {
    const numbers = Array.from({ length: 1_000 }, (_, at) => keyOf(at))
    const items = numbers.map((_, at) => at)
    const sorted = sortedStably(Uint32Array.from(items), keysOfNumbers(Float64Array.from(numbers)))
    expect([...sorted]).toEqual(items.toSorted((a, b) => compare(numbers[a] ?? NaN, numbers[b] ?? NaN)))
  })

  it('leaves what it was given as it was', () => {
    const items = Uint32Array.of(0, 1, 2)
    sortedStably(items, keysOfNumbers(Float64Array.of(3, 2, 1)))
    expect([...items]).toEqual([0, 1, 2])
  })
})
