import { storeToRefs } from 'pinia'
import { onActivated, onDeactivated, watch } from 'vue'
import { useUiStore } from '../stores/ui'

/** ⌘F puts the focus into the page's search field. Pages that are kept alive but not shown do not answer. */
export function useFindField(focus: () => void): void {
  const { findRequests } = storeToRefs(useUiStore())
  let isShown = true
  onActivated(() => (isShown = true))
  onDeactivated(() => (isShown = false))
  watch(findRequests, () => {
    if (isShown) focus()
  })
}
