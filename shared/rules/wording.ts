import type { Comparison } from '../model/rule'

/**
 * Numbers inside sentences of alerts. They go to notifications, chat and e-mail alike, so they do not depend on the
 * locale of a window. A narrow no-break space parts thousands.
 */
const thin = '\u202f'

/** Four significant digits; exact for whole numbers. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  const size = Math.abs(value)
  if (Number.isInteger(value) && size < 1e9) return grouped(value)
  if (size >= 1e7 || (size < 1e-4 && size > 0)) {
    const [mantissa = '', exponent = ''] = value.toExponential(3).split('e')
    return `${String(Number(mantissa))}e${exponent.replace('+', '')}`
  }
  const rounded = Number(value.toPrecision(4))
  return size >= 1_000 ? grouped(Math.round(value)) : String(rounded).replace('-', '−')
}

function grouped(value: number): string {
  const digits = String(Math.abs(value)).replace(/\B(?=(\d{3})+(?!\d))/g, thin)
  return value < 0 ? `−${digits}` : digits
}

/** As macOS counts: in thousands. */
export function bytesText(bytes: number): string {
  let size = Math.abs(bytes)
  let unit = 0
  while (size >= 999.5 && unit < byteUnits.length - 1) {
    size /= 1_000
    unit += 1
  }
  const text = unit > 1 && size < 9.95 ? String(Number(size.toFixed(1))) : String(Math.round(size))
  return `${bytes < 0 ? '−' : ''}${text} ${byteUnits[unit] ?? ''}`
}

const byteUnits = ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB']

/** 0..1 as "92.5%"; whole percents without a decimal. */
export function percentText(ratio: number): string {
  return `${String(Number((ratio * 100).toFixed(1)))}%`
}

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** Two units at most: "45 s", "2 min 30 s", "3 h", "2 days 4 h". */
export function durationText(ms: number): string {
  const whole = Math.max(0, ms)
  if (whole < second) return `${Math.round(whole)} ms`
  if (whole < minute) return `${Number((whole / second).toFixed(whole < 10 * second ? 1 : 0))} s`
  if (whole < hour) return pair(whole, minute, 'min', second, 's')
  if (whole < day) return pair(whole, hour, 'h', minute, 'min')
  const days = Math.floor(whole / day)
  const hours = days < 7 ? Math.floor((whole % day) / hour) : 0
  return `${days} ${days === 1 ? 'day' : 'days'}${hours > 0 ? ` ${hours} h` : ''}`
}

function pair(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.floor((ms % large) / small)
  return `${Math.floor(ms / large)} ${largeName}${rest > 0 ? ` ${rest} ${smallName}` : ''}`
}

/** How often something comes, in one round unit: after "every" stand "day", "2 days", "6 h". */
export function rhythmText(ms: number): string {
  const [size, one, many] = rhythms.find(([unit]) => ms >= 0.95 * unit) ?? ([second, 'second', 's'] as const)
  const times = ms / size
  const rounded = times < 9.5 ? Math.round(times * 2) / 2 : Math.round(times)
  return rounded === 1 ? one : `${Math.max(1, rounded)} ${many}`
}

const rhythms = [
  [day, 'day', 'days'],
  [hour, 'hour', 'h'],
  [minute, 'minute', 'min'],
] as const

export function countText(count: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(count)} ${count === 1 ? noun : plural}`
}

const comparisonWords: Readonly<Record<Comparison, string>> = {
  above: 'above',
  'at-least': 'at or above',
  below: 'below',
  'at-most': 'at or below',
}

export function comparisonText(comparison: Comparison): string {
  return comparisonWords[comparison]
}

/** "a", "a and b", "a, b and c". */
export function listText(items: readonly string[], joint = 'and'): string {
  if (items.length < 2) return items[0] ?? ''
  return `${items.slice(0, -1).join(', ')} ${joint} ${items.at(-1) ?? ''}`
}
