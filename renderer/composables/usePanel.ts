import { onScopeDispose, watch } from 'vue'
import { useUiStore } from '../stores/ui'

/** Tells the window that something lies over its page for as long as `isOpen`. */
export function usePanel(isOpen: () => boolean): void {
  const ui = useUiStore()
  let isCounted = false
  function count(isOn: boolean): void {
    if (isOn !== isCounted) ui.panelCount += isOn ? 1 : -1
    isCounted = isOn
  }
  watch(isOpen, count, { immediate: true })
  onScopeDispose(() => count(false))
}
