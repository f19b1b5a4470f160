import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fingerprintOf } from '../../../../../main/sources/mlflow-sqlite/fingerprint'

const cell = fc.oneof(fc.string(), fc.double({ noNaN: false }), fc.constant(null), fc.integer())

it('is the same for the same cells, and a safe integer', () => {
  fc.assert(
    fc.property(fc.array(cell), (cells) => {
      expect(fingerprintOf(cells)).toBe(fingerprintOf([...cells]))
      expect(Number.isSafeInteger(fingerprintOf(cells))).toBe(true)
    }),
  )
})

it('differs when one cell differs', () => {
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1 }), cell, fc.nat(), (cells, other, at) => {
      const position = at % cells.length
      fc.pre(!Object.is(cells[position], other))
      expect(fingerprintOf(cells.with(position, other))).not.toBe(fingerprintOf(cells))
    }),
    { numRuns: 1_000 },
  )
})

it.each([
  [
    ['ab', 'c'],
    ['a', 'bc'],
  ],
  [
    ['a', null],
    [null, 'a'],
  ],
  [['', ''], ['']],
  [
    [1, -1],
    [-1, 1],
  ],
  [
    [0.25, -0.5, 8],
    [-0.25, 0.5, 8],
  ],
  [[Number.NaN], [Number.POSITIVE_INFINITY]],
  [['1'], [1]],
])('tells %j from %j', (left, right) => {
  expect(fingerprintOf(left)).not.toBe(fingerprintOf(right))
})

it('gives 300 000 similar rows as many values', () => {
  const values = Array.from({ length: 300_000 }, (_, at) =>
    fingerprintOf(['loss', at / 1000, at % 7, 1_790_000_000_000]),
  )
  expect(new Set(values).size).toBe(values.length)
})
