/*
 * Numbers of somebody else's files on their way into our STRICT INTEGER columns, which refuse a fraction, an infinity
 * and what is beyond 2^63, and with it everything that is written in the same transaction: clocks tick in fractions of
 * a ms, and a damaged file holds anything.
 */

/** A count or size: null where the number is not known, or is none that a file or machine can have. */
export function wholeOrNull(value: number | null | undefined): number | null {
  if (value === null || value === undefined) return null
  const whole = Math.round(value)
  // -0 would come back as 0.
  return Number.isSafeInteger(whole) ? whole + 0 : null
}

/** What a `Date` can hold; beyond it no calendar shows it, and formatting throws. */
const latestTimeMs = 8.64e15

/** Epoch ms: null where the time is not known, or no calendar has it. */
export function timeOrNull(value: number | null | undefined): number | null {
  const whole = wholeOrNull(value)
  return whole === null || Math.abs(whole) > latestTimeMs ? null : whole
}
