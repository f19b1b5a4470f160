import { onScopeDispose } from 'vue'
import { keyLabel, keysOf, matchesKeys, type ShortcutId } from './shortcuts'

export function isMacWindow(): boolean {
  return document.documentElement.dataset['platform'] === 'darwin'
}

/** "Find (⌘F)" for a tooltip. */
export function withKeys(label: string, id: ShortcutId): string {
  return `${label} (${keyLabel(keysOf(id), isMacWindow())})`
}

/** Answers `mod+…` shortcuts while the caller lives. A handler that returns false leaves the key to others. */
export function useShortcuts(handlers: Partial<Record<ShortcutId, () => unknown>>): void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return
    for (const [id, run] of Object.entries(handlers)) {
      if (!matchesKeys(event, keysOf(id as ShortcutId), isMacWindow())) continue
      if (run() !== false) event.preventDefault()
      return
    }
  }
  window.addEventListener('keydown', onKeyDown)
  onScopeDispose(() => window.removeEventListener('keydown', onKeyDown))
}

/** Keys typed into a field belong to the field. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null
  )
}
