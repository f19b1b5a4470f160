import type { Clock, Timer } from '../../shared/clock'
import type { Disposable } from '../../shared/lifecycle'
import type { MetricSeries, RunRef } from '../../shared/model/run'
import type { SourceSpec, SourceStatus } from '../../shared/model/source'
import { fail, type Result } from '../../shared/result'
import { failedRoot } from './failed-root'
import type { FolderHints } from './folder-hints'
import { isCovered } from './discovery/covered-by'
import type { Move, SettleIdentities } from './discovery/settle-identities'
import type { Source } from './source'
import { trackSource, type Feed, type TrackedSource } from './tracked-source'

export type Discover = (root: string) => Promise<Result<{ readonly specs: readonly SourceSpec[] }>>

interface RunnerOptions {
  readonly clock: Clock
  readonly discover: Discover
  /** Which of the sources found are known ones, there or at another place. */
  readonly settleIdentities: SettleIdentities
  readonly createSource: (spec: SourceSpec) => Source | null
  readonly feed: Feed & {
    setSources(specs: readonly SourceSpec[], keepRoots: readonly string[]): Promise<unknown>
  }
  /** All statuses, whenever one changed. */
  readonly onStatuses: (statuses: readonly SourceStatus[]) => void
  /** Sources were found again at new places. Roots that are not there any more, and of which all sources moved, are `empty`. */
  readonly onMoved: (moves: readonly Move[], emptyRoots: readonly string[]) => void
  readonly log: (level: 'debug' | 'warn', message: string) => void
  /** What to say of a place at which nothing lies; null while something does. */
  readonly absenceOf?: (spec: SourceSpec) => string | null
  /** Tells when a folder changes, as a hint to look before the next look is due. */
  readonly createHints?: (onHint: (sourceId: string) => void) => FolderHints
}

export interface Runner extends Disposable {
  /** Sources at `excluded` places are passed over, as if they were not there. */
  setRoots(roots: readonly string[], excluded?: readonly string[]): Promise<void>
  /** The runs on screen: read every `focusMs`. */
  focus(runs: readonly RunRef[]): void
  retry(sourceId: string | null): void
  /** As `retry`, of what is watched at a place, if anything is. */
  retryAt(location: string): void
  /** Reads everything from the beginning: what was handed on before has been lost. */
  startOver(): void
  series(ref: RunRef, keys: readonly string[]): Promise<Result<readonly MetricSeries[]>>
  /** Of the sources that can, see Source.newestPoints; null when they cannot be read just now. */
  newestPoints(
    ref: RunRef,
    keys: readonly string[],
    since: number,
    most: number,
  ): Promise<readonly MetricSeries[] | null>
  pathOf(sourceId: string, runId: string | null): Promise<string | null>
  sourceOf(sourceId: string): Source | null
}

/**
 * A read is repeated after fifty times its own time, times the number of sources: together they take two percent of a
 * core at most, and a store whose look takes a few ms is seen within a second. Servers are asked rarely, whatever they take.
 */
const idleShare = 50
const fewestPollMs = 600
/** Measured with the store of toolchain.md: a no-change rescan of 1 000 runs is a few ms, so this costs well below 1 %. */
const pollMs = 4_000
/** What is on screen: a look that finds nothing new costs some µs. */
const focusMs = 80
/** A run that comes on screen is asked for its histories first, and its first look may take longer than those: 150 ms. */
const beforeFocusMs = 400
/** After a hint a source is looked at this soon, or after so many times what a look of it takes: hints may come in storms. */
const hintMs = 120
const hintShare = 20
/** New stores appear below a root now and then; the walk is bounded but not free. */
const rediscoverMs = 60_000
const longestBackOffMs = 60_000
const longestRefusedMs = 600_000
/** A server that is started again is seen within half a minute; asking one that is away costs a packet. */
const longestServerBackOffMs = 30_000

