/**
 * Numbers of MLflow's answers. 64-bit integers come as JSON numbers from its own server and as text from those that
 * follow protobuf's rules to the letter; NaN and infinities as text; and infinities of SQL stores as the largest double.
 */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.trim() === '') return null
  if (/^nan$/i.test(value)) return Number.NaN
  const infinity = /^([+-]?)inf(?:inity)?$/i.exec(value)
  if (infinity !== null) return infinity[1] === '-' ? -Infinity : Infinity
  const number = Number(value)
  return Number.isNaN(number) ? null : number
}

/** The value of a metric. Unset is 0, as protobuf leaves that out; what is no number at all is not known. */
export function metricValueOf(value: unknown): number {
  if (value === undefined) return 0
  const number = numberOf(value) ?? Number.NaN
  if (number >= Number.MAX_VALUE) return Number.POSITIVE_INFINITY
  return number <= -Number.MAX_VALUE ? Number.NEGATIVE_INFINITY : number
}

/** A step, or a count: 0 when unset. */
export function stepOf(value: unknown): number {
  const number = numberOf(value)
  return number !== null && Number.isFinite(number) ? number : 0
}

/** Epoch ms, or null when unset. MLflow's own writers leave 0 for "never". */
export function timeOf(value: unknown): number | null {
  const number = numberOf(value)
  return number !== null && Number.isFinite(number) && number !== 0 ? number : null
}
