import * as v from 'valibot'
import type { Alert, AlertAction, AlertActionOutcome, AlertDetail } from '../../../../shared/model/alert'
import { RuleSchema, type RuleInput, type Rule, type StoredRule } from '../../../../shared/model/rule'
import { ok, type Result } from '../../../../shared/result'

const at = 1_800_000_000_000 - 3_600_000

export function anAlert(index: number, patch: Partial<Alert> = {}): Alert {
  return {
    id: `alert${index}`,
    fingerprint: `fingerprint${index}`,
    ruleId: 'run.failed',
    severity: 'error',
    type: 'run_failed',
    state: 'firing',
    project: 'lora-finetuning',
    subject: `able-elk-${index}`,
    title: `Run able-elk-${index} failed`,
    message: '',
    reason: 'Its status is FAILED',
    value: null,
    limit: null,
    occurredAt: at,
    firstSeenAt: at,
    lastSeenAt: at,
    count: 1,
    mutedUntil: null,
    acknowledgedBy: null,
    acknowledgedAt: null,
    resolvedBy: null,
    resolvedAt: null,
    resolution: null,
    note: null,
    notifiedAt: null,
    isBackfill: false,
    inhibitedBy: null,
    sourceId: 'store',
    runId: `run${index}`,
    modelId: null,
    reportId: null,
    feature: null,
    metric: null,
    ...patch,
  }
}

export function aRule(patch: Partial<RuleInput> = {}): Rule {
  return v.parse(RuleSchema, {
    id: 'run.failed',
    name: 'Run failed',
    severity: 'error',
    type: 'run_failed',
    condition: { kind: 'run-failed' },
    ...patch,
  })
}

export function aStoredRule(patch: Partial<RuleInput> = {}, more: Partial<StoredRule> = {}): StoredRule {
  const stored = { revision: 1, origin: 'default', isEdited: false, createdAt: at, updatedAt: at } as const
  return { rule: aRule(patch), ...stored, ...more }
}

export function aDetail(alert: Alert, patch: Partial<AlertDetail> = {}): AlertDetail {
  const fired = {
    at,
    kind: 'fired',
    by: null,
    value: alert.value,
    reportId: null,
    detail: alert.reason,
  } as const
  return { alert, rule: aRule(), events: [fired], ...patch }
}

/** Alerts of a person's own: actions change them, and undo takes one back, as the real log does. */
export function createFakeLog(alerts: Alert[]) {
  const before = new Map<string, Map<string, Alert>>()
  const states = {
    acknowledge: 'acknowledged',
    mute: 'muted',
    unmute: 'firing',
    resolve: 'resolved',
    reopen: 'firing',
  } as const
  let actions = 0

  function put(alert: Alert): void {
    alerts[alerts.findIndex(({ id }) => id === alert.id)] = alert
  }

  return {
    act(action: AlertAction): Result<AlertActionOutcome> {
      const actionId = `action${(actions += 1)}`
      if (action.kind === 'undo') {
        const old = [...(before.get(action.actionId)?.values() ?? [])]
        for (const alert of old) put(alert)
        return ok({ actionId, changed: old, skipped: [] })
      }
      const changed = alerts.filter(({ id }) => action.ids.includes(id))
      before.set(actionId, new Map(changed.map((alert) => [alert.id, alert])))
      for (const alert of changed) put({ ...alert, state: states[action.kind] })
      return ok({ actionId, changed, skipped: [] })
    },
  }
}
