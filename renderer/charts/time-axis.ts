import { isDate } from '../../shared/iso-time'
import { durationInterval } from './axis-ticks'

const hour = 3_600_000
const day = 24 * hour

export interface TimeTick {
  readonly at: number
  readonly text: string
}

export interface TimeTexts {
  readonly tickOf: (at: number, stepMs: number) => string
}

/** Labels of ticks in the user's locale: seconds only where ticks are that close, dates from a day on. */
export function createTimeTexts(locale: string | undefined, timeZone?: string): TimeTexts {
  const zone = timeZone === undefined ? {} : { timeZone }
  const seconds = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', ...zone })
  const minutes = new Intl.DateTimeFormat(locale, { timeStyle: 'short', ...zone })
  const days = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', ...zone })
  const tickOf = (at: number, stepMs: number) =>
    isDate(at) ? (stepMs >= day ? days : stepMs >= 60_000 ? minutes : seconds).format(at) : ''
  return { tickOf }
}

/** How far local time is ahead of UTC at a moment, ms. */
export type LocalOffset = (at: number) => number

/**
 * Ticks at round local times, whatever the clock does between them: a day is 23 or 25 hours long when summer time begins
 * or ends, and each tick stands where its own offset puts it.
 */
export function timeTicks(
  from: number,
  to: number,
  wished: number,
  offsetAt: LocalOffset,
  texts: TimeTexts,
): readonly TimeTick[] {
  if (!(to > from)) return []
  const step = durationInterval(to - from, wished)
  const ticks: TimeTick[] = []
  for (let local = Math.ceil((from + offsetAt(from)) / step) * step; ; local += step) {
    const at = momentOf(local, offsetAt)
    if (at > to) return ticks
    // When clocks go back, an hour of local time comes twice: the later one is the one that was asked for before.
    if (at >= from && at !== ticks.at(-1)?.at) ticks.push({ at, text: texts.tickOf(at, step) })
  }
}

/** The moment at which clocks show `local`. The offset of that moment is asked for twice: it may change in between. */
function momentOf(local: number, offsetAt: LocalOffset): number {
  return local - offsetAt(local - offsetAt(local))
}
