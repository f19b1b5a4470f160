import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'

export interface Selection {
  /** Index of the row that keys act on; -1 when none. */
  readonly current: Ref<number>
  readonly selected: ShallowRef<ReadonlySet<string>>
  readonly count: ComputedRef<number>
  /** Moves, and with `extend` selects from the anchor to there. */
  moveTo(index: number, extend: boolean): void
  toggle(index: number): void
  /** Exactly these, wherever they are. */
  select(ids: readonly string[]): void
  clear(): void
}

/** Selection of a long list whose rows may not all be here: by id, anchored by index. */
export function useSelection(count: () => number, idAt: (index: number) => string | null): Selection {
  const current = ref(-1)
  const selected = shallowRef<ReadonlySet<string>>(new Set())
  let anchor = -1

  function moveTo(index: number, extend: boolean): void {
    const last = count() - 1
    if (last < 0) return
    const to = Math.max(0, Math.min(last, index))
    if (extend) {
      if (anchor < 0) anchor = Math.max(0, current.value)
      selectRange(Math.min(anchor, to), Math.max(anchor, to))
    } else anchor = to
    current.value = to
  }

  function selectRange(from: number, to: number): void {
    const ids = new Set<string>()
    for (let index = from; index <= to; index += 1) {
      const id = idAt(index)
      if (id !== null) ids.add(id)
    }
    selected.value = ids
  }

  function toggle(index: number): void {
    const id = idAt(index)
    if (id === null) return
    const next = new Set(selected.value)
    if (!next.delete(id)) next.add(id)
    selected.value = next
    current.value = index
    anchor = index
  }

  function select(ids: readonly string[]): void {
    selected.value = new Set(ids)
  }

  function clear(): void {
    selected.value = new Set()
    anchor = current.value
  }

  return { current, selected, count: computed(() => selected.value.size), moveTo, toggle, select, clear }
}
