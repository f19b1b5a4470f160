/** Moments before Evidently existed, or far ahead, are misread digits. */
const firstYear = 2015
const lastYear = 2099

/**
 * Epoch ms of a time as Python writes it: "2026-11-23 09:14:07.732494", "2026-11-23T09:14:07", with or without zone.
 * Evidently writes `datetime.now()`, local time without zone, so that is how it is read. Null for anything else.
 */
export function parseStatedTime(text: string | null): number | null {
  const found =
    /^\s*(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?\s*(Z|[+-]\d\d:?\d\d)?)?\s*$/.exec(
      text ?? '',
    )
  if (found === null) return null
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = found
  const parts = [year, month, day, hour, minute, second].map(Number)
  const millis = Math.floor(Number(`0.${fraction || '0'}`) * 1000)
  return zone === undefined ? localTime(parts, millis) : zonedTime(parts, millis, zone)
}

function localTime(parts: readonly number[], millis: number): number | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
  if (!isCalendarTime(parts)) return null
  return new Date(year, month - 1, day, hour, minute, second, millis).getTime()
}

function zonedTime(parts: readonly number[], millis: number, zone: string): number | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
  if (!isCalendarTime(parts)) return null
  const utc = Date.UTC(year, month - 1, day, hour, minute, second, millis)
  if (zone === 'Z') return utc
  const digits = zone.replace(':', '')
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5))
  return utc - (zone.startsWith('-') ? -minutes : minutes) * 60_000
}

function isCalendarTime([
  year = 0,
  month = 0,
  day = 0,
  hour = 0,
  minute = 0,
  second = 0,
]: readonly number[]): boolean {
  if (year < 1970 || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 60)
    return false
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** `drift_report_20261123_091712`, `2024-01-01`, `2024-01-01T12-30-00` anywhere in a name; digits of a longer run never. */
const dateInName =
  /(?<![\dA-Za-z])(\d{4})-?(\d\d)-?(\d\d)(?:[T_ .-]{0,2}(\d\d)[-_:.]?(\d\d)(?:[-_:.]?(\d\d))?)?(?![\dA-Za-z])/g

/** Local time, as the toolkit and most users write it. Null when the name holds no date. */
export function parseNameTime(name: string): number | null {
  for (const found of name.matchAll(dateInName)) {
    const [, year, month, day, hour = '0', minute = '0', second = '0'] = found
    const parts = [year, month, day, hour, minute, second].map(Number)
    const isLikely = Number(year) >= firstYear && Number(year) <= lastYear
    const time = isLikely ? localTime(parts, 0) : null
    if (time !== null) return time
  }
  return null
}

/** The name without its dates and running numbers, for what follows itself in time; "report" when nothing is left. */
export function nameWithoutTime(name: string): string {
  const bare = name
    .replace(dateInName, '')
    .replace(/(?<![\dA-Za-z])\d+(?![\dA-Za-z])/g, '')
    .replace(/[_\s.-]{2,}/g, '_')
    .replace(/^[_\s.-]+|[_\s.-]+$/g, '')
  return bare === '' ? 'report' : bare
}
