import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import { suggest, type KnownKeys, type Suggestion, type Suggestions } from '../../shared/search/suggest'

export interface SearchOffers {
  /** Where what is chosen goes. */
  readonly place: ComputedRef<Suggestions>
  readonly items: ComputedRef<readonly Suggestion[]>
  /** -1: none. */
  readonly highlighted: Ref<number>
  readonly chosen: ComputedRef<Suggestion | null>
  /** Until the text changes. */
  readonly close: () => void
  /** To the next or the one before, round by none of them. */
  readonly step: (by: 1 | -1) => void
}

/** What may come next in a search, below its field. Nothing is offered before something was typed. */
export function useSearchOffers(
  text: () => string,
  caret: () => number,
  known: () => KnownKeys,
  isFocused: () => boolean,
): SearchOffers {
  const isClosed = ref(true)
  const highlighted = ref(-1)
  const place = computed(() => suggest(text(), caret(), known()))
  const items = computed(() => (isFocused() && !isClosed.value ? place.value.items : []))
  const chosen = computed(() => items.value[highlighted.value] ?? null)

  watch(text, () => {
    isClosed.value = false
    highlighted.value = -1
  })

  function close(): void {
    isClosed.value = true
    highlighted.value = -1
  }

  function step(by: 1 | -1): void {
    const count = items.value.length + 1
    highlighted.value = ((highlighted.value + 1 + by + count) % count) - 1
  }

  return { place, items, highlighted, chosen, close, step }
}
