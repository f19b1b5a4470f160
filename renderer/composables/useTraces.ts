import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { AppError } from '../../shared/result'
import type { TraceRow } from '../../shared/model/trace'
import { useClient } from '../bridge/client'

export const tracesOfPage = 50

export interface Traces {
  readonly rows: ShallowRef<readonly TraceRow[]>
  readonly error: ShallowRef<AppError | null>
  /** Nothing to show yet and nothing went wrong yet. */
  readonly isFirstLoad: ComputedRef<boolean>
  readonly isPending: Ref<boolean>
  readonly hasMore: ComputedRef<boolean>
  readonly more: () => Promise<void>
  readonly refresh: () => Promise<void>
}

interface ExperimentRef {
  readonly sourceId: string
  readonly experimentId: string
}

/**
 * An experiment's traces, newest first, read from its store page by page. A change of `count` reads the newest again
 * and keeps what was read further down.
 */
export function useTraces(experiment: () => ExperimentRef, count: () => number | null): Traces {
  const client = useClient()
  const rows = shallowRef<readonly TraceRow[]>([])
  const error = shallowRef<AppError | null>(null)
  const isPending = ref(false)
  const next = shallowRef<string | null>(null)
  const isRead = ref(false)
  let latest = 0

  async function read(after: string | null): Promise<void> {
    const ticket = (latest += 1)
    isPending.value = true
    const answer = await client.call('traces.list', { ...experiment(), after, limit: tracesOfPage })
    if (ticket !== latest) return
    isPending.value = false
    error.value = answer.ok ? null : answer.error
    if (!answer.ok) return
    isRead.value = true
    const page = answer.value
    if (after !== null) {
      // A trace that came meanwhile shifts the pages of a server.
      const known = new Set(rows.value.map((row) => row.traceId))
      rows.value = [...rows.value, ...page.rows.filter((row) => !known.has(row.traceId))]
      next.value = page.next
      return
    }
    const fresh = new Set(page.rows.map((row) => row.traceId))
    const isJoined = page.next !== null && rows.value.some((row) => fresh.has(row.traceId))
    if (!isJoined) next.value = page.next
    rows.value = isJoined ? [...page.rows, ...below(page.rows, rows.value)] : page.rows
  }

  watch(
    () => JSON.stringify(experiment()),
    () => {
      rows.value = []
      next.value = null
      error.value = null
      isRead.value = false
      void read(null)
    },
    { immediate: true },
  )
  watch(count, () => void read(null))

  return {
    rows,
    error,
    isPending,
    isFirstLoad: computed(() => !isRead.value && error.value === null),
    hasMore: computed(() => next.value !== null),
    more: () => (next.value === null || isPending.value ? Promise.resolve() : read(next.value)),
    refresh: () => read(null),
  }
}

/** What was known below the last of the fresh rows; one that is gone from among them is gone from the store. */
function below(fresh: readonly TraceRow[], known: readonly TraceRow[]): readonly TraceRow[] {
  const ids = new Set(fresh.map((row) => row.traceId))
  const last = known.findLastIndex((row) => ids.has(row.traceId))
  return known.slice(last + 1)
}
