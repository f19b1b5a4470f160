const pattern = /^(\d{4}-\d\d-\d\d)(?:[Tt ]+(\d\d:\d\d(?::\d\d(?:\.\d+)?)?) *(Z|z|[+-]\d\d(?::?\d\d)?)?)?$/

/**
 * Epoch ms of what Python's `isoformat()` or PyYAML writes for a time: `2025-10-24T09:17:12.591676+00:00`, with a space
 * instead of the T when it was not quoted. Without a zone it is UTC, as the toolkit writes it. Null for anything else.
 */
export function parsePythonTime(text: string | null): number | null {
  const [, date, time = '00:00', zone = 'Z'] = pattern.exec(text?.trim() ?? '') ?? []
  if (date === undefined) return null
  const offset = /^[Zz]$/.test(zone) ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`
  const epochMs = Date.parse(`${date}T${time}${offset}`)
  return Number.isNaN(epochMs) ? null : epochMs
}