/** Keeps every source of every root read, each at its own pace: one that fails or is slow never holds up another. */
export function createRunner(options: RunnerOptions): Runner {
  const { clock, feed, log } = options
  const tracked = new Map<string, TrackedSource>()
  const timers = new Map<string, Timer>()
  /** When a source may next be looked at because of a hint. */
  const hintable = new Map<string, number>()
  const hinted = new Set<string>()
  const dueAt = new Map<string, number>()
  let rootProblems: SourceStatus[] = []
  let roots: readonly string[] = []
  let excluded: ReadonlySet<string> = new Set()
  let focused: readonly RunRef[] = []
  let focusedAt = 0
  let disposed = false
  const tick = clock.every(focusMs, () => void pollFocused())
  const again = clock.every(rediscoverMs, () => void discoverAll())
  const hints = options.createHints?.((sourceId) => followHint(sourceId))
  let discovering: Promise<void> = Promise.resolve()

  function publish(): void {
    if (disposed) return
    const statuses = [...tracked.values()].map((one) => one.status())
    // Where a root is not there, each of its known sources says so.
    const isToldOf = ({ root, problems: [first] }: SourceStatus) =>
      first?.code === 'not-found' && statuses.some((status) => status.root === root)
    options.onStatuses([...rootProblems.filter((root) => !isToldOf(root)), ...statuses])
  }

  function discoverAll(): Promise<void> {
    // One after the other: two walks that end out of order would start a source twice.
    discovering = discovering
      .then(discoverNow)
      .catch((thrown: unknown) => log('warn', `discovery: ${String(thrown)}`))
    return discovering
  }

  async function discoverNow(): Promise<void> {
    const found = new Map<string, SourceSpec>()
    const problems: SourceStatus[] = []
    for (const root of roots) {
      const result = await options.discover(root)
      if (disposed) return
      if (result.ok) for (const spec of result.value.specs) found.set(spec.id, found.get(spec.id) ?? spec)
      else problems.push(failedRoot(root, result.error))
    }
    const isWanted = (spec: SourceSpec) => roots.includes(spec.root) && !excluded.has(spec.location)
    const { specs, moves, missing } = await options.settleIdentities(
      [...found.values()].filter((spec) => !excluded.has(spec.location)),
      [...tracked.values()].map((one) => one.source.spec),
    )
    if (disposed) return
    rootProblems = problems
    // A store that is known and was not found says so by its own state, until somebody removes it or its root: whether
    // it vanished just now or while the app was closed.
    await adopt([...specs, ...missing.filter((spec) => isWanted(spec) && !isCovered(spec, specs))])
    if (moves.length === 0) return
    const left = new Set(missing.map((spec) => spec.root))
    const emptied = problems.filter(
      ({ root, problems: [first] }) => first?.code === 'not-found' && !left.has(root),
    )
    options.onMoved(
      moves,
      emptied.map(({ root }) => root).filter((root) => moves.some(({ from }) => from.root === root)),
    )
  }

  async function adopt(specs: readonly SourceSpec[]): Promise<void> {
    const wanted = new Map(specs.map((spec) => [spec.id, spec]))
    for (const [id, one] of tracked) {
      if (wanted.get(id)?.location === one.source.spec.location) continue
      tracked.delete(id)
      timers.get(id)?.dispose()
      timers.delete(id)
      hintable.delete(id)
      hints?.keep(id, [])
      void one.dispose()
    }
    // What the database knows of a root that cannot be looked at just now (an unplugged disk) stays.
    await feed.setSources(
      specs,
      rootProblems.map((status) => status.root),
    )
    const added: TrackedSource[] = []
    for (const spec of specs) {
      if (tracked.has(spec.id)) continue
      const source = options.createSource(spec)
      if (source === null) continue
      const createAnew = () => options.createSource(spec)
      const one = trackSource({
        ...{ source, createAnew, feed, clock, log },
        onStatus: publish,
        absenceOf: options.absenceOf,
      })
      tracked.set(spec.id, one)
      added.push(one)
    }
    // Told all at once: who remembers a source from the last session must not take it for removed.
    publish()
    for (const one of added) void pollAndPlan(one)
  }

  async function pollAndPlan(one: TrackedSource): Promise<void> {
    const { id } = one.source.spec
    timers.get(id)?.dispose()
    const startedAt = clock.monotonic()
    hintable.delete(id)
    hinted.delete(id)
    await one.poll()
    if (disposed || tracked.get(id) !== one) return
    const isServer = one.source.spec.kind === 'mlflow-rest'
    // Its folder may have been renamed: then it lies not far from here.
    if (one.failures() === 1 && one.status().problems[0]?.code === 'not-found') void discoverAll()
    const tookMs = clock.monotonic() - startedAt
    const idleMs = isServer ? pollMs : tookMs * idleShare * tracked.size
    const delay =
      one.failures() === 0
        ? Math.min(pollMs, Math.max(fewestPollMs, idleMs))
        : Math.max(
            Math.min(500 * 2 ** one.failures(), isServer ? longestServerBackOffMs : longestBackOffMs),
            // Where all of a store is read in vain again and again, no faster than a store that is well.
            one.wasRefused() && !isServer ? Math.min(tookMs * idleShare, longestRefusedMs) : 0,
          )
    hints?.keep(id, one.failures() === 0 ? (one.source.foldersToWatch?.() ?? []) : [])
    hintable.set(id, clock.monotonic() + Math.max(hintMs, tookMs * hintShare))
    const isHinted = hinted.delete(id)
    plan(one, isHinted ? Math.min(delay, dueAfterHint(id)) : delay)
  }

  function plan(one: TrackedSource, delay: number): void {
    const { id } = one.source.spec
    timers.get(id)?.dispose()
    dueAt.set(id, clock.monotonic() + delay)
    timers.set(
      id,
      clock.after(delay, () => void pollAndPlan(one)),
    )
  }

  function dueAfterHint(id: string): number {
    return Math.max(hintMs, (hintable.get(id) ?? 0) - clock.monotonic())
  }

  /** Several hints of one change are one look: the first one sets its time. While a source is read, it is read again. */
  function followHint(id: string): void {
    const one = tracked.get(id)
    if (disposed || one === undefined || hinted.has(id)) return
    hinted.add(id)
    const delay = dueAfterHint(id)
    // Never later than it would be anyway.
    if (hintable.has(id) && clock.monotonic() + delay < (dueAt.get(id) ?? Infinity)) plan(one, delay)
  }

  let pollingFocused = false
  async function pollFocused(): Promise<void> {
    if (focused.length === 0 || pollingFocused || clock.monotonic() - focusedAt < beforeFocusMs) return
    pollingFocused = true
    const sourceIds = [...new Set(focused.map((ref) => ref.sourceId))]
    await Promise.all(
      sourceIds.map(async (sourceId) => {
        const one = tracked.get(sourceId)
        const runIds = focused.filter((ref) => ref.sourceId === sourceId).map((ref) => ref.runId)
        if (one?.failures() === 0) await one.poll(runIds)
      }),
    )
    pollingFocused = false
  }

  return {
    setRoots(next, excludedLocations = []) {
      excluded = new Set(excludedLocations)
      roots = next
      return discoverAll()
    },
    focus: (runs) => {
      focused = runs
      focusedAt = clock.monotonic()
    },
    retry(sourceId) {
      if (sourceId === null || !tracked.has(sourceId)) void discoverAll()
      for (const [id, one] of tracked) if (sourceId === null || id === sourceId) void pollAndPlan(one)
    },
    retryAt(location) {
      for (const one of tracked.values()) if (one.source.spec.location === location) void pollAndPlan(one)
    },
    startOver() {
      for (const [id, one] of tracked) {
        timers.get(id)?.dispose()
        hints?.keep(id, [])
        void one.dispose()
      }
      tracked.clear()
      hintable.clear()
      hinted.clear()
      void discoverAll()
    },
    async series(ref, keys) {
      const one = tracked.get(ref.sourceId)
      if (one === undefined) return fail('unavailable', 'The store of this run has not been read yet.')
      return one.source.series(ref.runId, keys, AbortSignal.timeout(30_000))
    },
    async newestPoints(ref, keys, since, most) {
      const source = tracked.get(ref.sourceId)?.source
      if (source === undefined) return null
      const found = await source.newestPoints?.(ref.runId, keys, since, most, AbortSignal.timeout(5_000))
      if (found === undefined) return []
      return found.ok ? found.value : null
    },
    async pathOf(sourceId, runId) {
      const one = tracked.get(sourceId)
      if (one === undefined) return null
      if (runId !== null) return one.source.pathOf(runId)
      return one.source.spec.kind === 'mlflow-rest' ? null : one.source.spec.location
    },
    sourceOf: (sourceId) => tracked.get(sourceId)?.source ?? null,
    async dispose() {
      disposed = true
      tick.dispose()
      again.dispose()
      await hints?.dispose()
      for (const timer of timers.values()) timer.dispose()
      await Promise.all([...tracked.values()].map(async (one) => one.dispose()))
    },
  }
}
