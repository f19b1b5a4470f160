import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { numberFromJson, toJson } from '../../../shared/json'

describe('JSON with numbers that JSON does not have', () => {
  it('brings every number back', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        const back = numberFromJson((JSON.parse(toJson({ value })) as { value: unknown }).value)
        // -0 is the one number that JSON turns into another, and the two are equal.
        expect(Object.is(back, value) || (back === 0 && value === 0)).toBe(true)
      }),
    )
  })
  it('takes nothing else for a number', () => {
    for (const value of ['1', 'nan', '', null, undefined, {}, true]) expect(numberFromJson(value)).toBeNull()
  })
})
