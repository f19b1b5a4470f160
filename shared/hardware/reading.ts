import { unavailable, type Reading, type ValueClass } from '../model/hardware'

/** A number, or why there is none. Infinity and NaN never leave a reader. */
export function numberReading(
  value: number | null,
  kind: ValueClass,
  missing: string,
  note?: string,
): Reading {
  if (value === null || !Number.isFinite(value)) return unavailable(missing)
  return note === undefined ? { value, class: kind } : { value, class: kind, reason: note }
}

/** A share; rounding of counters that were not read at the same instant may carry it a little past its bounds. */
export function ratioReading(value: number | null, kind: ValueClass, missing: string): Reading {
  return numberReading(value === null ? null : Math.min(1, Math.max(0, value)), kind, missing)
}

export function valueReading<T>(value: T | null, kind: ValueClass, missing: string): Reading<T> {
  return value === null ? unavailable<T>(missing) : { value, class: kind }
}

export const needsTwoReadings = 'known from the second reading on'

/** Per second, from the difference of two counters; null when either is unknown, the clock stood, or a counter shrank. */
export function ratePerSecond(
  previous: number | null,
  current: number | null,
  elapsedMs: number,
): number | null {
  if (previous === null || current === null || !(elapsedMs > 0) || current < previous) return null
  return ((current - previous) * 1000) / elapsedMs
}
