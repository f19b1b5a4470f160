import type { Clock, Timer } from '../../shared/clock'
import type { Disposable } from '../../shared/lifecycle'
import type { RunRef } from '../../shared/model/run'
import type { Rule } from '../../shared/model/rule'
import type { Result } from '../../shared/result'
import type { MetricObservation, Observation } from '../../shared/rules/observation'
import type { AlertDesk } from './alert-desk'

/** Where news of runs, models and reports is asked for. */
export interface ObserverPort {
  observeRuns(
    which: readonly RunRef[] | 'running' | 'recent',
    metrics: readonly string[],
  ): Promise<Result<readonly Observation[]>>
  observeReports(): Promise<
    Result<{ readonly observations: readonly Observation[]; readonly hasMore: boolean }>
  >
  observeModels(): Promise<Result<readonly Observation[]>>
  /** The newest points, which are all that the catalogue keeps, and those before them that were not told yet. */
  pointsUpTo(latest: readonly MetricObservation[]): Promise<readonly MetricObservation[]>
  missing(runs: readonly RunRef[]): Promise<Result<readonly RunRef[]>>
  missingSources(sourceIds: readonly string[]): Promise<Result<readonly string[]>>
}

interface ObserverOptions {
  readonly clock: Clock
  readonly alerts: AlertDesk
  readonly port: ObserverPort
}

/**
 * Brings what changed in the catalogue before the rules. It asks one question at a time and gathers what changes
 * meanwhile, so that a first read of a large store neither queues up nor holds the main thread.
 */
export interface Observer extends Disposable {
  runsChanged(changed: { readonly runs: readonly RunRef[]; readonly all: boolean }): void
  reportsChanged(): void
  /** The catalogue as a whole has news: models, projects, sources that went. */
  catalogChanged(): void
}

/**
 * More runs than these at once are a first read, whose first page the window is just waiting for: what rules are told of
 * 100 runs takes the data thread as long as writing them.
 */
const fewRuns = 20
const manyRunsAfterMs = 250
const recentEveryMs = 1_000
const modelsEveryMs = 2_000
/** A run grows stale by the passing of time alone. */
const runningEveryMs = 60_000
const goneEveryMs = 30_000
/** Evaluated at one go: below a millisecond. */
const sliceSize = 200

export function createObserver({ clock, alerts, port }: ObserverOptions): Observer {
  let named = new Map<string, RunRef>()
  let wantsRecent = false
  let wantsReports = false
  let wantsModels = false
  let wantsGone = false
  let isBusy = false
  let isDisposed = false
  let pending: Timer | null = null
  /** Set while many runs are held back. */
  let held: Timer | null = null
  const last = { recent: -Infinity, models: -Infinity, gone: -Infinity }

  function wake(): void {
    if (isBusy || isDisposed || alerts.rules() === null) return
    isBusy = true
    void work().finally(() => {
      isBusy = false
      planRest()
    })
  }

  /** Named runs at once, or soon when they are many; the rest, which costs more, at most every so often. */
  async function work(): Promise<void> {
    if (named.size > 0 && held === null) {
      const runs = [...named.values()]
      named = new Map()
      await tellRuns(runs)
    }
    while (wantsReports && !isGone()) {
      wantsReports = false
      const reports = await port.observeReports()
      if (!reports.ok) break
      await tell(reports.value.observations)
      wantsReports ||= reports.value.hasMore
    }
    const now = clock.monotonic()
    if (wantsRecent && now - last.recent >= recentEveryMs) {
      last.recent = now
      wantsRecent = false
      await tellRuns('recent')
    }
    if (wantsModels && now - last.models >= modelsEveryMs) {
      last.models = now
      wantsModels = false
      const models = await port.observeModels()
      if (models.ok) await tell(models.value)
    }
    if (wantsGone && now - last.gone >= goneEveryMs) {
      last.gone = now
      wantsGone = false
      await forgetGone()
    }
  }

  /** Asked anew each time: the compiler takes it for settled after the first. */
  function isGone(): boolean {
    return isDisposed
  }

  function planRest(): void {
    if (isDisposed || pending !== null) return
    if ((named.size > 0 && held === null) || wantsReports) {
      wake()
      return
    }
    const now = clock.monotonic()
    const due = [
      ...(wantsRecent ? [last.recent + recentEveryMs] : []),
      ...(wantsModels ? [last.models + modelsEveryMs] : []),
      ...(wantsGone ? [last.gone + goneEveryMs] : []),
    ]
    if (due.length === 0) return
    pending = clock.after(Math.max(0, Math.min(...due) - now), () => {
      pending = null
      wake()
    })
  }

  function hold(): void {
    held ??= clock.after(manyRunsAfterMs, () => {
      held = null
      wake()
    })
  }

  async function tellRuns(which: readonly RunRef[] | 'running' | 'recent'): Promise<void> {
    const told = await port.observeRuns(which, watchedMetrics(alerts.rules() ?? []))
    if (!told.ok) return
    const live = told.value.filter(isLive)
    const followed = await port.pointsUpTo(live)
    await tell([...followed, ...told.value.filter((one) => !isLive(one))])
  }

  async function tell(observations: readonly Observation[]): Promise<void> {
    for (let from = 0; from < observations.length; from += sliceSize) {
      if (from > 0) await new Promise<void>((resolve) => clock.after(0, resolve))
      if (isDisposed) return
      alerts.observe(observations.slice(from, from + sliceSize))
    }
  }

  async function forgetGone(): Promise<void> {
    const watched = alerts.watched()
    const runs = await port.missing(watched.runs)
    const sources = await port.missingSources(watched.sourceIds)
    if (sources.ok) for (const sourceId of sources.value) alerts.forget({ sourceId })
    if (runs.ok) for (const run of runs.value) alerts.forget(run)
  }

  const stale = clock.every(runningEveryMs, () => {
    if (!isBusy && alerts.rules() !== null) {
      isBusy = true
      void tellRuns('running').finally(() => {
        isBusy = false
        planRest()
      })
    }
  })
  alerts.onReady(() => {
    wantsRecent = true
    wantsReports = true
    wantsModels = true
    wake()
  })

  return {
    runsChanged({ runs, all }) {
      const wereFew = named.size <= fewRuns
      for (const run of runs) named.set(`${run.sourceId}\n${run.runId}`, run)
      if (wereFew && named.size > fewRuns) hold()
      wantsRecent ||= all
      wake()
    },
    reportsChanged() {
      wantsReports = true
      wake()
    },
    catalogChanged() {
      wantsModels = true
      wantsGone = true
      wake()
    },
    dispose() {
      isDisposed = true
      stale.dispose()
      pending?.dispose()
      held?.dispose()
    },
  }
}

function isLive(one: Observation): one is MetricObservation {
  return one.kind === 'metric' && one.runStatus === 'RUNNING'
}

/** Patterns of metrics that an enabled rule speaks of. */
export function watchedMetrics(rules: readonly Rule[]): readonly string[] {
  const patterns = rules.flatMap(({ enabled, condition }) =>
    enabled && 'metric' in condition && condition.kind !== 'model-regression' ? [condition.metric] : [],
  )
  return [...new Set(patterns)]
}
