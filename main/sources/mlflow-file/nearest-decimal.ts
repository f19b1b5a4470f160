/** Mantissas below this are doubles without a remainder. */
const exactBelow = 2 ** 53
/** Powers of ten up to this one are, too. */
const mostDecimals = 22
const powersOfTen = Float64Array.from({ length: mostDecimals + 1 }, (_, exponent) => 10 ** exponent)
/** Veltkamp's: what is split by it falls into two halves of 26 bits, whose products are exact. */
const splitter = 2 ** 27 + 1
const upperHalves = powersOfTen.map((power) => upperHalf(power))
const lowerHalves = powersOfTen.map((power, at) => power - (upperHalves[at] ?? NaN))
/** The correction is computed in two rounded operations; this is four times what they can be off by. */
const slackShare = 2 ** -50
/** Digits are gathered in two whole numbers of so many each: they stay below 2^30, the fastest there are. */
export const digitsOfHalf = 9

/**
 * The double that `Number` reads in a decimal number: `digits` digits from the first that is no zero, of which `head`
 * holds the first nine and `tail` the rest, `decimals` of them behind the dot (fewer than none: zeros follow). NaN where
 * that takes more than doubles: `Number` shall read it.
 */
export function nearestDecimal(head: number, tail: number, digits: number, decimals: number): number {
  if (digits > 2 * digitsOfHalf || decimals > mostDecimals || decimals < -mostDecimals) return NaN
  const isShort = digits <= digitsOfHalf
  const large = isShort ? head : head * (powersOfTen[digits - digitsOfHalf] ?? NaN)
  const small = isShort ? 0 : tail
  const mantissa = large + small
  if (mantissa >= exactBelow) return decimals < 0 ? NaN : nearestQuotient(large, small, decimals)
  // Both are exact, so that the one operation rounds as it should.
  return decimals < 0 ? mantissa * (powersOfTen[-decimals] ?? NaN) : mantissa / (powersOfTen[decimals] ?? NaN)
}

/**
 * The double nearest to (`large` + `small`) ÷ 10^`decimals`, of 16 to 18 digits: twice as fast as a string and
 * `Number`. NaN when it cannot be proved to be that one, which is close to the middle between two doubles, where no
 * number stands that was printed from a double.
 *
 * `large` is a double of 2^53 to 10^18, `small` an integer below 10^9, `decimals` 0 to 22. The quotient's error is
 * known exactly, as the remainder of a division is a double (Dekker's product gives it); what remains to be added is
 * known within the slack; and where both ends of the slack round to one double, so does all between them.
 */
function nearestQuotient(large: number, small: number, decimals: number): number {
  const divisor = powersOfTen[decimals] ?? NaN
  const divisorUpper = upperHalves[decimals] ?? NaN
  const divisorLower = lowerHalves[decimals] ?? NaN
  const quotient = large / divisor
  const upper = upperHalf(quotient)
  const lower = quotient - upper
  const product = quotient * divisor
  const productError =
    upper * divisorUpper - product + upper * divisorLower + lower * divisorUpper + lower * divisorLower
  const correction = (large - product - productError + small) / divisor
  const slack = Math.abs(correction) * slackShare
  const nearest = quotient + (correction - slack)
  return nearest === quotient + (correction + slack) ? nearest : NaN
}

function upperHalf(value: number): number {
  const scaled = value * splitter
  return scaled - (scaled - value)
}
