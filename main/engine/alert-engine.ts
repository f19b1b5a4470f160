import { randomUUID } from 'node:crypto'
import type { Clock } from '../../shared/clock'
import type { Disposable } from '../../shared/lifecycle'
import type { Alert, AlertAction, AlertActionOutcome } from '../../shared/model/alert'
import type { Rule } from '../../shared/model/rule'
import type { RunRef } from '../../shared/model/run'
import type { Result } from '../../shared/result'
import { reopenByPerson, resolveByPerson, resolveEpisode } from '../../shared/rules/episode'
import { evaluate, live } from '../../shared/rules/evaluate'
import { resolvedNotification, type Notification } from '../../shared/rules/notification-plan'
import type { Observation } from '../../shared/rules/observation'
import { speaksOf } from '../../shared/rules/scope'
import type { Moment, RuleState, Transition } from '../../shared/rules/state'
import { createAlertInhibition } from './alert-inhibition'
import { createAlertStates, rulesByKind, rulesFor } from './alert-states'
import { createAlertWriter, type AlertLogPort } from './alert-writer'
import { createNotificationGate } from './notification-gate'

export interface AlertEngineOptions {
  readonly clock: Clock
  readonly rules: readonly Rule[]
  /** As the log kept them. */
  readonly states: readonly RuleState[]
  readonly log: AlertLogPort
  readonly notify: (notifications: readonly Notification[]) => void
  readonly warn: (message: string) => void
  /** After alerts were recorded or changed: counts and lists may be asked for again. */
  readonly onChange?: (alerts: readonly Alert[]) => void
}

/**
 * Evaluates rules, keeps their states, has every transition written before anybody is notified, and notifies once.
 * Electron-free and without a thread of its own: evaluation is arithmetic, storage is behind the port.
 */
export interface AlertEngine extends Disposable {
  /** What was seen, in order of time within a subject. */
  observe(observations: readonly Observation[]): readonly Transition[]
  /** Time passes; also called by the engine's own timer. */
  tick(): readonly Transition[]
  setRules(rules: readonly Rule[]): readonly Transition[]
  /** A source was removed, or a run is gone from it: its alerts close. */
  forget(gone: { readonly sourceId: string; readonly runId?: string }): readonly Transition[]
  /** The only way to act on alerts: the engine has to know what a person resolved. */
  act(action: AlertAction, by: string): Promise<Result<AlertActionOutcome>>
  /** Runs and sources that some rule remembers, each once. */
  watched(): Watched
  /** Resolves when all that was found is written. */
  flush(): Promise<void>
}

export interface Watched {
  readonly runs: readonly RunRef[]
  readonly sourceIds: readonly string[]
}

const tickMs = 5_000
/** Longer steps are sleep or a stopped process. */
const mostAwakeStepMs = 3 * tickMs
const saveEveryMs = 30_000

