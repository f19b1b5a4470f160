import type { ToolkitImportOutcome } from '../../shared/contract-alerts'
import type {
  Alert,
  AlertAction,
  AlertActionOutcome,
  AlertCounts,
  AlertDetail,
  AlertPage,
  AlertQuery,
  AlertTotals,
} from '../../shared/model/alert'
import type { RuleState, Transition } from '../../shared/rules/state'
import { readToolkitResults, type ToolkitAlert } from '../../shared/rules/toolkit-results'
import { createAlertActions, stateAfterMute, type Actor } from './alert-actions'
import { alertDetail, countAlerts, countUnseenByProject, listAlerts } from './alert-query'
import { alertId, createAlertRecorder, type NewAlert } from './alert-recorder'
import { alertColumns, createAlertRows, decisionOf, toAlert, type StoredAlert } from './alert-rows'
import { createRuleStore, type RuleStore } from './rule-store'
import type { SqliteDatabase } from './sqlite-binding'
import { timeOrNull } from './whole-number'

/** What the engine found in one go; kept as a whole or not at all. */
export interface RecordBatch {
  readonly transitions: readonly Transition[]
  /** Null forgets. */
  readonly states: readonly { readonly fingerprint: string; readonly state: RuleState | null }[]
  /** Epoch ms. */
  readonly at: number
}

export interface AlertLog {
  /** For each transition the alert as it stands; null where a person has resolved it and nothing changed. */
  record(batch: RecordBatch): readonly (Alert | null)[]
  act(action: AlertAction, actor: Actor): AlertActionOutcome
  /** Ends mutes that are over; returns the alerts that are firing again because of it. */
  endMutes(now: number): readonly Alert[]
  markNotified(ids: readonly string[], at: number): void
  list(query: AlertQuery): AlertPage
  detail(id: string): AlertDetail | null
  counts(project: string | null): AlertTotals
  /** Firing and not history, by project; a project without any is absent. */
  unseenByProject(): Readonly<Record<string, AlertCounts>>
  /** Of these the ids of those that fire and that nobody has looked at. */
  firingAmong(ids: readonly string[]): readonly string[]
  /** Removes resolved alerts older than `keepMs` (30 days as in the toolkit) or beyond `mostResolved`. Open ones stay. */
  prune(options: { readonly now: number; readonly keepMs?: number; readonly mostResolved?: number }): number
  /** A parsed result dictionary of the toolkit, or anything that holds some. Importing twice adds nothing. */
  importToolkit(value: unknown, by: string, at: number): ToolkitImportOutcome
  readonly rules: RuleStore
}

export const keepResolvedMs = 30 * 86_400_000
const mostKept = 20_000

export function createAlertLog(database: SqliteDatabase): AlertLog {
  const rows = createAlertRows(database)
  const recorder = createAlertRecorder(database, rows)
  const statements = prepareStatements(database)

  return {
    rules: createRuleStore(database),
    act: createAlertActions(database, rows),
    list: (query) => listAlerts(database, query),
    detail: (id) => alertDetail(database, rows, id),
    counts: (project) => countAlerts(database, project),
    unseenByProject: () => countUnseenByProject(database),
    record: ({ transitions, states, at }) =>
      database.transaction(() => {
        for (const { fingerprint, state } of states) {
          if (state === null) statements.dropState.run(fingerprint)
          else statements.putState.run(fingerprint, state.ruleId, JSON.stringify(state), Math.round(at))
        }
        return transitions.map(recorder.record)
      })(),
    endMutes: (now) =>
      database.transaction(() => {
        const over = (statements.overMuted.all(now) as StoredAlert[]).map(toAlert)
        for (const alert of over) {
          rows.decide(alert.id, { ...decisionOf(alert), state: stateAfterMute(alert), mutedUntil: null })
          rows.addEvent({ alertId: alert.id, at: now, kind: 'unmuted', detail: 'The mute is over' })
        }
        return over.flatMap((alert) => rows.byId(alert.id) ?? []).filter((alert) => alert.state === 'firing')
      })(),
    markNotified: (ids, at) =>
      database.transaction(() => {
        for (const id of ids) {
          if (statements.markNotified.run(at, id).changes > 0)
            rows.addEvent({ alertId: id, at, kind: 'notified' })
        }
      })(),
    firingAmong: (ids) => ids.filter((id) => rows.byId(id)?.state === 'firing'),
    prune: ({ now, keepMs = keepResolvedMs, mostResolved = mostKept }) =>
      database.transaction(() => {
        const removed =
          statements.pruneOld.run(now - keepMs).changes + statements.pruneMany.run(mostResolved).changes
        statements.pruneRevisions.run()
        return removed
      })(),
    importToolkit: (value, by, at) =>
      database.transaction(() => {
        const { alerts, problems } = readToolkitResults(value)
        let imported = 0
        for (const alert of alerts) {
          const row = fromToolkit(alert)
          if (!recorder.insert(row)) continue
          imported += 1
          statements.setDecision.run(decisionFromToolkit(alert, row.id))
          rows.addEvent({ alertId: row.id, at, kind: 'imported', actor: by, value: row.value })
        }
        return { imported, known: alerts.length - imported, problems }
      })(),
  }
}

