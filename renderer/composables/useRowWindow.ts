import { computed, nextTick, ref, type ComputedRef, type Ref } from 'vue'

export interface RowWindow {
  /** Rows that are drawn: from the first on, the last excluded. */
  readonly first: ComputedRef<number>
  readonly last: ComputedRef<number>
  onScroll(): void
  /** Scrolls as little as needed to have that row in sight. */
  reveal(index: number): void
}

/** Fewer are all drawn. */
const fewRows = 400
/** Drawn beyond what is in sight, above and below. */
const spareRows = 30
/** Of a list that was not laid out yet. */
const usualHeightPx = 900

/** Which rows of a long list of equal rows are drawn: those in sight and some more. */
export function useRowWindow(
  list: Readonly<Ref<HTMLElement | null>>,
  count: () => number,
  rowHeightPx: number,
): RowWindow {
  const scrollTop = ref(0)
  const height = ref(usualHeightPx)

  function onScroll(): void {
    if (list.value === null) return
    scrollTop.value = list.value.scrollTop
    if (list.value.clientHeight > 0) height.value = list.value.clientHeight
  }

  const first = computed(() => {
    if (count() <= fewRows) return 0
    // A list that became shorter is never scrolled beyond its end.
    const atEnd = count() - Math.floor(height.value / rowHeightPx)
    return Math.max(0, Math.min(Math.floor(scrollTop.value / rowHeightPx), atEnd) - spareRows)
  })
  const last = computed(() =>
    count() <= fewRows
      ? count()
      : Math.min(count(), Math.ceil((scrollTop.value + height.value) / rowHeightPx) + spareRows),
  )

  function reveal(index: number): void {
    void nextTick(() => {
      const element = list.value
      if (element === null || index < 0) return
      onScroll()
      const top = index * rowHeightPx
      if (top < element.scrollTop) element.scrollTop = top
      else if (top + rowHeightPx > element.scrollTop + height.value)
        element.scrollTop = top + rowHeightPx - height.value
      onScroll()
    })
  }

  return { first, last, onScroll, reveal }
}
