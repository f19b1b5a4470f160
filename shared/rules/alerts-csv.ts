import { isoTime } from '../iso-time'
import type { Alert } from '../model/alert'

const columns = [
  ...(['id', 'severity', 'type', 'state', 'project', 'subject', 'title', 'message', 'reason'] as const),
  ...(['value', 'limit', 'occurredAt', 'firstSeenAt', 'lastSeenAt', 'count', 'mutedUntil'] as const),
  ...(['acknowledgedBy', 'acknowledgedAt', 'resolvedBy', 'resolvedAt', 'resolution', 'note'] as const),
  ...(['ruleId', 'fingerprint', 'sourceId', 'runId', 'modelId', 'reportId', 'feature', 'metric'] as const),
]
const times: ReadonlySet<string> = new Set(columns.filter((column) => /(At|Until)$/.test(column)))

export const alertsCsvHeader = `${columns.join(',')}\r\n`

/** RFC 4180; times as ISO 8601 in UTC, or as the number that no calendar knows; what is not known empty. */
export function alertsCsvLine(alert: Alert): string {
  return `${columns.map((column) => cell(column, alert[column])).join(',')}\r\n`
}

function cell(column: string, value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return times.has(column) ? (isoTime(value) ?? String(value)) : String(value)
  // A spreadsheet would run a cell that begins like a formula, and names of runs come from anywhere.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
