import type { Alert, AlertAction, AlertActionOutcome, AlertEventKind } from '../../shared/model/alert'
import { decisionOf, type AlertRows, type Decision } from './alert-rows'
import { isoTime } from '../../shared/iso-time'
import type { SqliteDatabase } from './sqlite-binding'

export interface Actor {
  /** Whom the history names. */
  readonly by: string
  /** Epoch ms. */
  readonly at: number
  /** Names the action as a whole, for undo; never used twice. */
  readonly actionId: string
}

interface DoneEvent {
  readonly row: number
  readonly alertId: string
  readonly kind: AlertEventKind
  readonly before: string
}

/** A new decision, or why there is none. */
type Outcome = Decision | string
type Skipped = AlertActionOutcome['skipped'][number]

/** What people do with alerts. Every action can be taken back as a whole, that of taking back too. */
export function createAlertActions(database: SqliteDatabase, rows: AlertRows) {
  const doneBy = database.prepare(
    `SELECT row, alert_id AS alertId, kind, before FROM alert_event
     WHERE action_id = ? AND before IS NOT NULL ORDER BY row DESC`,
  )
  const laterAction = database
    .prepare('SELECT 1 FROM alert_event WHERE alert_id = ? AND row > ? AND before IS NOT NULL LIMIT 1')
    .pluck()

  function apply(
    alert: Alert,
    next: Decision,
    kind: AlertEventKind,
    actor: Actor,
    detail: string | null,
  ): Alert {
    rows.decide(alert.id, next)
    rows.addEvent({
      alertId: alert.id,
      at: actor.at,
      kind,
      actor: actor.by,
      actionId: actor.actionId,
      value: alert.value,
      detail,
      before: JSON.stringify(decisionOf(alert)),
    })
    return rows.byId(alert.id) ?? alert
  }

  function each(ids: readonly string[], actor: Actor, action: Exclude<AlertAction, { kind: 'undo' }>) {
    const changed: Alert[] = []
    const skipped: Skipped[] = []
    for (const id of new Set(ids)) {
      const alert = rows.byId(id)
      if (alert === null) {
        skipped.push({ id, why: 'It is no longer kept.' })
        continue
      }
      const next = decide(alert, action, actor, rows)
      if (typeof next === 'string') skipped.push({ id, why: next })
      else {
        changed.push(apply(alert, next, eventKinds[action.kind], actor, detailOf(action)))
        // A mute outlives its episode; what a person says of the present one counts from now on.
        if (action.kind !== 'resolve') rows.unmuteOthers(alert)
      }
    }
    return { actionId: actor.actionId, changed, skipped }
  }

  function undo(undone: string, actor: Actor): AlertActionOutcome {
    const changed: Alert[] = []
    const skipped: Skipped[] = []
    for (const event of doneBy.all(undone) as DoneEvent[]) {
      const alert = rows.byId(event.alertId)
      if (alert === null) continue
      const before = JSON.parse(event.before) as Decision
      const why =
        laterAction.get(alert.id, event.row) === 1 ? changedSince : whyNot(alert, event, before, rows)
      if (why !== null) skipped.push({ id: alert.id, why })
      else changed.push(apply(alert, before, 'undone', actor, undone))
    }
    return { actionId: actor.actionId, changed, skipped }
  }

  return (action: AlertAction, actor: Actor): AlertActionOutcome =>
    database.transaction(() =>
      action.kind === 'undo' ? undo(action.actionId, actor) : each(action.ids, actor, action),
    )()
}

const changedSince = 'It was changed since.'

const eventKinds = {
  acknowledge: 'acknowledged',
  mute: 'muted',
  unmute: 'unmuted',
  resolve: 'resolved',
  reopen: 'reopened',
} as const satisfies Record<Exclude<AlertAction['kind'], 'undo'>, AlertEventKind>

const statesAfter: Readonly<Partial<Record<AlertEventKind, readonly string[]>>> = {
  acknowledged: ['acknowledged'],
  muted: ['muted'],
  unmuted: ['firing', 'acknowledged'],
  resolved: ['resolved'],
  reopened: ['firing', 'muted'],
}

/** Sextant itself may have moved the alert on: resolved it, ended its mute, or raised it after it was acknowledged. */
function whyNot(alert: Alert, event: DoneEvent, before: Decision, rows: AlertRows): string | null {
  const expected = statesAfter[event.kind]
  if (expected !== undefined && !expected.includes(alert.state)) {
    return alert.state === 'resolved' ? 'It has resolved by itself since.' : changedSince
  }
  return before.state === 'resolved' ? null : whyNotOpen(alert, rows)
}

function whyNotOpen(alert: Alert, rows: AlertRows): string | null {
  const open = rows.openOf(alert.fingerprint)
  return open === null || open.id === alert.id ? null : 'It has fired again since; the new alert is listed.'
}

function decide(
  alert: Alert,
  action: Exclude<AlertAction, { kind: 'undo' }>,
  { by, at }: Actor,
  rows: AlertRows,
): Outcome {
  const now = decisionOf(alert)
  const note = 'note' in action && action.note !== null ? action.note : now.note
  const isResolved = alert.state === 'resolved'
  switch (action.kind) {
    case 'acknowledge':
      if (isResolved || alert.state === 'acknowledged') return `It is ${alert.state} already.`
      return { ...now, state: 'acknowledged', acknowledgedBy: by, acknowledgedAt: at, mutedUntil: null, note }
    case 'mute':
      if (isResolved) return 'It is resolved already.'
      if (action.until !== null && action.until <= at) return 'That time has passed.'
      return {
        ...now,
        state: 'muted',
        mutedUntil: action.until === null ? null : Math.round(action.until),
        note,
      }
    case 'unmute':
      if (alert.state !== 'muted') return 'It is not muted.'
      return { ...now, state: stateAfterMute(alert), mutedUntil: null }
    case 'resolve':
      if (isResolved) return 'It is resolved already.'
      return { ...now, state: 'resolved', resolvedBy: 'user', resolvedAt: at, resolution: null, note }
    case 'reopen':
      if (!isResolved) return 'It is open already.'
      return whyNotOpen(alert, rows) ?? { ...now, ...reopened }
  }
}

const reopened = {
  state: 'firing',
  mutedUntil: null,
  acknowledgedBy: null,
  acknowledgedAt: null,
  resolvedBy: null,
  resolvedAt: null,
  resolution: null,
} as const

/** A mute ends where it began. */
export function stateAfterMute(alert: Alert): 'acknowledged' | 'firing' {
  return alert.acknowledgedAt === null ? 'firing' : 'acknowledged'
}

function detailOf(action: Exclude<AlertAction, { kind: 'undo' }>): string | null {
  if (action.kind === 'mute' && action.until !== null) return isoTime(action.until)
  return 'note' in action ? action.note : null
}
