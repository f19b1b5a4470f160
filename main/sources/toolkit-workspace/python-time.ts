const pattern = /^(\d{4}-\d\d-\d\d)(?:[Tt ]+(\d\d:\d\d(?::\d\d(?:\.\d+)?)?) *(Z|z|[+-]\d\d(?::?\d\d)?)?)?$/

/**
 * Epoch ms of what Python's `isoformat()` or PyYAML writes for a time: `2025-10-24T09:17:12.591676+00:00`, with a space
 * instead of the T when it was not quoted. Null for anything else.
 *
 * @param bare What a time without a zone is: `utc` as the toolkit and BentoML write it, or `local` as `datetime.now()`,
 * with which people and older tools date their logs.
 */
export function parsePythonTime(text: string | null, bare: 'utc' | 'local'): number | null {
  const [, date, time = '00:00', zone] = pattern.exec(text?.trim() ?? '') ?? []
  if (date === undefined) return null
  const epochMs = Date.parse(`${date}T${time}${zone === undefined ? bareOffset[bare] : offsetOf(zone)}`)
  return Number.isNaN(epochMs) ? null : epochMs
}

/** A date and a time without an offset are local to `Date.parse`. */
const bareOffset = { utc: 'Z', local: '' } as const

function offsetOf(zone: string): string {
  return /^[Zz]$/.test(zone) ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`
}
