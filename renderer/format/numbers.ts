/** Numbers as people read them. Absent is "–", never 0; what is no number says so. */
export const absent = '–'

export interface NumberFormats {
  readonly count: (value: number | null) => string
  /** "1 run", "1,234 runs": what the count is of, in its right form. */
  readonly counted: (value: number, noun: string, plural?: string) => string
  readonly bytes: (value: number | null) => string
  /** A share of 0..1, with a decimal where there is one. */
  readonly percent: (share: number | null) => string
  /** Four significant digits at most magnitudes; the exact value belongs in the tooltip. */
  readonly metric: (value: number | null | undefined) => string
  readonly exact: (value: number | null | undefined) => string
  /** A tick of an axis: round already, so that all its digits count, and no zeros are put behind them. */
  readonly tick: (value: number) => string
}

export function createNumberFormats(locale: string | undefined): NumberFormats {
  const integer = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  const decimals = [0, 1, 2, 3, 4].map(
    (digits) =>
      new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  )
  const small = new Intl.NumberFormat(locale, { maximumSignificantDigits: 4 })
  // Ticks carry the errors of adding up in their last digits.
  const round = new Intl.NumberFormat(locale, { maximumSignificantDigits: 12 })
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  const withDecimals = (value: number, digits: number) => (decimals[digits] ?? integer).format(value)

  function metric(value: number | null | undefined): string {
    if (value === null || value === undefined) return absent
    const word = nonFiniteWord(value)
    if (word !== null) return word
    const size = Math.abs(value)
    if (Number.isInteger(value) && size < 1e7) return integer.format(value)
    if (size >= 1e7 || size < 1e-3) return exponential(value)
    return size < 0.1 ? small.format(value) : withDecimals(value, decimalsFor(size))
  }

  function bytes(value: number | null): string {
    if (value === null) return absent
    // macOS counts in thousands.
    let size = value
    let unit = 0
    while (size >= 999.5 && unit < byteUnits.length - 1) {
      size /= 1_000
      unit += 1
    }
    if (size === 1 && unit === 0) return '1 byte'
    return `${withDecimals(size, unit > 1 && size < 99.95 ? 1 : 0)} ${byteUnits[unit] ?? ''}`
  }

  function tick(value: number): string {
    const size = Math.abs(value)
    if (size === 0 || (size >= 1e-3 && size < 1e7)) return round.format(value === 0 ? 0 : value)
    const [mantissa = '', exponent = ''] = Number(value.toPrecision(12)).toExponential().split('e')
    return `${mantissa}e${exponent.replace('+', '')}`
  }

  return {
    tick,
    count: (value) => (value === null ? absent : integer.format(value)),
    counted: (value, noun, plural = `${noun}s`) => `${integer.format(value)} ${value === 1 ? noun : plural}`,
    bytes,
    percent: (share) => (share === null ? absent : percent.format(share)),
    metric,
    exact: (value) =>
      value === null || value === undefined ? absent : (nonFiniteWord(value) ?? String(value)),
  }
}

const byteUnits = ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB']

function decimalsFor(size: number): number {
  if (size >= 1_000) return 1
  if (size >= 100) return 1
  if (size >= 10) return 2
  return size >= 1 ? 3 : 4
}

function exponential(value: number): string {
  const [mantissa = '', exponent = ''] = value.toExponential(3).split('e')
  return `${String(Number(mantissa))}e${exponent.replace('+', '')}`
}

function nonFiniteWord(value: number): string | null {
  if (Number.isNaN(value)) return 'NaN'
  if (value === Infinity) return '∞'
  return value === -Infinity ? '−∞' : null
}
