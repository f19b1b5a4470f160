import { digitsOfHalf, nearestDecimal } from './nearest-decimal'
import { parsePythonFloat } from './python-number'

const newline = 10
const space = 32
const minus = 45
const plus = 43
const dot = 46
const zero = 48
const [letterE, capitalE] = [101, 69]
const mostExponentDigits = 4
/** So many digits are always a double without a remainder. */
const mostWholeDigits = 15
const smallPowersOfTen = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6]
/** Longer than any number Python prints; a corrupt file must not become one huge string. */
const longestNumber = 400

/**
 * Reads the fields of lines as numbers without making a string of each. A class, since it is one small thing with
 * a position, made once per file. Every line must end with a newline within the buffer.
 */
export class LineCursor {
  at = 0
  readonly #bytes: Buffer

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  /** No further field in this line. */
  isAtEnd(): boolean {
    const bytes = this.#bytes
    let at = this.at
    let byte = bytes[at] ?? newline
    while (byte <= space && byte !== newline) byte = bytes[++at] ?? newline
    this.at = at
    return byte === newline
  }

  /** Where the next line begins. */
  endOfLine(end: number): number {
    const bytes = this.#bytes
    let at = this.at
    while (at < end && bytes[at] !== newline) at++
    return at + 1
  }

  /** Passes over a field; gives where it begins, or -1 when there is none. */
  skip(): number {
    if (this.isAtEnd()) return -1
    const start = this.at
    this.at = this.#endOfField()
    return start
  }

  /** As `number`, and sooner for times and steps: whole numbers of up to 15 digits without a sign. */
  whole(): number | undefined {
    if (this.isAtEnd()) return undefined
    const bytes = this.#bytes
    const start = this.at
    let at = start
    let head = 0
    let tail = 0
    let digit = (bytes[at] ?? newline) - zero
    for (const end = start + digitsOfHalf; digit >= 0 && digit <= 9 && at < end; at++) {
      head = (head * 10 + digit) | 0
      digit = (bytes[at + 1] ?? newline) - zero
    }
    const middle = at
    for (const end = start + mostWholeDigits; digit >= 0 && digit <= 9 && at < end; at++) {
      tail = (tail * 10 + digit) | 0
      digit = (bytes[at + 1] ?? newline) - zero
    }
    if (digit > space - zero || at === start) return this.number()
    this.at = at
    return head * (smallPowersOfTen[at - middle] ?? NaN) + tail
  }

  /** The next field; undefined when there is none or it is no number. */
  number(): number | undefined {
    if (this.isAtEnd()) return undefined
    const bytes = this.#bytes
    const start = this.at
    const isNegative = bytes[start] === minus
    const first = isNegative ? start + 1 : start
    let at = first
    let dotAt = -1
    let head = 0
    let tail = 0
    let digits = 0
    let byte = bytes[at] ?? newline
    for (; ; byte = bytes[++at] ?? newline) {
      const digit = byte - zero
      if (digit >= 0 && digit <= 9) {
        if (digits < digitsOfHalf) head = (head * 10 + digit) | 0
        else tail = (tail * 10 + digit) | 0
        // Zeros that lead are no digits of the mantissa.
        if (head !== 0) digits++
      } else if (byte === dot && dotAt < 0) dotAt = at
      else break
    }
    if (at - first <= (dotAt < 0 ? 0 : 1)) return this.#oddNumber()
    let decimals = dotAt < 0 ? 0 : at - dotAt - 1
    if (byte > space) {
      if (byte !== letterE && byte !== capitalE) return this.#oddNumber()
      const exponent = this.#exponentAt(at + 1)
      if (Number.isNaN(exponent)) return this.#oddNumber()
      decimals -= exponent
      at = this.#endOfField()
    }
    this.at = at
    const magnitude = nearestDecimal(head, tail, digits, decimals)
    if (Number.isNaN(magnitude)) return Number(bytes.toString('latin1', start, at))
    return isNegative ? -magnitude : magnitude
  }

  /** The whole number that fills the rest of a field, as Python prints exponents; NaN for anything else. */
  #exponentAt(start: number): number {
    const bytes = this.#bytes
    const sign = bytes[start] ?? newline
    let at = sign === minus || sign === plus ? start + 1 : start
    const first = at
    let exponent = 0
    for (let byte = bytes[at] ?? newline; byte >= zero && byte <= zero + 9; byte = bytes[++at] ?? newline)
      exponent = exponent * 10 + byte - zero
    if (at === first || at - first > mostExponentDigits || (bytes[at] ?? newline) > space) return NaN
    return sign === minus ? -exponent : exponent
  }

  /** `nan`, `inf`, underscores, and what is no number at all. */
  #oddNumber(): number | undefined {
    const start = this.at
    this.at = this.#endOfField()
    const isTooLong = this.at - start > longestNumber
    return isTooLong ? undefined : parsePythonFloat(this.#bytes.toString('latin1', start, this.at))
  }

  #endOfField(): number {
    const bytes = this.#bytes
    let at = this.at
    while ((bytes[at] ?? newline) > space) at++
    return at
  }
}
