import { parsePythonFloat } from './python-number'

const newline = 10
const space = 32
const minus = 45
const dot = 46
const zero = 48
/** Mantissas below this, divided by a power of ten up to 22, are exact: the double is the one `Number` would give. */
const exactBelow = 2 ** 53
const powersOfTen = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent)
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

  /** The next field; undefined when there is none or it is no number. */
  number(): number | undefined {
    if (this.isAtEnd()) return undefined
    const bytes = this.#bytes
    const start = this.at
    const isNegative = bytes[start] === minus
    let at = isNegative ? start + 1 : start
    let mantissa = 0
    let digits = 0
    let decimals = -1
    for (; ; at++) {
      const byte = bytes[at] ?? newline
      if (byte >= zero && byte <= zero + 9) {
        mantissa = mantissa * 10 + byte - zero
        digits++
        if (decimals >= 0) decimals++
      } else if (byte === dot && decimals < 0) decimals = 0
      else break
    }
    if ((bytes[at] ?? newline) > space || digits === 0) return this.#oddNumber()
    this.at = at
    if (mantissa >= exactBelow || decimals > 22) return Number(bytes.toString('latin1', start, at))
    const number = decimals > 0 ? mantissa / (powersOfTen[decimals] ?? 1) : mantissa
    return isNegative ? -number : number
  }

  /** Exponents, `nan`, `inf`, underscores, and what is no number at all. */
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
