/** The farthest moment that a Date can hold, either way; stores hold times in ns, and any other number. */
const farthestMs = 8.64e15

/** Formatting any other moment throws. */
export function isDate(at: number): boolean {
  return Math.abs(at) <= farthestMs
}

/** ISO 8601 in UTC; null for a number that is no moment. */
export function isoTime(at: number): string | null {
  return isDate(at) ? new Date(at).toISOString() : null
}
