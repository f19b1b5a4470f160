import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createNumberFormats } from '../../../../renderer/format/numbers'

const format = createNumberFormats('en-US')

describe('metric values', () => {
  it.each([
    [null, '–'],
    [undefined, '–'],
    [NaN, 'NaN'],
    [Infinity, '∞'],
    [-Infinity, '−∞'],
    [0, '0'],
    [-0, '-0'],
    [42, '42'],
    [1_234_567, '1,234,567'],
    [0.5, '0.5000'],
    [0.73205, '0.7321'],
    [1.73205, '1.732'],
    [12.3, '12.30'],
    [412.06, '412.1'],
    [4_753.12, '4,753.1'],
    [0.001449, '0.001449'],
    [0.01, '0.01'],
    [0.0002, '2e-4'],
    [0.000253499, '2.535e-4'],
    [-0.0002, '-2e-4'],
    [1.5e12, '1.5e12'],
    [123_456_789.5, '1.235e8'],
  ])('%s is %s', (value, text) => {
    expect(format.metric(value)).toBe(text)
  })

  it('never differ from the value by more than a thousandth of it', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }), (value) => {
        const shown = Number(format.metric(value).replaceAll(',', ''))
        expect(Math.abs(shown - value)).toBeLessThanOrEqual(Math.abs(value) * 0.001)
      }),
    )
  })

  it('are exact in tooltips', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(format.exact(value))).toBe(value === 0 ? 0 : value)
      }),
    )
  })
})

describe('ticks', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [0.30000000000000004, '0.3'],
    [2, '2'],
    [1_150, '1,150'],
    [123_475, '123,475'],
    [1.00002, '1.00002'],
    [5_000_000, '5,000,000'],
    [20_000_001, '2.0000001e7'],
    [1.5e-4, '1.5e-4'],
    [1.23456e-5, '1.23456e-5'],
    [-2e-4, '-2e-4'],
  ])('%s is %s', (value, text) => {
    expect(format.tick(value)).toBe(text)
  })

  it('differ from each other wherever a chart is zoomed to', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: -6, max: 3 }), (first, power) => {
        const ticks = [0, 1, 2, 3, 4].map((each) => (first + each) * 10 ** power)
        expect(new Set(ticks.map((each) => format.tick(each))).size).toBe(5)
      }),
    )
  })
})

describe('bytes', () => {
  it.each([
    [null, '–'],
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1_000, '1 KB'],
    [999_600, '1.0 MB'],
    [18_430_000_000, '18.4 GB'],
    [250_000_000_000, '250 GB'],
  ])('%s are %s', (value, text) => {
    expect(format.bytes(value)).toBe(text)
  })
})

describe('counts of things', () => {
  it.each([
    [format.counted(0, 'run'), '0 runs'],
    [format.counted(1, 'run'), '1 run'],
    [format.counted(1_234, 'run'), '1,234 runs'],
    [format.counted(2, 'process', 'processes'), '2 processes'],
    [format.counted(1, 'model is', 'models are'), '1 model is'],
  ])('%s', (text, expected) => {
    expect(text).toBe(expected)
  })
})

describe('counts', () => {
  it('are grouped, and absent is not zero', () => {
    expect([format.count(1_204), format.count(0), format.count(null)]).toEqual(['1,204', '0', '–'])
  })
})

describe('shares', () => {
  it('are written as the locale writes percents, as the values of the hardware are', () => {
    expect([0, 1 / 3, 1, null].map(format.percent)).toEqual(['0%', '33.3%', '100%', '–'])
    const german = createNumberFormats('de-DE').percent
    expect([german(1 / 3), german(1)]).toEqual(['33,3\u00a0%', '100\u00a0%'])
  })
})
