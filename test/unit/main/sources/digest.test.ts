import fc from 'fast-check'
import { expect, it } from 'vitest'
import { digestOf } from '../../../../main/sources/digest'

it('is equal for equal data and differs for different data', () => {
  const data = fc.jsonValue({ maxDepth: 3 })
  fc.assert(fc.property(data, (value) => digestOf(structuredClone(value)) === digestOf(value)))
  // toStrictEqual tells -0 from 0, JSON does not: the text is the yardstick.
  fc.assert(
    fc.property(data, data, (a, b) => JSON.stringify(a) === JSON.stringify(b) || digestOf(a) !== digestOf(b)),
    { numRuns: 1000 },
  )
})

it.each<[unknown, unknown]>([
  [
    ['ab', 'c'],
    ['a', 'bc'],
  ],
  [[['a'], 'b'], [['a', 'b']]],
  [{ a: { b: 1 } }, { a: {}, b: 1 }],
  [null, false],
  [0, '0'],
  [Number.NaN, null],
  [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  [{ a: '' }, {}],
])('tells %j from %j', (a, b) => {
  expect(digestOf(a)).not.toBe(digestOf(b))
})

it('is a safe integer', () => {
  fc.assert(fc.property(fc.string(), (text) => Number.isSafeInteger(digestOf(text))))
})
