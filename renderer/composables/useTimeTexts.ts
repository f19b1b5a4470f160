import { createTimeTexts, type TimeTexts } from '../charts/time-axis'

let texts: TimeTexts | null = null

/** Labels of time axes in the user's locale; made once per window. */
export function useTimeTexts(): TimeTexts {
  texts ??= createTimeTexts(undefined)
  return texts
}

/** How far local time is ahead of UTC at a moment, ms. */
export function offsetAt(at: number): number {
  return -new Date(at).getTimezoneOffset() * 60_000
}
