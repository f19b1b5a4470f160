import { describe, expect, it } from 'vitest'
import { metricValueOf, numberOf, stepOf, timeOf } from '../../../../../main/sources/mlflow-rest/numbers'

describe('numbers of answers', () => {
  it.each([
    [0.5, 0.5],
    ['0.5', 0.5],
    [undefined, 0],
    [null, NaN],
    ['', NaN],
    ['NaN', NaN],
    ['nan', NaN],
    ['Infinity', Infinity],
    ['-Infinity', -Infinity],
    ['inf', Infinity],
    [Number.MAX_VALUE, Infinity],
    [-Number.MAX_VALUE, -Infinity],
    ['1.7976931348623157e308', Infinity],
    [1.797e308, 1.797e308],
    ['-1.797e308', -1.797e308],
    [5e-324, 5e-324],
    [{}, NaN],
    [true, NaN],
    ['1 2', NaN],
  ])('a metric of %j is %d', (value, expected) => expect(metricValueOf(value)).toBe(expected))
  it.each([
    ['9007199254740991', 9_007_199_254_740_991],
    [-3, -3],
    [undefined, 0],
    ['NaN', 0],
    ['Infinity', 0],
    [[], 0],
  ])('a step of %j is %d', (value, expected) => expect(stepOf(value)).toBe(expected))
  it.each([
    [1_700_000_000_000, 1_700_000_000_000],
    ['1700000000000', 1_700_000_000_000],
    [0, null],
    ['0', null],
    [undefined, null],
    ['soon', null],
    ['Infinity', null],
  ])('a time of %j is %j', (value, expected) => expect(timeOf(value)).toBe(expected))
  it('leaves out what is no number', () => {
    for (const value of [null, undefined, '', ' ', 'x', {}, [1], false]) expect(numberOf(value)).toBeNull()
  })
})
