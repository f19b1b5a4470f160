import { computed, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { parseSearch } from '../../shared/search/parse-search'
import type { SearchFault } from '../../shared/search/search-tree'

export interface RunSearch {
  /** As it stands in the field. */
  readonly text: Ref<string>
  /** The newest text that is a search: what the table shows while one is still being written. */
  readonly accepted: Readonly<ShallowRef<string>>
  readonly fault: Readonly<Ref<SearchFault | null>>
}

/** A search of runs while it is typed. */
export function useRunSearch(first = ''): RunSearch {
  const text = ref(first)
  const accepted = shallowRef('')
  const parsed = computed(() => parseSearch(text.value))
  watch(
    parsed,
    (now) => {
      if (now.ok) accepted.value = text.value
    },
    { immediate: true, flush: 'sync' },
  )
  return { text, accepted, fault: computed(() => (parsed.value.ok ? null : parsed.value.fault)) }
}
