import {
  computed,
  onScopeDispose,
  ref,
  shallowRef,
  watch,
  type ComputedRef,
  type Ref,
  type ShallowRef,
} from 'vue'
import type { AppContract } from '../../shared/contract'
import type { AppError } from '../../shared/result'
import type { CallInput, CallName, CallOutput } from '../../shared/rpc'
import { useClient } from './client'

export interface CallState<Output> {
  /** The newest good answer; kept while a newer one is awaited and when that fails. */
  readonly data: ShallowRef<Output | null>
  readonly error: ShallowRef<AppError | null>
  readonly isPending: Ref<boolean>
  /** Nothing to show yet and nothing went wrong yet. */
  readonly isFirstLoad: ComputedRef<boolean>
  readonly refresh: () => Promise<void>
}

export interface CallOptions<Output> {
  /** Another input starts from nothing, so that one run's values never stand under another run's name. */
  readonly forgetOnChange?: boolean
  /** Asks again, keeping what is shown, whenever this changes. */
  readonly refreshOn?: () => unknown
  /** An answer that is not whole yet is there to be shown, and asked for again at once: it waits at the other end. */
  readonly isWhole?: (answer: Output) => boolean
}

/**
 * Asks whenever `input` changes (null asks nothing). The latest question wins: a late answer to an older
 * one is dropped.
 */
export function useCall<N extends CallName<AppContract>>(
  name: N,
  input: () => CallInput<AppContract, N> | null,
  options: CallOptions<CallOutput<AppContract, N>> = {},
): CallState<CallOutput<AppContract, N>> {
  const client = useClient()
  const data = shallowRef(null) as ShallowRef<CallOutput<AppContract, N> | null>
  const error = shallowRef<AppError | null>(null)
  const isPending = ref(false)
  let latest = 0
  let isGone = false

  async function refresh(): Promise<void> {
    const wanted = input()
    const ticket = (latest += 1)
    if (wanted === null) {
      data.value = null
      error.value = null
      isPending.value = false
      return
    }
    isPending.value = true
    const answer = await client.call(name, wanted)
    if (ticket !== latest) return
    const isWhole = !answer.ok || options.isWhole?.(answer.value) !== false
    isPending.value = !isWhole
    if (answer.ok) data.value = answer.value
    error.value = answer.ok ? null : answer.error
    if (!isWhole && !isGone) await refresh()
  }

  // By content: callers build the input afresh on every change of anything it reads.
  watch(
    () => JSON.stringify(input()),
    () => {
      if (options.forgetOnChange) {
        data.value = null
        error.value = null
      }
      void refresh()
    },
    { immediate: true },
  )

  if (options.refreshOn) watch(options.refreshOn, () => void refresh())

  onScopeDispose(() => (isGone = true))

  const isFirstLoad = computed(() => data.value === null && error.value === null && isPending.value)
  return { data, error, isPending, isFirstLoad, refresh }
}
