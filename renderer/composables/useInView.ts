import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

const marginPx = 240

/**
 * Whether an element is on screen or about to be. Charts are made when it first becomes true; `isNear` goes back
 * to false when it leaves, so that a page of hundreds keeps few canvases.
 */
export function useInView(element: Readonly<Ref<HTMLElement | null>>): Readonly<Ref<boolean>> {
  const isNear = ref(false)
  let observer: IntersectionObserver | null = null
  onMounted(() => {
    observer = new IntersectionObserver(
      (entries) => {
        isNear.value = entries.at(-1)?.isIntersecting ?? false
      },
      { rootMargin: `${marginPx}px 0px` },
    )
    if (!element.value) return
    // The observer would say so in the next frame.
    isNear.value = isOnScreen(element.value)
    observer.observe(element.value)
  })
  onBeforeUnmount(() => observer?.disconnect())
  return isNear
}

function isOnScreen(element: HTMLElement): boolean {
  const { top, bottom, height } = element.getBoundingClientRect()
  return height > 0 && bottom > -marginPx && top < window.innerHeight + marginPx
}
