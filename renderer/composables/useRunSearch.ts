import { computed, onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { Timer } from '../../shared/clock'
import { parseSearch } from '../../shared/search/parse-search'
import { progressAt } from '../../shared/search/progress'
import type { SearchFault } from '../../shared/search/search-tree'
import { useClock } from './useClock'

/** Somebody who typed nothing for so long has finished. */
const pauseMs = 1_000

export interface RunSearch {
  /** As it stands in the field. */
  readonly text: Readonly<Ref<string>>
  /** What is wrong with it or missing, as far as it is no search yet. */
  readonly fault: Readonly<Ref<SearchFault | null>>
  /** What the table asks for. */
  readonly asked: Readonly<ShallowRef<string>>
  /** What the table shows: `asked`, or what stood before while that finds nothing and is still being typed. */
  readonly accepted: Readonly<ShallowRef<string>>
  /** `asked` has an answer that is not shown, because it is empty. */
  readonly isFruitless: Readonly<Ref<boolean>>
  /** A key was typed; the caret stands at `caret` now. */
  readonly type: (text: string, caret: number) => void
  /** A finished text, from an example, the address or a button. */
  readonly put: (text: string) => void
  /** Return was pressed or the field left: what is in it is meant so. */
  readonly settle: () => void
  /** Resolves when an answer with so many runs may take the place of the one that stands. */
  readonly admit: (text: string, total: number) => Promise<void>
}

/**
 * A search of runs while it is typed. On the way to `metrics.loss < 0.5` it is `me`, `metrics` and `metrics.loss < 0`:
 * words that no run holds, a comparison that none passes. None of these must empty the table for a moment.
 */
export function useRunSearch(first = ''): RunSearch {
  const clock = useClock()
  const text = ref('')
  const fault = shallowRef<SearchFault | null>(null)
  const asked = shallowRef('')
  const accepted = shallowRef('')
  const isFruitless = ref(false)
  let held: { readonly text: string; readonly release: () => void }[] = []
  let pause: Timer | null = null

  function ask(next: string): void {
    if (next === asked.value) return
    asked.value = next
    isFruitless.value = false
  }

  function accept(): void {
    isFruitless.value = false
    accepted.value = asked.value
    const waiting = held
    held = []
    // What was asked before is out of date: nobody waits for it any more.
    for (const { text: its, release } of waiting) if (its === accepted.value) release()
  }

  /** Asks for what is in the field, or while it is no search lets stand what is shown. */
  function follow(missing: SearchFault | null): void {
    fault.value = missing
    ask(missing === null ? text.value : accepted.value)
  }

  function type(next: string, caret: number): void {
    if (next === text.value) return
    stopPause()
    text.value = next
    const parsed = parseSearch(next)
    const progress = parsed.ok ? progressAt(next, caret, parsed.isFilter) : null
    if (!parsed.ok) follow(parsed.fault)
    else follow(progress?.kind === 'waiting' ? progress.fault : null)
    if (progress?.kind === 'whole') accept()
    if (progress?.kind === 'open') pause = clock.after(pauseMs, accept)
  }

  function settle(): void {
    stopPause()
    const parsed = parseSearch(text.value)
    follow(parsed.ok ? null : parsed.fault)
    if (parsed.ok) accept()
  }

  function stopPause(): void {
    pause?.dispose()
    pause = null
  }

  function put(next: string): void {
    text.value = next
    settle()
  }

  async function admit(its: string, total: number): Promise<void> {
    if (its === accepted.value) return
    if (its === asked.value && total > 0) {
      accept()
      return
    }
    if (its === asked.value) isFruitless.value = true
    await new Promise<void>((release) => held.push({ text: its, release }))
  }

  put(first)
  onScopeDispose(stopPause)
  return { text, fault: computed(() => fault.value), asked, accepted, isFruitless, type, put, settle, admit }
}
