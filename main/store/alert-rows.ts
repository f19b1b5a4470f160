import type { Alert, AlertState } from '../../shared/model/alert'
import type { SqliteDatabase } from './sqlite-binding'

export type StoredAlert = Omit<Alert, 'isBackfill'> & { readonly isBackfill: number }

/** Every column of an alert under the names of the model. */
export const alertColumns = `
  alert.alert_id AS id, alert.fingerprint, alert.rule_id AS ruleId, alert.severity, alert.type, alert.state,
  alert.project, alert.subject, alert.source_id AS sourceId, alert.run_id AS runId, alert.model_id AS modelId,
  alert.report_id AS reportId, alert.feature, alert.metric, alert.title, alert.message, alert.reason, alert.value,
  alert.limit_value AS "limit", alert.occurred_at AS occurredAt, alert.first_seen_at AS firstSeenAt,
  alert.last_seen_at AS lastSeenAt, alert.count, alert.muted_until AS mutedUntil,
  alert.acknowledged_by AS acknowledgedBy, alert.acknowledged_at AS acknowledgedAt,
  alert.resolved_by AS resolvedBy, alert.resolved_at AS resolvedAt, alert.resolution, alert.note,
  alert.notified_at AS notifiedAt, alert.is_backfill AS isBackfill, alert.inhibited_by AS inhibitedBy`

export function toAlert(stored: StoredAlert): Alert {
  return { ...stored, isBackfill: stored.isBackfill === 1 }
}

/** What a person decides; the rest of a row is what happened. */
export interface Decision {
  readonly state: AlertState
  readonly mutedUntil: number | null
  readonly acknowledgedBy: string | null
  readonly acknowledgedAt: number | null
  readonly resolvedBy: 'user' | 'auto' | null
  readonly resolvedAt: number | null
  readonly resolution: string | null
  readonly note: string | null
}

export function decisionOf(alert: Alert): Decision {
  return {
    state: alert.state,
    mutedUntil: alert.mutedUntil,
    acknowledgedBy: alert.acknowledgedBy,
    acknowledgedAt: alert.acknowledgedAt,
    resolvedBy: alert.resolvedBy,
    resolvedAt: alert.resolvedAt,
    resolution: alert.resolution,
    note: alert.note,
  }
}

export interface EventRow {
  readonly alertId: string
  readonly at: number
  readonly kind: string
  readonly actor: string | null
  readonly actionId: string | null
  readonly value: number | null
  readonly reportId: string | null
  readonly detail: string | null
  /** The decision before an action, as JSON, to take it back by. */
  readonly before: string | null
}

const plainEvent = { actor: null, actionId: null, value: null, reportId: null, detail: null, before: null }

/** Statements that several parts of the log need. */
export function createAlertRows(database: SqliteDatabase) {
  const byId = database.prepare(`SELECT ${alertColumns} FROM alert WHERE alert_id = ?`)
  const open = database.prepare(
    `SELECT ${alertColumns} FROM alert WHERE fingerprint = ? AND state <> 'resolved'`,
  )
  const addEvent = database.prepare(
    `INSERT INTO alert_event (alert_id, at, kind, actor, action_id, value, report_id, detail, before)
     VALUES (@alertId, @at, @kind, @actor, @actionId, @value, @reportId, @detail, @before)`,
  )
  const decide = database.prepare(
    `UPDATE alert SET state = @state, muted_until = @mutedUntil, acknowledged_by = @acknowledgedBy,
       acknowledged_at = @acknowledgedAt, resolved_by = @resolvedBy, resolved_at = @resolvedAt,
       resolution = @resolution, note = @note WHERE alert_id = @id`,
  )
  const unmuteOthers = database.prepare(
    `UPDATE alert SET muted_until = NULL WHERE fingerprint = ? AND alert_id <> ? AND muted_until IS NOT NULL`,
  )
  const read = (row: unknown): Alert | null => (row === undefined ? null : toAlert(row as StoredAlert))
  return {
    byId: (id: string): Alert | null => read(byId.get(id)),
    openOf: (fingerprint: string): Alert | null => read(open.get(fingerprint)),
    addEvent: (event: Partial<EventRow> & Pick<EventRow, 'alertId' | 'at' | 'kind'>): void => {
      addEvent.run({ ...plainEvent, ...event, at: Math.round(event.at) })
    },
    decide: (id: string, decision: Decision): void => {
      decide.run({ id, ...decision })
    },
    /** Of what one fingerprint is muted until, this alert alone has the word; earlier episodes keep none. */
    unmuteOthers: ({ fingerprint, id }: Pick<Alert, 'fingerprint' | 'id'>): void => {
      unmuteOthers.run(fingerprint, id)
    },
  }
}

export type AlertRows = ReturnType<typeof createAlertRows>
