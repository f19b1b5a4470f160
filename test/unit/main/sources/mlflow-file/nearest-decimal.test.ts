import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digitsOfHalf, nearestDecimal } from '../../../../../main/sources/mlflow-file/nearest-decimal'

/** As the digits stand in a file: `digits` with a dot before the last `decimals` of them, or zeros behind. */
function read(digits: string, decimals: number): number {
  const head = Number(digits.slice(0, digitsOfHalf))
  const tail = Number(digits.slice(digitsOfHalf))
  return nearestDecimal(head, tail, digits.length, decimals)
}

const digitsOf = (least: number, most: number) =>
  fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.stringMatching(new RegExp(`^[0-9]{${least - 1},${most - 1}}$`)))
    .map(([first, rest]) => `${first}${rest}`)
const decimals = fc.integer({ min: -22, max: 22 })

/** Decimal numbers at and around the middle between two whole doubles above 2^53, where rounding is decided. */
const nearMiddle = fc
  .tuple(
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 54n }),
    fc.bigInt({ min: 0n, max: 4n }),
    fc.bigInt({ min: -2n, max: 2n }),
  )
  .map(([mantissa, power, off]) => String((mantissa * 2n + 1n) * 2n ** power + off))
  .filter((text) => text.length <= 2 * digitsOfHalf)

describe('nearestDecimal', () => {
  it('is what Number reads, or leaves it to Number', () => {
    fc.assert(
      fc.property(digitsOf(1, 18), decimals, (digits, places) => {
        const found = read(digits, places)
        if (!Number.isNaN(found)) expect(found).toBe(Number(`${digits}e${-places}`))
      }),
      { numRuns: 20_000 },
    )
  })

  it('does not guess in the middle between two doubles', () => {
    fc.assert(
      fc.property(nearMiddle, (digits) => {
        const found = read(digits, 0)
        if (!Number.isNaN(found)) expect(found).toBe(Number(digits))
      }),
      { numRuns: 5_000 },
    )
    expect(read(String(2n ** 54n + 2n), 0)).toBeNaN()
  })

  it('is sure of every double that was printed, from a hundred-thousandth up', () => {
    const printed = fc.double({ min: 1e-5, max: 1e15, noNaN: true })
    fc.assert(
      fc.property(printed, (value) => {
        const text = String(value)
        const places = (text.split('.')[1] ?? '').length
        const meant = text.replace('.', '').replace(/^0+/, '')
        if (meant.length <= 2 * digitsOfHalf) expect(read(meant, places)).toBe(value)
      }),
      { numRuns: 20_000 },
    )
  })

  it.each([
    ['more digits than it holds', '1234567890123456789', 0],
    ['a smaller power of ten than doubles have', '15', 23],
    ['a greater one', '15', -23],
    ['many digits and zeros behind them', '1234567890123456789', -3],
  ])('leaves %s to Number', (_, digits, places) => {
    expect(read(digits, places)).toBeNaN()
  })
})
