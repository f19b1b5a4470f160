import { onScopeDispose, shallowRef, triggerRef, watch, type ShallowRef } from 'vue'
import type { MetricSeries, RunRef } from '../../shared/model/run'
import type { AppError } from '../../shared/result'
import { useClient } from '../bridge/client'

/** Keys of one call; the contract allows more, but the first charts should not wait for the last ones. */
const maxKeysPerCall = 24
const coarsePoints = 4_000
const finePoints = 60_000

export interface HeldSeries {
  readonly series: MetricSeries
  /** Points in the store. */
  readonly storedCount: number
}

export interface RunHistory {
  readonly held: ShallowRef<ReadonlyMap<string, HeldSeries>>
  readonly error: ShallowRef<AppError | null>
  /** A chart or row with this key came on screen (true) or left (false). */
  setNear(key: string, isNear: boolean): void
  /** These will be on screen as soon as it is drawn: they are read meanwhile. */
  readAhead(keys: readonly string[]): void
  /** The run has new points: what is on screen is read again now, the rest when it comes back. */
  refresh(): void
  /** Whether every point is wanted rather than what shows in a whole chart. */
  setFine(isFine: boolean): void
}

/** Metric histories of one run, read for what is on screen, several keys at a time, and kept while the page is open. */
export function useRunHistory(run: () => RunRef): RunHistory {
  const client = useClient()
  const held = shallowRef<ReadonlyMap<string, HeldSeries>>(new Map())
  const error = shallowRef<AppError | null>(null)
  const near = new Set<string>()
  const ahead = new Set<string>()
  const current = new Set<string>()
  let generation = 0
  let isScheduled = false
  let isReading = false
  let isGone = false
  let maxPoints = coarsePoints

  function setNear(key: string, isNear: boolean): void {
    if (isNear) near.add(key)
    else near.delete(key)
    if (isNear && !current.has(key)) schedule()
  }

  // At once: it comes from before a drawing that would hold up a tick.
  function readAhead(keys: readonly string[]): void {
    for (const key of keys) ahead.add(key)
    void readWanted()
  }

  // One tick gathers the charts that come into sight together.
  function schedule(): void {
    if (isScheduled) return
    isScheduled = true
    queueMicrotask(() => {
      isScheduled = false
      void readWanted()
    })
  }

  async function readWanted(): Promise<void> {
    if (isReading || isGone) return
    const wanted = new Set([...near, ...ahead])
    const keys = [...wanted].filter((key) => !current.has(key)).slice(0, maxKeysPerCall)
    if (keys.length === 0) return
    isReading = true
    const mine = generation
    for (const key of keys) {
      current.add(key)
      ahead.delete(key)
    }
    const answer = await client.call('metrics.history', { ...run(), keys, maxPoints })
    isReading = false
    if (mine === generation) {
      if (answer.ok) take(answer.value.series, answer.value.pointCounts)
      error.value = answer.ok ? null : answer.error
    }
    // The rest of a long history is still being read: what is here is shown, and asked for again.
    if (answer.ok && !answer.value.isComplete && mine === generation)
      for (const key of keys) current.delete(key)
    if (answer.ok || mine !== generation) void readWanted()
  }

  function take(series: readonly MetricSeries[], pointCounts: readonly number[]): void {
    const next = new Map(held.value)
    for (const [index, each] of series.entries()) {
      next.set(each.key, { series: each, storedCount: pointCounts[index] ?? each.value.length })
    }
    held.value = next
    triggerRef(held)
  }

  function refresh(): void {
    current.clear()
    schedule()
  }

  function setFine(isFine: boolean): void {
    maxPoints = isFine ? finePoints : coarsePoints
    const isThinned = [...held.value.values()].some(
      ({ series, storedCount }) => series.value.length < storedCount,
    )
    if (isFine && isThinned) refresh()
  }

  watch(
    () => `${run().sourceId} ${run().runId}`,
    () => {
      generation += 1
      held.value = new Map()
      current.clear()
      ahead.clear()
      schedule()
    },
  )
  onScopeDispose(() => (isGone = true))

  return { held, error, setNear, readAhead, refresh, setFine }
}
