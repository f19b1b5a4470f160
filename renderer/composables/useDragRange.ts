import { shallowRef, type ShallowRef } from 'vue'

// Less is a click with an unsteady hand.
const leastDragPx = 5

export interface DragRange {
  /** The range being drawn, in pixels of the element; null when none is. */
  readonly selection: ShallowRef<{ readonly left: number; readonly width: number } | null>
  start(event: PointerEvent): void
  move(event: PointerEvent): void
  end(event: PointerEvent): void
  cancel(): void
}

/** Drawing a horizontal range with the pointer. `choose` gets it in pixels, left to right. */
export function useDragRange(choose: (fromPx: number, toPx: number) => void): DragRange {
  const selection: DragRange['selection'] = shallowRef(null)
  let startPx: number | null = null

  const cancel = () => {
    startPx = null
    selection.value = null
  }

  return {
    selection,
    start(event) {
      if (event.button === 0) startPx = event.offsetX
    },
    move(event) {
      if (startPx === null) return
      // The button came up outside the chart.
      if (event.buttons === 0) {
        cancel()
        return
      }
      const width = Math.abs(event.offsetX - startPx)
      selection.value = width >= leastDragPx ? { left: Math.min(startPx, event.offsetX), width } : null
    },
    end() {
      const drawn = selection.value
      cancel()
      if (drawn) choose(drawn.left, drawn.left + drawn.width)
    },
    cancel,
  }
}