function prepareStatements(database: SqliteDatabase) {
  return {
    putState: database.prepare(
      `INSERT INTO rule_state (fingerprint, rule_id, record, updated_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (fingerprint) DO UPDATE SET record = excluded.record, updated_at = excluded.updated_at`,
    ),
    dropState: database.prepare('DELETE FROM rule_state WHERE fingerprint = ?'),
    overMuted: database.prepare(
      `SELECT ${alertColumns} FROM alert WHERE state = 'muted' AND muted_until <= ?`,
    ),
    markNotified: database.prepare('UPDATE alert SET notified_at = ? WHERE alert_id = ?'),
    pruneOld: database.prepare(
      // An imported one may have been resolved at any time: what counts is when it was imported.
      `DELETE FROM alert WHERE state = 'resolved' AND coalesce(
         resolved_at, (SELECT max(at) FROM alert_event WHERE alert_event.alert_id = alert.alert_id), 0) < ?`,
    ),
    pruneMany: database.prepare(
      `DELETE FROM alert WHERE row IN (
         SELECT row FROM alert WHERE state = 'resolved' ORDER BY resolved_at DESC LIMIT -1 OFFSET ?)`,
    ),
    pruneRevisions: database.prepare(
      `DELETE FROM rule_revision WHERE NOT EXISTS (
         SELECT 1 FROM rule WHERE rule.rule_id = rule_revision.rule_id AND rule.revision = rule_revision.revision
       ) AND NOT EXISTS (
         SELECT 1 FROM alert
         WHERE alert.rule_id = rule_revision.rule_id AND alert.rule_revision = rule_revision.revision)`,
    ),
    setDecision: database.prepare(
      `UPDATE alert SET acknowledged_at = @acknowledgedAt, resolved_by = @resolvedBy, resolved_at = @resolvedAt,
         resolution = @resolution WHERE alert_id = @id`,
    ),
  }
}

/** The toolkit's ids count from 1 in every process: only with project, type and time do they tell alerts apart. */
function fromToolkit(alert: ToolkitAlert): NewAlert {
  const { project, type, alertId: ownId, title, createdAt } = alert
  const fingerprint = `toolkit-import:${JSON.stringify([project, type, ownId, title, createdAt])}`
  return {
    id: alertId(fingerprint, alert.createdAt, alert.createdAt),
    fingerprint,
    ruleId: null,
    severity: alert.severity,
    type: alert.type,
    state: alert.isResolved ? 'resolved' : alert.isAcknowledged ? 'acknowledged' : 'firing',
    project: alert.project,
    subject: alert.project ?? 'Toolkit',
    sourceId: null,
    runId: null,
    modelId: null,
    reportId: null,
    feature: null,
    metric: null,
    title: alert.title,
    message: alert.message,
    reason: alert.message,
    value: alert.value,
    limit: null,
    occurredAt: alert.createdAt,
    seenAt: alert.createdAt,
    count: 1,
    mutedUntil: null,
    isBackfill: true,
    inhibitedBy: null,
  }
}

/** Who acknowledged or resolved it there, and when, the dictionary does not say. */
function decisionFromToolkit(alert: ToolkitAlert, id: string) {
  return {
    id,
    acknowledgedAt: alert.isAcknowledged ? timeOrNull(alert.createdAt) : null,
    resolvedBy: alert.isResolved ? 'user' : null,
    resolvedAt: null,
    resolution: alert.isResolved ? 'Resolved in the toolkit' : null,
  }
}
