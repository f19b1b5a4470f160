import { onBeforeUnmount, ref, watch, type Ref } from 'vue'

export interface CanvasSize {
  readonly width: number
  readonly height: number
}

/** The size of an element, following it; 0 until it is laid out. */
export function useElementSize(element: Readonly<Ref<HTMLElement | null>>): Readonly<Ref<CanvasSize>> {
  const size = ref<CanvasSize>({ width: 0, height: 0 })
  const observer = new ResizeObserver(([entry]) => {
    if (!entry) return
    const { width, height } = entry.contentRect
    if (width !== size.value.width || height !== size.value.height) size.value = { width, height }
  })
  // A part that is shown only later has its element only then.
  watch(
    element,
    (next) => {
      observer.disconnect()
      if (next) observer.observe(next)
    },
    { immediate: true, flush: 'post' },
  )
  onBeforeUnmount(() => observer.disconnect())
  return size
}

/** A cleared context in CSS pixels, crisp on any screen; null where there is nothing to draw on. */
export function clearedContext(
  canvas: HTMLCanvasElement | null,
  { width, height }: CanvasSize,
): CanvasRenderingContext2D | null {
  if (canvas === null || width === 0 || height === 0) return null
  const ratio = window.devicePixelRatio || 1
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)]
  if (canvas.width !== wide) canvas.width = wide
  if (canvas.height !== high) canvas.height = high
  const context = canvas.getContext('2d')
  context?.setTransform(ratio, 0, 0, ratio, 0, 0)
  context?.clearRect(0, 0, width, height)
  return context
}
