import { onBeforeUnmount, onMounted, type Ref } from 'vue'

/** Tells the height of an element's content whenever it changes. */
export function useResizeHeight(
  element: Readonly<Ref<HTMLElement | null>>,
  tell: (height: number) => void,
): void {
  let told = 0
  const observer = new ResizeObserver(() => {
    const height = Math.ceil(element.value?.getBoundingClientRect().height ?? 0)
    if (height === 0 || height === told) return
    told = height
    tell(height)
  })
  onMounted(() => {
    if (element.value) observer.observe(element.value)
  })
  onBeforeUnmount(() => observer.disconnect())
}
