import { storeToRefs } from 'pinia'
import { onBeforeUnmount, watch, type Ref } from 'vue'
import type { PageBounds } from '../../shared/model/artifact'
import { useClient } from '../bridge/client'
import { useToastStore } from '../stores/toasts'
import { useUiStore } from '../stores/ui'

/**
 * Keeps a page of somebody else, which the app shows in a view over this window, at its place: the view covers whatever
 * is beneath it, so it gives way to panels, and leaves the lower edge to the toasts while there are any.
 */
export function useGuestPlace(place: Readonly<Ref<HTMLElement | null>>) {
  const client = useClient()
  const { isPageCovered } = storeToRefs(useUiStore())
  const { occupiedHeight } = storeToRefs(useToastStore())
  const observer = new ResizeObserver(() => move())

  function bounds(): PageBounds {
    const box = place.value?.getBoundingClientRect()
    if (box === undefined) return { x: 0, y: 0, width: 1, height: 1 }
    const { x, y, width } = box
    return { x, y, width, height: Math.min(box.bottom, window.innerHeight - occupiedHeight.value) - y }
  }

  function move(): void {
    if (place.value !== null) void client.call('page.move', { bounds: bounds() })
  }

  watch(
    place,
    (now, before) => {
      if (before) observer.unobserve(before)
      if (now) observer.observe(now)
    },
    { immediate: true },
  )
  watch(occupiedHeight, move)
  watch(isPageCovered, (isCovered) => void client.call('page.cover', { isCovered }), { immediate: true })
  onBeforeUnmount(() => observer.disconnect())
  return { bounds, move }
}
