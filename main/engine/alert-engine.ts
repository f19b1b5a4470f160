import { randomUUID } from 'node:crypto'
import type { Clock } from '../../shared/clock'
import type { Disposable } from '../../shared/lifecycle'
import type { Alert, AlertAction, AlertActionOutcome } from '../../shared/model/alert'
import type { Rule } from '../../shared/model/rule'
import type { Result } from '../../shared/result'
import { reopenByPerson, resolveByPerson, resolveEpisode } from '../../shared/rules/episode'
import { evaluate, gapOf, live, type Surroundings } from '../../shared/rules/evaluate'
import { resolvedNotification, type Notification } from '../../shared/rules/notification-plan'
import type { Observation } from '../../shared/rules/observation'
import { createSharing } from '../../shared/rules/sharing'
import type { Moment, RuleState, Transition } from '../../shared/rules/state'
import { createAlertIndex } from './alert-index'
import { createAlertInhibition } from './alert-inhibition'
import { createLatestObservations } from './alert-latest'
import { asNew, whyClosed } from './alert-rule-change'
import { createAlertStates, type Pair } from './alert-states'
import { watchedBy, type Watched } from './alert-watched'
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
  /** How far apart samples of the machine are at present. */
  readonly sampleEveryMs?: () => number
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
  /** A source was removed, or a run is gone from it: its alerts close, for that reason or for one that is told. */
  forget(gone: Gone): readonly Transition[]
  /** The only way to act on alerts: the engine has to know what a person resolved. */
  act(action: AlertAction, by: string): Promise<Result<AlertActionOutcome>>
  /** Runs and sources that some rule remembers, each once. */
  watched(): Watched
  /** Resolves when all that was found is written. */
  flush(): Promise<void>
}

export interface Gone {
  readonly sourceId: string
  readonly runId?: string
  /** In a few words, as it is shown beside "Resolved". */
  readonly why?: string
}

const tickMs = 5_000
/** Longer steps are sleep or a stopped process. */
const mostAwakeStepMs = 3 * tickMs
const saveEveryMs = 30_000

export function createAlertEngine(options: AlertEngineOptions): AlertEngine {
  const { clock, log, notify, warn } = options
  let rules = new Map(options.rules.map((rule) => [rule.id, rule]))
  const ruleOf = (id: string): Rule | null => rules.get(id) ?? null
  const states = createAlertStates(options.states, ruleOf)
  const index = createAlertIndex(options.rules, states)
  const inhibition = createAlertInhibition(options.states, ruleOf)
  const latest = createLatestObservations()
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

  function observe(observations: readonly Observation[]): readonly Transition[] {
    const now = moment()
    const found: Transition[] = []
    const ended = new Set<string>()
    for (const observation of observations) {
      if (latest.note(observation)) ended.add(observation.subject.key)
      const pairs = index.pairsOf(observation)
      if (pairs.length === 0) continue
      const surroundings = surroundingsOf(observation)
      for (const pair of pairs) apply(pair, observation, now, surroundings, found)
    }
    if (ended.size > 0) forgetMetrics(ended)
    return publish(found)
  }

  function around(): Surroundings {
    return { ...live, mostGapMs: gapOf(options.sampleEveryMs?.() ?? 0) }
  }

  function surroundingsOf(observation: Observation): Surroundings {
    const knownSince = observation.kind === 'feature' ? states.knownSince(observation.seriesKey) : null
    return { ...around(), knownSince, sharing: createSharing() }
  }

  function apply(
    pair: Pair,
    observation: Observation | null,
    now: Moment,
    surroundings: Surroundings,
    found: Transition[],
  ): void {
    const { rule } = pair
    if (rule?.enabled !== true) return
    const { state, transition } = evaluate(rule, pair.state, observation, now, surroundings)
    if (state !== pair.state) states.put(pair, state)
    if (transition !== null) found.push(inhibition.mark(rule, transition))
  }

  /** Of a run that has ended only what is open is kept. */
  function forgetMetrics(ended: ReadonlySet<string>): void {
    const isOf = (key: string) => ended.has(key.slice(0, key.lastIndexOf('/')))
    latest.forgetMetrics(isOf)
    for (const pair of states.all()) {
      const { subject, phase } = pair.state ?? { subject: null, phase: null }
      const isWaiting = phase === 'idle' || phase === 'pending'
      if (subject?.kind === 'metric' && isWaiting && isOf(subject.key)) states.put(pair, null)
    }
  }

  function tick(): readonly Transition[] {
    const now = moment()
    const found: Transition[] = []
    for (const pair of states.timed()) apply(pair, null, now, live, found)
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
    const phase = states.get(fingerprint)?.state?.phase
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
    states.renew(ruleOf)
    index.setRules(next)
    const found: Transition[] = []
    for (const pair of states.all()) {
      if (pair.state === null) continue
      const old = before.get(pair.state.ruleId) ?? null
      const why = whyClosed(old, pair.rule, pair.state)
      if (why !== null) found.push(...close(pair, old, why, now))
    }
    const changed = next.filter((rule) => JSON.stringify(before.get(rule.id)) !== JSON.stringify(rule))
    adopt(new Set(changed), now, found)
    return publish(found)
  }

  /** Rules that are new or were changed look at what holds now. */
  function adopt(changed: ReadonlySet<Rule>, now: Moment, found: Transition[]): void {
    const isChanged = ({ rule }: Pair) => rule !== null && changed.has(rule)
    for (const pair of states.all()) {
      if (isChanged(pair) && pair.rule !== null && pair.state !== null) {
        states.put(pair, asNew(pair.rule, pair.state))
      }
    }
    for (const observation of latest.all()) {
      for (const pair of index.pairsOf(observation).filter(isChanged)) {
        apply(pair, observation, now, around(), found)
      }
    }
  }

  function close(pair: Pair, rule: Rule | null, why: string, now: Moment): Transition[] {
    const { state, fingerprint } = pair
    if (state === null) return []
    const named = rule ?? { id: state.ruleId, type: 'system_error' as const, cooldownMs: 0 }
    const isOpen = state.phase === 'firing' || state.phase === 'recovering'
    const { transition } = isOpen ? resolveEpisode(named, state, why, now) : { transition: null }
    states.put(pair, null)
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
    const pair = states.get(alert.fingerprint)
    const { rule, state } = pair ?? { rule: null, state: null }
    if (pair === null || rule === null || state === null) return
    const isResolved = alert.state === 'resolved'
    const next = isResolved ? resolveByPerson(rule, state, now) : reopenByPerson(state)
    if (next !== state) states.put(pair, next)
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
    forget: ({ sourceId, runId, why: told }) => {
      const now = moment()
      const usual = runId === undefined ? 'Its source was removed' : 'The run is no longer in its store'
      const why = told ?? usual
      const gone = [...states.all()].filter(
        ({ state }) =>
          state?.subject.sourceId === sourceId && (runId === undefined || state.subject.runId === runId),
      )
      return publish(gone.flatMap((pair) => close(pair, pair.rule, why, now)))
    },
    watched: () => watchedBy(states),
    flush: () => writer.queue(() => writer.save(true)),
    dispose: async () => {
      timer.dispose()
      await gate.dispose()
      await writer.dispose()
      await writer.queue(() => writer.save(true))
    },
  }
}
