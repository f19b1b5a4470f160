import { describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { createAlertLog, keepResolvedMs } from '../../../../main/store/alert-log'
import { openAppDatabase } from '../../../../main/store/open'
import { AlertQuerySchema, type AlertAction, type AlertQueryInput } from '../../../../shared/model/alert'
import { defaultRules } from '../../../../shared/rules/defaults'
import type { Transition } from '../../../../shared/rules/state'

const day = 86_400_000
const start = 1_800_000_000_000

function makeLog() {
  const { database } = openAppDatabase({ path: ':memory:', now: 0, log: () => {} })
  const log = createAlertLog(database)
  log.rules.ensureDefaults(defaultRules, start)
  let action = 0
  return {
    log,
    record: (...transitions: Transition[]) => log.record({ transitions, states: [], at: start }),
    list: (query: AlertQueryInput = {}) => log.list(v.parse(AlertQuerySchema, query)),
    actor: (at = start) => ({ by: 'ada', at, actionId: `action-${++action}` }),
  }
}

function fired(index: number, fields: Partial<Transition> = {}): Transition {
  return {
    kind: 'fired',
    fingerprint: `run.failed:run:${index}`,
    ruleId: 'run.failed',
    severity: 'error',
    type: 'run_failed',
    project: 'churn',
    subject: `run ${index}`,
    title: `run ${index} failed`,
    message: 'Run',
    reason: 'It ended as FAILED',
    value: null,
    limit: null,
    occurredAt: start + index,
    seenAt: start + index,
    firedAt: start + index,
    count: 1,
    isBackfill: false,
    isNewsworthy: true,
    inhibitedBy: null,
    resolution: null,
    sourceId: 'store',
    runId: `${index}`,
    modelId: null,
    reportId: null,
    feature: null,
    metric: null,
    ...fields,
  }
}

describe('the alert log', () => {
  it('keeps one open alert a fingerprint: fired again, it counts', () => {
    const { log, record, list } = makeLog()
    record(fired(1), fired(1, { seenAt: start + 500 }))
    expect(list().rows).toMatchObject([{ count: 2, state: 'firing', lastSeenAt: start + 500 }])
    record({ ...fired(1), kind: 'resolved', resolution: 'The condition has cleared', seenAt: start + 900 })
    record(fired(1, { seenAt: start + 2_000, firedAt: start + 2_000 }))
    expect(list().rows.map(({ state }) => state)).toEqual(['firing', 'resolved'])
    expect(log.counts(null)).toMatchObject({ total: 2, byState: { firing: 1, resolved: 1 } })
  })

  it('keeps an alert about a moment that no calendar has, beside those recorded with it', () => {
    const { record, list } = makeLog()
    record(fired(1, { occurredAt: 1e300 }), fired(2, { occurredAt: start + 0.6789 }), fired(3))
    expect(list().rows.map(({ occurredAt }) => occurredAt)).toEqual([start + 3, start + 1, start + 1])
  })

  it('takes a bulk action back as a whole, but not what was changed since', () => {
    const { log, record, list, actor } = makeLog()
    record(fired(1), fired(2), fired(3))
    const ids = list().rows.map(({ id }) => id)
    const resolved = log.act({ kind: 'resolve', ids, note: null }, actor())
    expect(resolved.changed).toHaveLength(3)
    log.act({ kind: 'reopen', ids: ids.slice(0, 1) }, actor())
    const undone = log.act({ kind: 'undo', actionId: resolved.actionId }, actor())
    expect(undone.changed).toHaveLength(2)
    expect(undone.skipped).toEqual([{ id: ids[0], why: 'It was changed since.' }])
    expect(list({ states: ['firing'] }).total).toBe(3)
    log.act({ kind: 'undo', actionId: undone.actionId }, actor())
    expect(list({ states: ['resolved'] }).total).toBe(2)
  })

  it('does not reopen beside a newer alert of the same fingerprint', () => {
    const { log, record, list, actor } = makeLog()
    record(fired(1))
    const [old] = list().rows
    log.act({ kind: 'resolve', ids: [old?.id ?? ''], note: null }, actor())
    record(fired(1, { firedAt: start + 5_000, seenAt: start + 5_000 }))
    const answer = log.act({ kind: 'reopen', ids: [old?.id ?? ''] }, actor())
    expect(answer.skipped[0]?.why).toContain('fired again')
  })

  it('raises an acknowledged alert only when it gets worse', () => {
    const { log, record, list, actor } = makeLog()
    record(fired(1))
    const ids = list().rows.map(({ id }) => id)
    log.act({ kind: 'acknowledge', ids, note: null }, actor())
    record({ ...fired(1), kind: 'repeated', count: 2 })
    expect(list().rows[0]?.state).toBe('acknowledged')
    record({ ...fired(1), kind: 'escalated', severity: 'critical', count: 3 })
    expect(list().rows).toMatchObject([{ state: 'firing', severity: 'critical', acknowledgedBy: null }])
  })

  it('ends a mute where it began, and keeps a new episode muted while it lasts', () => {
    const { log, record, list, actor } = makeLog()
    record(fired(1), fired(2))
    const idOf = (subject: string) => list().rows.find((row) => row.subject === subject)?.id ?? ''
    log.act({ kind: 'acknowledge', ids: [idOf('run 1')], note: null }, actor())
    log.act({ kind: 'mute', ids: [idOf('run 1'), idOf('run 2')], until: start + day, note: null }, actor())
    record({ ...fired(2), kind: 'resolved', resolution: 'cleared' })
    record(fired(2, { firedAt: start + 9_000, seenAt: start + 9_000 }))
    expect(list({ states: ['muted'] }).total).toBe(2)
    expect(log.endMutes(start + day - 1)).toEqual([])
    expect(log.endMutes(start + day).map(({ subject }) => subject)).toEqual(['run 2'])
    expect(list({ states: ['acknowledged'] }).rows.map(({ subject }) => subject)).toEqual(['run 1'])
  })

  it.each(['unmute', 'acknowledge', 'mute'] as const)(
    'takes a person’s %s for the last word on how long a subject is muted',
    (kind) => {
      const { log, record, list, actor } = makeLog()
      const episode = (index: number) => {
        const at = start + index * 10_000
        record({ ...fired(2), kind: 'resolved', seenAt: at, resolution: 'cleared' })
        record(fired(2, { firedAt: at, occurredAt: at, seenAt: at }))
        const open = list().rows.find(({ state }) => state !== 'resolved')
        if (open === undefined) throw new Error('No alert is open.')
        return open
      }
      const until = start + day
      log.act({ kind: 'mute', ids: [episode(0).id], until, note: null }, actor())
      const second = episode(1)
      expect(second).toMatchObject({ state: 'muted', mutedUntil: until })
      const shorter = start + 15_000
      const more =
        kind === 'mute' ? { until: shorter, note: null } : kind === 'acknowledge' ? { note: null } : {}
      const action = { kind, ids: [second.id], ...more } as AlertAction
      const undone = log.act(action, actor(start + 10_001)).actionId
      expect(episode(2)).toMatchObject({ state: 'firing', mutedUntil: null })
      expect(list({ states: ['resolved'] }).total).toBe(2)
      expect(log.act({ kind: 'undo', actionId: undone }, actor()).skipped).toHaveLength(1)
    },
  )

  it('takes an unmuting back, and the mute with it', () => {
    const { log, record, list, actor } = makeLog()
    record(fired(1))
    const ids = list().rows.map(({ id }) => id)
    const until = start + day
    log.act({ kind: 'mute', ids, until, note: null }, actor())
    const { actionId } = log.act({ kind: 'unmute', ids }, actor())
    log.act({ kind: 'undo', actionId }, actor())
    expect(list().rows).toMatchObject([{ state: 'muted', mutedUntil: until }])
  })

  it('leaves history out of a list of what is new', () => {
    const { record, list } = makeLog()
    record(fired(1), fired(2, { isBackfill: true, isNewsworthy: false }))
    expect(list({ states: ['firing'] }).total).toBe(2)
    expect(list({ states: ['firing'], includeBackfill: false }).rows.map(({ subject }) => subject)).toEqual([
      'run 1',
    ])
  })

  it('removes what was resolved long ago and what is too much, never what is open', () => {
    const { log, record, list, actor } = makeLog()
    record(...Array.from({ length: 10 }, (_, index) => fired(index)))
    const ids = list({ sort: 'firstSeen', descending: false }).rows.map(({ id }) => id)
    log.act({ kind: 'resolve', ids: ids.slice(0, 3), note: null }, actor(start))
    log.act({ kind: 'resolve', ids: ids.slice(3, 8), note: null }, actor(start + 20 * day))
    expect(log.prune({ now: start + keepResolvedMs + 1_000 })).toBe(3)
    expect(log.prune({ now: start + keepResolvedMs + 1_000, mostResolved: 2 })).toBe(3)
    expect(log.counts(null)).toMatchObject({ total: 4, byState: { firing: 2, resolved: 2 } })
    expect(log.detail(ids[0] ?? '')).toBeNull()
  })

  it('finds by words, severity, state, type and project, and says how many it hides', () => {
    const { record, list } = makeLog()
    record(
      fired(1),
      fired(2, { project: 'fraud', severity: 'critical', type: 'metric_invalid', title: 'loss is NaN' }),
      fired(3, { inhibitedBy: 'another' }),
    )
    expect(list({ text: 'NAN loss' }).rows).toHaveLength(1)
    expect(list({ severities: ['error'], text: 'nan' })).toMatchObject({ total: 0, totalUnfiltered: 2 })
    expect(list({ project: 'fraud' }).total).toBe(1)
    expect(list({ includeInhibited: true }).total).toBe(3)
    expect(list({ sort: 'severity' }).rows[0]?.severity).toBe('critical')
  })

  it('orders what was history by when it happened, among what was seen since', () => {
    const { record, list } = makeLog()
    record(
      fired(1, { seenAt: start + 10, occurredAt: start - 5 * day, isBackfill: true }),
      fired(2, { seenAt: start - 2 * day, occurredAt: start - 2 * day }),
      fired(3, { seenAt: start + 11, occurredAt: start - day, isBackfill: true }),
    )
    expect(list().rows.map(({ title }) => title)).toEqual(['run 3 failed', 'run 2 failed', 'run 1 failed'])
  })

  it('counts as open what is neither resolved nor muted', () => {
    const { log, record, list, actor } = makeLog()
    record(...[1, 2, 3, 4].map((index) => fired(index)))
    const [acknowledged = '', muted = '', resolved = ''] = list().rows.map(({ id }) => id)
    log.act({ kind: 'acknowledge', ids: [acknowledged], note: null }, actor())
    log.act({ kind: 'mute', ids: [muted], until: null, note: null }, actor())
    log.act({ kind: 'resolve', ids: [resolved], note: null }, actor())
    expect(log.counts(null).open).toEqual({ info: 0, warning: 0, error: 2, critical: 0 })
  })

  it('counts and lists the open alerts that another one holds folded', () => {
    const { log, record, list, actor } = makeLog()
    record(fired(1), ...[2, 3, 4].map((index) => fired(index, { inhibitedBy: 'run.failed:run:1' })))
    expect(list().rows.map(({ foldedCount }) => foldedCount)).toEqual([3])
    const parts = { inhibitedBy: 'run.failed:run:1', includeInhibited: true }
    const ids = list(parts).rows.map(({ id }) => id)
    expect(ids).toHaveLength(3)
    log.act({ kind: 'resolve', ids: ids.slice(0, 1), note: null }, actor())
    expect(list().rows.map(({ foldedCount }) => foldedCount)).toEqual([2])
    expect(list({ ...parts, states: ['firing'] }).total).toBe(2)
  })

  it('shows the rule as it was when it fired, and every step since', () => {
    const { log, record, list, actor } = makeLog()
    record(fired(1))
    const id = list().rows[0]?.id ?? ''
    const rule = log.rules.list().find((one) => one.rule.id === 'run.failed')?.rule
    if (rule === undefined) throw new Error('no such rule')
    log.rules.put({ ...rule, name: 'Renamed' }, 'user', start)
    log.act({ kind: 'acknowledge', ids: [id], note: 'mine' }, actor())
    const detail = log.detail(id)
    expect(detail?.rule?.name).toBe('Run failed')
    expect(detail?.events.map(({ kind, by, detail: text }) => [kind, by, text])).toEqual([
      ['fired', null, 'It ended as FAILED'],
      ['acknowledged', 'ada', 'mine'],
    ])
  })

  it('imports result dictionaries of the toolkit, once', () => {
    const { log, list } = makeLog()
    const result = {
      project_name: 'churn',
      drift_report: { timestamp: '2026-10-24T09:17:12.900665', dataset_drift: true },
      alerts: [
        {
          alert_id: 'alert_1',
          alert_type: 'drift_detected',
          severity: 'critical',
          title: 'Data Drift Detected',
          message: 'Drift share 0.8',
          timestamp: '2026-10-24T09:17:12.900665',
          metadata: { drift_share: 0.8 },
          acknowledged: true,
          resolved: false,
        },
        { alert_type: 'system_error', severity: 'error', title: 'without a time' },
      ],
      performance_error: 'model has no predict',
    }
    const first = log.importToolkit([result], 'ada', start)
    expect(first).toMatchObject({ imported: 2, known: 0 })
    expect(first.problems).toHaveLength(1)
    expect(log.importToolkit({ churn: result }, 'ada', start)).toMatchObject({ imported: 0, known: 2 })
    expect(
      list({ sort: 'type', descending: false }).rows.map(({ type, severity, state, value, project }) => [
        type,
        severity,
        state,
        value,
        project,
      ]),
    ).toEqual([
      ['drift_detected', 'critical', 'acknowledged', 0.8, 'churn'],
      ['system_error', 'error', 'firing', null, 'churn'],
    ])
    expect(log.counts(null).unseen).toEqual({ info: 0, warning: 0, error: 0, critical: 0 })
  })

  it('keeps a default that was changed or removed as the user left it', () => {
    const { log } = makeLog()
    const { rules } = log
    const one = rules.list().find(({ rule }) => rule.id === 'run.failed')
    if (one === undefined) throw new Error('no such rule')
    rules.put({ ...one.rule, severity: 'critical' }, 'user', start)
    expect(rules.remove('run.stuck', start)).toBe(true)
    rules.ensureDefaults(defaultRules, start + 1)
    const after = rules.list()
    expect(after.find(({ rule }) => rule.id === 'run.failed')).toMatchObject({
      isEdited: true,
      origin: 'default',
      rule: { severity: 'critical' },
    })
    expect(after.some(({ rule }) => rule.id === 'run.stuck')).toBe(false)
    expect(rules.restore('run.stuck', start)).toBe(true)
    expect(rules.list()).toHaveLength(defaultRules.length)
  })
})
