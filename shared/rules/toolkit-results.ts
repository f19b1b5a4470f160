import { alertTypes, severities, type AlertType, type Severity } from '../model/alert'

/** An alert as the toolkit's monitor returns it in a result dictionary (it writes none to disk itself). */
export interface ToolkitAlert {
  /** Repeats from process to process: unique only together with project and time. */
  readonly alertId: string
  readonly project: string | null
  readonly type: AlertType
  readonly severity: Severity
  readonly title: string
  readonly message: string
  /** Epoch ms. The toolkit writes local time without a zone. */
  readonly createdAt: number
  readonly value: number | null
  readonly isAcknowledged: boolean
  readonly isResolved: boolean
}

export interface ToolkitImport {
  readonly alerts: readonly ToolkitAlert[]
  /** Entries that could not be understood, as sentences. */
  readonly problems: readonly string[]
}

/**
 * Reads what users dump of it: one result, a list of results, results by name, or bare alerts. Anything else in it is
 * passed over. Times without a zone are local to this machine.
 */
export function readToolkitResults(value: unknown): ToolkitImport {
  const alerts: ToolkitAlert[] = []
  const problems: string[] = []
  const visit = (item: unknown, project: string | null, depth: number): void => {
    if (depth > 4 || typeof item !== 'object' || item === null) return
    if (Array.isArray(item)) {
      for (const each of item as unknown[]) visit(each, project, depth + 1)
      return
    }
    const record = item as Record<string, unknown>
    if (isAlert(record)) {
      take(record, project)
      return
    }
    const own = textOf(record['project_name']) ?? project
    takeErrors(record, own, alerts)
    for (const each of Object.values(record)) visit(each, own, depth + 1)
  }
  const take = (record: Record<string, unknown>, project: string | null) => {
    const alert = alertOf(record, project)
    if (alert === null)
      problems.push(`An alert without a time was passed over: ${textOf(record['title']) ?? 'untitled'}.`)
    else alerts.push(alert)
  }
  visit(value, null, 0)
  return { alerts, problems }
}

function isAlert(record: Record<string, unknown>): boolean {
  return 'alert_type' in record && ('severity' in record || 'title' in record || 'message' in record)
}

function alertOf(record: Record<string, unknown>, project: string | null): ToolkitAlert | null {
  const createdAt = timeOf(record['timestamp'])
  if (createdAt === null) return null
  const type = textOf(record['alert_type'])
  const severity = textOf(record['severity'])?.toLowerCase()
  const message = textOf(record['message']) ?? ''
  return {
    alertId: textOf(record['alert_id']) ?? '',
    project: textOf(record['project_name']) ?? project,
    type: alertTypes.find((known) => known === type?.toLowerCase()) ?? 'system_error',
    severity: severities.find((known) => known === severity) ?? 'warning',
    title: textOf(record['title']) ?? (message === '' ? 'Alert of the toolkit' : message),
    message,
    createdAt,
    value: driftShareOf(record['metadata']),
    isAcknowledged: record['acknowledged'] === true,
    isResolved: record['resolved'] === true,
  }
}

const errorFields = new Map([
  ['drift_error', 'Drift detection failed'],
  ['performance_error', 'Performance monitoring failed'],
  ['apple_silicon_error', 'Hardware monitoring failed'],
])

/** A step that failed left a sentence where its result would be. It has no time; the result's other parts may. */
function takeErrors(record: Record<string, unknown>, project: string | null, alerts: ToolkitAlert[]): void {
  for (const [field, title] of errorFields) {
    const message = textOf(record[field])
    const createdAt = timeOf(record['timestamp']) ?? siblingTime(record)
    if (message === null || createdAt === null) continue
    const base = { project, message, title, createdAt, value: null, isAcknowledged: false, isResolved: false }
    alerts.push({ ...base, alertId: field, type: 'system_error', severity: 'error' })
  }
}

function siblingTime(record: Record<string, unknown>): number | null {
  for (const field of ['drift_report', 'performance_metrics', 'apple_silicon_metrics']) {
    const part = record[field]
    if (typeof part !== 'object' || part === null || !('timestamp' in part)) continue
    const at = timeOf(part.timestamp)
    if (at !== null) return at
  }
  return null
}

function driftShareOf(metadata: unknown): number | null {
  if (typeof metadata !== 'object' || metadata === null || !('drift_share' in metadata)) return null
  const { drift_share: share } = metadata
  return typeof share === 'number' && Number.isFinite(share) ? share : null
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.slice(0, 4_000) : null
}

/** "2025-10-24T09:17:12.900665" is local; with Z or an offset it is not. Numbers are epoch seconds, as Python's time(). */
function timeOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) && value > 0 ? Math.round(value * 1_000) : null
  const text = textOf(value)
  const match =
    text === null
      ? null
      : /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/.exec(text.trim())
  if (match === null) return null
  const [, date = '', time = '', fraction = '', zone = ''] = match
  const offset = /^[+-]\d{4}$/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone
  const at = Date.parse(`${date}T${time}${fraction.slice(0, 4)}${offset}`)
  return Number.isNaN(at) ? null : at
}