export function createAlertEngine(options: AlertEngineOptions): AlertEngine {
  const { clock, log, notify, warn } = options
  let rules = new Map(options.rules.map((rule) => [rule.id, rule]))
  let byKind = rulesByKind(options.rules)
  const ruleOf = (id: string): Rule | null => rules.get(id) ?? null
  const states = createAlertStates(options.states, ruleOf)
  const inhibition = createAlertInhibition(options.states, ruleOf)
  /** What holds now, for rules that are added or changed later. */
  const latest = new Map<string, Observation>()
  const gate = createNotificationGate({ clock, send: sendAlerts })
  const writer = createAlertWriter({ clock, log, states, warn, onRecorded: hearOf })
  let lastMonotonic = clock.monotonic()
  let awake = states.lastAwake()
  let savedAt = awake

  function moment(): Moment {
    const monotonic = clock.monotonic()
    awake += Math.min(Math.max(0, monotonic - lastMonotonic), mostAwakeStepMs)
    lastMonotonic = monotonic
    return { wall: clock.now(), awake }
  }

  function apply(
    rule: Rule,
    observation: Observation | null,
    fingerprint: string,
    now: Moment,
  ): Transition[] {
    const before = states.get(fingerprint)
    const since = observation?.kind === 'feature' ? states.knownSince(observation.seriesKey) : null
    const around = since === null ? live : { ...live, knownSince: since }
    const { state, transition } = evaluate(rule, before, observation, now, around)
    if (state !== before) states.set(fingerprint, rule, state)
    return transition === null ? [] : [inhibition.mark(rule, transition)]
  }

  function observe(observations: readonly Observation[]): readonly Transition[] {
    const now = moment()
    const found: Transition[] = []
    const ended = new Set<string>()
    for (const observation of observations) {
      remember(observation, ended)
      for (const rule of rulesFor(byKind, observation)) {
        const fingerprint = states.fingerprint(rule.id, observation.subject)
        for (const one of apply(rule, observation, fingerprint, now)) found.push(one)
      }
    }
    if (ended.size > 0) forgetMetrics(ended)
    return publish(found)
  }

  function remember(observation: Observation, ended: Set<string>): void {
    const { kind, subject } = observation
    // Columns come in thousands; a new rule waits for their next report.
    if (kind === 'feature') return
    if (kind === 'run' && observation.status !== 'RUNNING' && observation.status !== 'SCHEDULED') {
      latest.delete(`run:${subject.key}`)
      ended.add(subject.key)
    } else if (kind !== 'metric' || observation.runStatus === 'RUNNING') {
      latest.set(`${kind}:${subject.key}`, observation)
    }
  }

  /** Of a run that has ended only what is open is kept. */
  function forgetMetrics(ended: ReadonlySet<string>): void {
    const isOf = (key: string) => ended.has(key.slice(0, key.lastIndexOf('/')))
    for (const [key, { kind, subject }] of latest)
      if (kind === 'metric' && isOf(subject.key)) latest.delete(key)
    for (const [fingerprint, { subject, phase }] of states.entries()) {
      const isWaiting = phase === 'idle' || phase === 'pending'
      if (subject.kind === 'metric' && isWaiting && isOf(subject.key)) states.drop(fingerprint)
    }
  }

  function tick(): readonly Transition[] {
    const now = moment()
    const found: Transition[] = []
    for (const fingerprint of states.timed()) {
      const rule = ruleOf(states.get(fingerprint)?.ruleId ?? '')
      if (rule?.enabled === true) found.push(...apply(rule, null, fingerprint, now))
    }
    return publish(found)
  }

  function publish(found: readonly Transition[]): readonly Transition[] {
    writer.add(found)
    gate.drop(found.filter(({ kind }) => kind === 'resolved').map(({ fingerprint }) => fingerprint))
    const isDue = awake - savedAt >= saveEveryMs
    if (isDue) savedAt = awake
    if (found.length > 0 || isDue) void writer.queue(() => writer.save(isDue))
    return found
  }

  function hearOf(transitions: readonly Transition[], alerts: readonly (Alert | null)[]): void {
    const news: Alert[] = []
    const resolved: Alert[] = []
    for (const [index, transition] of transitions.entries()) {
      const alert = alerts[index] ?? null
      if (alert === null) continue
      const isQuiet = alert.state !== 'firing' || transition.inhibitedBy !== null
      if (transition.isNewsworthy && !isQuiet) news.push(alert)
      const wasTold = alert.notifiedAt !== null && alert.mutedUntil === null
      if (transition.kind === 'resolved' && wasTold) resolved.push(alert)
    }
    // Within one batch an alert may have fired and resolved again.
    gate.add(news.filter((alert) => isFiring(alert.fingerprint)))
    if (resolved.length > 0) notify(resolved.map(resolvedNotification))
    options.onChange?.(alerts.filter((alert) => alert !== null))
  }

  function isFiring(fingerprint: string): boolean {
    const phase = states.get(fingerprint)?.phase
    return phase === 'firing' || phase === 'recovering'
  }

  function sendAlerts(notifications: readonly Notification[]): void {
    notify(notifications)
    const ids = notifications.flatMap(({ alerts }) => alerts.map(({ id }) => id))
    void writer.queue(() => log.markNotified(ids, clock.now()))
  }

  function setRules(next: readonly Rule[]): readonly Transition[] {
    const now = moment()
    const before = rules
    rules = new Map(next.map((rule) => [rule.id, rule]))
    byKind = rulesByKind(next)
    const found: Transition[] = []
    for (const [fingerprint, state] of states.entries()) {
      const old = before.get(state.ruleId) ?? null
      const why = whyClosed(old, ruleOf(state.ruleId), state)
      if (why !== null) found.push(...close(fingerprint, state, old, why, now))
    }
    const changed = next.filter((rule) => JSON.stringify(before.get(rule.id)) !== JSON.stringify(rule))
    return publish([...found, ...changed.flatMap((rule) => adopt(rule, now))])
  }

  /** A rule that is new or was changed looks at what holds now. */
  function adopt(rule: Rule, now: Moment): Transition[] {
    for (const [fingerprint, state] of states.entries()) {
      if (state.ruleId === rule.id) states.set(fingerprint, rule, asNew(rule, state))
    }
    const only = rulesByKind([rule])
    return [...latest.values()].flatMap((observation) =>
      rulesFor(only, observation).flatMap(() =>
        apply(rule, observation, states.fingerprint(rule.id, observation.subject), now),
      ),
    )
  }

  function close(
    fingerprint: string,
    state: RuleState,
    rule: Rule | null,
    why: string,
    now: Moment,
  ): Transition[] {
    const named = rule ?? { id: state.ruleId, type: 'system_error' as const, cooldownMs: 0 }
    const isOpen = state.phase === 'firing' || state.phase === 'recovering'
    const { transition } = isOpen ? resolveEpisode(named, state, why, now) : { transition: null }
    states.drop(fingerprint)
    inhibition.release(fingerprint)
    return transition === null ? [] : [transition]
  }

  function act(action: AlertAction, by: string): Promise<Result<AlertActionOutcome>> {
    return writer.queue(async () => {
      await writer.save(false)
      const result = await log.act(action, { by, at: clock.now(), actionId: randomUUID() })
      if (!result.ok) return result
      const { changed } = result.value
      const now = moment()
      for (const alert of changed) follow(alert, now)
      gate.drop(changed.filter(({ state }) => state !== 'firing').map(({ fingerprint }) => fingerprint))
      await writer.save(false)
      options.onChange?.(changed)
      return result
    })
  }

  /** The state of a rule goes along with what a person decided. */
  function follow(alert: Alert, now: Moment): void {
    const state = states.get(alert.fingerprint)
    const rule = ruleOf(alert.ruleId ?? '')
    if (state === null || rule === null) return
    const isResolved = alert.state === 'resolved'
    const next = isResolved ? resolveByPerson(rule, state, now) : reopenByPerson(state)
    if (next !== state) states.set(alert.fingerprint, rule, next)
    if (isResolved) inhibition.release(alert.fingerprint)
  }

  async function endMutes(): Promise<void> {
    const result = await log.endMutes(clock.now())
    if (!result.ok || result.value.length === 0) return
    gate.add(result.value.filter((alert) => !alert.isBackfill && alert.inhibitedBy === null))
    options.onChange?.(result.value)
  }

  const timer = clock.every(tickMs, () => {
    tick()
    void writer.queue(endMutes)
  })
  return {
    observe,
    tick,
    setRules,
    act,
    forget: ({ sourceId, runId }) => {
      const now = moment()
      const why = runId === undefined ? 'Its source was removed' : 'The run is no longer in its store'
      const gone = [...states.entries()].filter(
        ([, { subject }]) =>
          subject.sourceId === sourceId && (runId === undefined || subject.runId === runId),
      )
      return publish(
        gone.flatMap(([fingerprint, state]) => close(fingerprint, state, ruleOf(state.ruleId), why, now)),
      )
    },
    watched: () => {
      const runs = new Map<string, RunRef>()
      const sourceIds = new Set<string>()
      for (const [, { subject }] of states.entries()) {
        const { sourceId, runId } = subject
        if (sourceId === null) continue
        sourceIds.add(sourceId)
        if (runId !== null) runs.set(`${sourceId}\n${runId}`, { sourceId, runId })
      }
      return { runs: [...runs.values()], sourceIds: [...sourceIds] }
    },
    flush: () => writer.queue(() => writer.save(true)),
    dispose: async () => {
      timer.dispose()
      await gate.dispose()
      await writer.dispose()
      await writer.queue(() => writer.save(true))
    },
  }
}

/** Null while the rule still speaks of the subject. */
function whyClosed(old: Rule | null, rule: Rule | null, { subject }: RuleState): string | null {
  if (rule === null) return 'Its rule was deleted'
  if (!rule.enabled) return 'Its rule was turned off'
  const isOther = old !== null && old.condition.kind !== rule.condition.kind
  return isOther || !speaksOf(rule, subject) ? 'Its rule was changed' : null
}

/** What was learned under other limits says nothing under these; that an alert is open stays. */
function asNew(rule: Rule, state: RuleState): RuleState {
  const isFact = state.memory?.of === 'age' || state.memory?.of === 'source' || state.memory?.of === 'silence'
  return {
    ...state,
    phase: state.phase === 'pending' ? 'idle' : state.phase,
    memory: isFact ? state.memory : null,
    seen: null,
    evidence: [],
    recent: [],
    since: state.phase === 'recovering' ? state.since : null,
    episode: state.episode === null ? null : { ...state.episode, severity: rule.severity },
  }
}
