const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

/** `90s`, `1.5h`, `7d` in ms; null for anything else. */
export function durationIn(text: string): number | null {
  const [, number, unit = ''] = /^(\d+\.?\d*|\.\d+)(ms|s|m|min|h|d|w)$/.exec(text) ?? []
  const ms = unitMs[unit]
  return number === undefined || ms === undefined ? null : Number(number) * ms
}

const date = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/

/** `2026-11-25`, `2026-11-25 14:30`, also with seconds and a zone (without one it is this machine's), in epoch ms. */
export function momentIn(text: string): number | null {
  const parts = date.exec(text)
  if (parts === null) return null
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part || 0))
  if (month === undefined || month < 1 || month > 12 || day === undefined || day < 1) return null
  if (day > new Date(year ?? 0, month, 0).getDate()) return null
  if ((hour ?? 0) > 23 || (minute ?? 0) > 59 || (second ?? 0) > 59) return null
  if (parts[7] !== undefined) {
    const zone = parts[7] === 'Z' ? 'Z' : parts[7].replace(/^(...):?(..)$/, '$1:$2')
    const exact = Date.parse(text.replace(' ', 'T').replace(/(?:Z|[+-]\d\d:?\d\d)$/, zone))
    return Number.isNaN(exact) ? null : exact
  }
  return new Date(year ?? 0, month - 1, day, hour, minute, second).getTime()
}
