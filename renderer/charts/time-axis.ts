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

/**
 * Ticks at round local times. `offsetMs` is how far local time is ahead of UTC; over a change to summer time the ticks of
 * one side are off by that hour, which a label then says.
 */
export function timeTicks(
  from: number,
  to: number,
  wished: number,
  offsetMs: number,
  texts: TimeTexts,
): readonly TimeTick[] {
  if (!(to > from)) return []
  const step = durationInterval(to - from, wished)
  const ticks: TimeTick[] = []
  for (let at = Math.ceil((from + offsetMs) / step) * step - offsetMs; at <= to; at += step)
    ticks.push({ at, text: texts.tickOf(at, step) })
  return ticks
}
