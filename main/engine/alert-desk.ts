import type { Clock } from '../../shared/clock'
import type { Disposable } from '../../shared/lifecycle'
import {
  noAlertTotals,
  type AlertAction,
  type AlertActionOutcome,
  type AlertCounts,
  type AlertTotals,
} from '../../shared/model/alert'
import type { Rule, StoredRule } from '../../shared/model/rule'
import { fail, type Result } from '../../shared/result'
import type { Notification } from '../../shared/rules/notification-plan'
import type { Observation } from '../../shared/rules/observation'
import type { RuleState } from '../../shared/rules/state'
import { createAlertEngine, type AlertEngine, type Gone } from './alert-engine'
import type { Watched } from './alert-watched'
import type { AlertLogPort } from './alert-writer'

interface Tally {
  readonly totals: AlertTotals
  readonly byProject: Readonly<Record<string, AlertCounts>>
}

/** Alerts and rules as the database keeps them, behind a port. */
export interface AlertDeskPort extends AlertLogPort {
  load(): Promise<
    Result<Tally & { readonly rules: readonly StoredRule[]; readonly states: readonly RuleState[] }>
  >
  tally(): Promise<Result<Tally>>
  rules(): Promise<Result<readonly StoredRule[]>>
}

export interface AlertDeskOptions {
  readonly clock: Clock
  readonly port: AlertDeskPort
  readonly notify: (notifications: readonly Notification[]) => void
  readonly warn: (message: string) => void
  /** How far apart samples of the machine are at present. */
  readonly sampleEveryMs?: () => number
}

export interface AlertNews extends Tally {
  /** Alerts that are new or changed since the last news; empty when too many to name. */
  readonly ids: readonly string[]
}

/** Where alerts come together in the main thread: the engine, the counts, and who wants to know. */
export interface AlertDesk extends Disposable {
  tally(): Tally
  /** Null until the rules and what they remember are loaded. */
  rules(): readonly Rule[] | null
  observe(observations: readonly Observation[]): void
  forget(gone: Gone): void
  /** Runs and sources that some rule remembers. */
  watched(): Watched
  act(action: AlertAction, by: string): Promise<Result<AlertActionOutcome>>
  /** Rules were saved, removed or imported. */
  reloadRules(): Promise<void>
  /** Alerts were written past the engine (an import, pruning). */
  recount(): void
  onChange(listen: (news: AlertNews) => void): () => void
  /** Called once, as soon as observations are taken. */
  onReady(run: () => void): void
}

const retryMs = 1_000
const mostNamed = 500

export function createAlertDesk({ clock, port, notify, warn, ...rest }: AlertDeskOptions): AlertDesk {
  const listeners = new Set<(news: AlertNews) => void>()
  const readyListeners: (() => void)[] = []
  let engine: AlertEngine | null = null
  let rules: readonly Rule[] | null = null
  let tally: Tally = { totals: noAlertTotals, byProject: {} }
  let changedIds = new Set<string>()
  let isCounting = false
  let shouldCountAgain = false
  let isDisposed = false
  let retry: Disposable | null = null

  async function load(): Promise<void> {
    retry = null
    const loaded = await port.load()
    if (isDisposed) return
    if (!loaded.ok) {
      warn(`alerts are not loaded yet: ${loaded.error.message}`)
      retry = clock.after(retryMs, () => void load())
      return
    }
    rules = loaded.value.rules.map(({ rule }) => rule)
    engine = createAlertEngine({
      clock,
      rules,
      states: loaded.value.states,
      log: port,
      notify,
      warn,
      ...rest,
      onChange: (alerts) => noteChange(alerts.map(({ id }) => id)),
    })
    tell(loaded.value, [])
    for (const run of readyListeners) run()
  }

  function tell(next: Tally, ids: readonly string[]): void {
    tally = { totals: next.totals, byProject: next.byProject }
    for (const listen of listeners) listen({ ...tally, ids })
  }

  /** The first change is told at once; those that come while it is counted are told together. */
  function noteChange(ids: readonly string[]): void {
    for (const id of ids) changedIds.add(id)
    if (isCounting) shouldCountAgain = true
    else void count()
  }

  async function count(): Promise<void> {
    isCounting = true
    shouldCountAgain = false
    const ids = [...changedIds]
    changedIds = new Set()
    const counted = await port.tally()
    isCounting = false
    if (isDisposed) return
    if (counted.ok) tell(counted.value, ids.length > mostNamed ? [] : ids)
    recountIfNeeded()
  }

  function recountIfNeeded(): void {
    if (shouldCountAgain) void count()
  }

  void load()
  return {
    tally: () => tally,
    rules: () => rules,
    observe: (observations) => {
      if (observations.length > 0) engine?.observe(observations)
    },
    forget: (gone) => void engine?.forget(gone),
    watched: () => engine?.watched() ?? { runs: [], sourceIds: [] },
    act: (action, by) =>
      engine?.act(action, by) ??
      Promise.resolve(fail('unavailable', 'Alerts are still being loaded. Try once more in a moment.')),
    async reloadRules() {
      const listed = await port.rules()
      if (!listed.ok) return
      rules = listed.value.map(({ rule }) => rule)
      engine?.setRules(rules)
    },
    recount: () => noteChange([]),
    onChange: (listen) => {
      listeners.add(listen)
      return () => void listeners.delete(listen)
    },
    onReady: (run) => {
      if (engine === null) readyListeners.push(run)
      else run()
    },
    dispose: async () => {
      isDisposed = true
      await retry?.dispose()
      await engine?.dispose()
    },
  }
}
