const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

export const timeRanges = [
  { value: '1m', label: '1 min', spanMs: minute },
  { value: '10m', label: '10 min', spanMs: 10 * minute },
  { value: '1h', label: '1 h', spanMs: hour },
  { value: '6h', label: '6 h', spanMs: 6 * hour },
  { value: '24h', label: '24 h', spanMs: day },
  { value: '7d', label: '7 d', spanMs: 7 * day },
  { value: '30d', label: '30 d', spanMs: 30 * day },
  { value: '90d', label: '90 d', spanMs: 90 * day },
] as const

export type TimeRangeId = (typeof timeRanges)[number]['value']

export function isTimeRange(value: unknown): value is TimeRangeId {
  return timeRanges.some((range) => range.value === value)
}

export function spanOf(id: TimeRangeId): number {
  return timeRanges.find((range) => range.value === id)?.spanMs ?? minute
}

/** Part of time that charts show, epoch ms. */
export interface TimeWindow {
  readonly from: number
  readonly to: number
}

/** Less cannot be told apart from a click, and holds a handful of samples. */
export const shortestZoomMs = 5_000

/**
 * Points to ask for: an hour or less then comes in seconds, 6 and 24 hours in minutes, more in quarters of an hour; a
 * chart has about two pixels for each.
 */
export const wishedPoints = 361

/** How often a range that moves with the clock is read again, ms; seconds are appended live instead. */
export function refreshMs(slotMs: number): number {
  return Math.min(120_000, Math.max(10_000, slotMs / 6))
}
