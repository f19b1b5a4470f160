import { isDate } from '../../shared/iso-time'
import { absent } from './numbers'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

export interface TimeFormats {
  /** "12 Nov 2026, 14:02:11" */
  readonly dateTime: (at: number | null) => string
  /** "14:02:11" */
  readonly timeOfDay: (at: number | null) => string
  /** "Thu 08:00": a moment within a week of now. */
  readonly shortTime: (at: number) => string
  /** "12 Nov" */
  readonly date: (at: number) => string
  /** A tick of a clock axis: "14:05", "14:05:30" between minutes, "12 Nov" at midnight, "2027" at that of a new year. */
  readonly clockTick: (at: number) => string
  /** "4 min ago", "yesterday", "12 Nov" */
  readonly ago: (at: number | null, now: number) => string
  readonly duration: (ms: number | null) => string
}

export function createTimeFormats(locale: string | undefined, timeZone?: string): TimeFormats {
  const zone = timeZone === undefined ? {} : { timeZone }
  const full = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', ...zone })
  const timeOfDay = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', ...zone })
  const short = new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    ...zone,
  })
  const thisYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', ...zone })
  const otherYear = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    ...zone,
  })
  const timeToMinute = new Intl.DateTimeFormat(locale, { timeStyle: 'short', ...zone })
  const sortable = new Intl.DateTimeFormat('sv', { dateStyle: 'short', timeStyle: 'medium', ...zone })
  const yearOf = new Intl.DateTimeFormat('en', { year: 'numeric', ...zone })

  const textOf = (format: Intl.DateTimeFormat, at: number | null) =>
    at === null || !isDate(at) ? absent : format.format(at)

  function ago(at: number | null, now: number): string {
    // A store may hold any number as a time, and a format throws at what no calendar knows.
    if (at === null || !isDate(at)) return absent
    const elapsed = now - at
    // Clocks of two machines differ: a little in the future is now.
    if (elapsed < 45 * second && elapsed > -5 * minute) return 'just now'
    if (elapsed < 0) return full.format(at)
    if (elapsed < hour) return `${Math.max(1, Math.round(elapsed / minute))} min ago`
    if (elapsed < day) return `${Math.round(elapsed / hour)} h ago`
    if (elapsed < 2 * day) return 'yesterday'
    if (elapsed < 7 * day) return `${Math.floor(elapsed / day)} days ago`
    return (yearOf.format(at) === yearOf.format(now) ? thisYear : otherYear).format(at)
  }

  function clockTick(at: number): string {
    if (!isDate(at)) return ''
    // "2027-01-01 00:00:00"
    const [date = '', time = ''] = sortable.format(at).split(' ')
    if (time !== '00:00:00') return (time.endsWith(':00') ? timeToMinute : timeOfDay).format(at)
    return date.endsWith('-01-01') ? yearOf.format(at) : thisYear.format(at)
  }

  return {
    dateTime: (at) => textOf(full, at),
    timeOfDay: (at) => textOf(timeOfDay, at),
    shortTime: (at) => textOf(short, at),
    date: (at) => textOf(thisYear, at),
    clockTick,
    ago,
    duration: formatDuration,
  }
}

/** Two units at most, the second one padded, so that a running duration keeps its width. */
export function formatDuration(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms)) return absent
  if (ms < 0) return `-${formatDuration(-ms)}`
  if (ms < second) return `${Math.round(ms)} ms`
  if (ms < 10 * second) return `${(ms / second).toFixed(1)} s`
  if (ms < minute) return `${Math.floor(ms / second)} s`
  if (ms < hour) return twoUnits(ms, minute, 'm', second, 's')
  if (ms < day) return twoUnits(ms, hour, 'h', minute, 'm')
  return twoUnits(ms, day, 'd', hour, 'h')
}

function twoUnits(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = String(Math.floor((ms % large) / small)).padStart(2, '0')
  return `${Math.floor(ms / large)}${largeName} ${rest}${smallName}`
}
