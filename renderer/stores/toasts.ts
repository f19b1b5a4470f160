import { defineStore } from 'pinia'
import { ref } from 'vue'

export interface Toast {
  readonly id: number
  readonly tone: 'plain' | 'error'
  readonly message: string
  readonly undo: (() => void | Promise<void>) | null
}

/** Short news at the bottom of the window. The newest one's undo answers ⌘Z. */
export const useToastStore = defineStore('toasts', () => {
  const toasts = ref<readonly Toast[]>([])
  /** How much of the window's lower edge they take, px; 0 while there are none. */
  const occupiedHeight = ref(0)
  let lastId = 0

  function show(message: string, options: Partial<Pick<Toast, 'tone' | 'undo'>> = {}): void {
    lastId += 1
    const toast: Toast = { id: lastId, message, tone: options.tone ?? 'plain', undo: options.undo ?? null }
    toasts.value = [...toasts.value, toast].slice(-3)
  }

  function dismiss(id: number): void {
    toasts.value = toasts.value.filter((toast) => toast.id !== id)
  }

  function undoLast(): void {
    const last = toasts.value.findLast((toast) => toast.undo !== null)
    if (!last) return
    dismiss(last.id)
    void last.undo?.()
  }

  /** The newest offer to undo was taken up elsewhere. */
  function dismissUndoable(): void {
    const last = toasts.value.findLast((toast) => toast.undo !== null)
    if (last) dismiss(last.id)
  }

  return { toasts, occupiedHeight, show, dismiss, dismissUndoable, undoLast }
})
