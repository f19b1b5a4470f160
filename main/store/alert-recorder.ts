import { createHash } from 'node:crypto'
import type { Alert, AlertRefs, AlertState, AlertType, Severity } from '../../shared/model/alert'
import type { Transition } from '../../shared/rules/state'
import { decisionOf, type AlertRows } from './alert-rows'
import type { SqliteDatabase } from './sqlite-binding'
import { timeOrNull } from './whole-number'

/** Beyond this many confirmations only the count goes on: a NaN is confirmed with every step. */
const mostRepeatEvents = 200

export interface NewAlert extends AlertRefs {
  readonly id: string
  readonly fingerprint: string
  readonly ruleId: string | null
  readonly severity: Severity
  readonly type: AlertType
  readonly state: AlertState
  readonly project: string | null
  readonly subject: string
  readonly title: string
  readonly message: string
  readonly reason: string
  readonly value: number | null
  readonly limit: number | null
  readonly occurredAt: number
  readonly seenAt: number
  readonly count: number
  readonly mutedUntil: number | null
  readonly isBackfill: boolean
  readonly inhibitedBy: string | null
}

/** Writes what the engine found. Every call runs inside the caller's transaction. */
export interface AlertRecorder {
  /** The alert as it stands afterwards; null when a person has resolved it and nothing changed. */
  record(transition: Transition): Alert | null
  /** False when an alert of this id exists. */
  insert(alert: NewAlert): boolean
}

export function createAlertRecorder(database: SqliteDatabase, rows: AlertRows): AlertRecorder {
  const put = database.prepare(putSql)
  const update = database.prepare(updateSql)
  const mute = database
    .prepare('SELECT max(muted_until) FROM alert WHERE fingerprint = ? AND muted_until > ?')
    .pluck()

  function insert(alert: NewAlert): boolean {
    const { seenAt, ...fields } = alert
    const row = { ...fields, seenAt: Math.round(seenAt), occurredAt: timeOf(alert.occurredAt, seenAt) }
    return put.run({ ...row, isBackfill: alert.isBackfill ? 1 : 0, search: searchText(alert) }).changes > 0
  }

  function begin(transition: Transition): Alert | null {
    const id = alertId(transition.fingerprint, transition.firedAt, transition.occurredAt)
    // Muted for an hour means this rule and subject for an hour, also when it comes and goes meanwhile.
    const mutedUntil = mute.get(transition.fingerprint, transition.seenAt) as number | null
    const state = mutedUntil === null ? 'firing' : 'muted'
    if (!insert({ ...transition, id, state, mutedUntil })) return null
    rows.addEvent({
      alertId: id,
      at: transition.seenAt,
      kind: 'fired',
      value: transition.value,
      reportId: transition.reportId,
      detail: transition.reason,
    })
    return rows.byId(id)
  }

  function goOn(open: Alert, transition: Transition): Alert | null {
    const { reason, value, reportId, seenAt, kind, severity } = transition
    // An alert that was reopened by hand, or that an older state fires again, goes on counting.
    const count = kind === 'fired' ? open.count + 1 : Math.max(open.count, transition.count)
    update.run({
      ...transition,
      id: open.id,
      count,
      seenAt: Math.round(seenAt),
      isBackfill: transition.isBackfill ? 1 : 0,
      search: searchText(transition),
    })
    const isEscalated = kind === 'escalated'
    // Who acknowledged a warning has not seen that it became critical.
    if (isEscalated && open.state === 'acknowledged') {
      rows.decide(open.id, {
        ...decisionOf(open),
        state: 'firing',
        acknowledgedBy: null,
        acknowledgedAt: null,
      })
    }
    if (isEscalated || (count > open.count && count <= mostRepeatEvents)) {
      const detail = isEscalated ? `${severity}: ${reason}` : reason
      const eventKind = isEscalated ? 'escalated' : 'repeated'
      rows.addEvent({ alertId: open.id, at: seenAt, kind: eventKind, value, reportId, detail })
    }
    return rows.byId(open.id)
  }

  function end(open: Alert, { seenAt, resolution, value, reportId }: Transition): Alert | null {
    const resolvedAt = Math.round(seenAt)
    rows.decide(open.id, {
      ...decisionOf(open),
      state: 'resolved',
      resolvedBy: 'auto',
      resolvedAt,
      resolution,
    })
    rows.addEvent({ alertId: open.id, at: seenAt, kind: 'resolved', value, reportId, detail: resolution })
    return rows.byId(open.id)
  }

  return {
    insert,
    record(transition) {
      const open = rows.openOf(transition.fingerprint)
      if (open === null) return transition.kind === 'fired' ? begin(transition) : null
      return transition.kind === 'resolved' ? end(open, transition) : goOn(open, transition)
    },
  }
}

/** The same episode recorded twice has the same id; history read at once has many episodes of one moment. */
export function alertId(fingerprint: string, firedAt: number, occurredAt: number): string {
  const text = `${fingerprint}\n${firedAt}\n${occurredAt}`
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

function timeOf(at: number, fallback: number): number {
  return timeOrNull(at) ?? Math.round(fallback)
}

type Searchable = Pick<NewAlert, 'title' | 'message' | 'reason' | 'subject' | 'project' | 'type'>

export function searchText({ title, message, reason, subject, project, type }: Searchable): string {
  return [title, message, reason, subject, project ?? '', type.replaceAll('_', ' '), type]
    .join('\n')
    .toLowerCase()
}

const columns = [
  ['alert_id', 'id'],
  ['fingerprint', 'fingerprint'],
  ['rule_id', 'ruleId'],
  ['severity', 'severity'],
  ['type', 'type'],
  ['state', 'state'],
  ['project', 'project'],
  ['subject', 'subject'],
  ['source_id', 'sourceId'],
  ['run_id', 'runId'],
  ['model_id', 'modelId'],
  ['report_id', 'reportId'],
  ['feature', 'feature'],
  ['metric', 'metric'],
  ['title', 'title'],
  ['message', 'message'],
  ['reason', 'reason'],
  ['value', 'value'],
  ['limit_value', 'limit'],
  ['occurred_at', 'occurredAt'],
  ['first_seen_at', 'seenAt'],
  ['last_seen_at', 'seenAt'],
  ['count', 'count'],
  ['muted_until', 'mutedUntil'],
  ['is_backfill', 'isBackfill'],
  ['inhibited_by', 'inhibitedBy'],
  ['search', 'search'],
] as const

const putSql = `
  INSERT INTO alert (${columns.map(([column]) => column).join(', ')}, rule_revision)
  VALUES (${columns.map(([, name]) => `@${name}`).join(', ')}, (SELECT revision FROM rule WHERE rule_id = @ruleId))
  ON CONFLICT (alert_id) DO NOTHING`

const updateSql = `
  UPDATE alert SET severity = @severity, project = @project, subject = @subject, report_id = @reportId,
    model_id = @modelId, run_id = @runId, title = @title, message = @message, reason = @reason, value = @value,
    limit_value = @limit, last_seen_at = max(last_seen_at, @seenAt), count = @count, is_backfill = @isBackfill,
    inhibited_by = @inhibitedBy, search = @search
  WHERE alert_id = @id`
