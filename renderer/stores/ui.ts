import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { useStored } from '../composables/useStored'

/** What the window itself remembers: nothing here concerns the user's data. */
export const useUiStore = defineStore('ui', () => {
  const isSidebarHidden = useStored('sidebar-hidden', false, (v): v is boolean => typeof v === 'boolean')
  const isPaletteOpen = ref(false)
  const isShortcutSheetOpen = ref(false)
  /** The folders whose stores are being chosen; none while that dialog is closed. */
  const candidateRoots = ref<readonly string[]>([])
  /** The dialog of tracking servers: closed, open for a new one, or for the one at this address. */
  const serverDialog = ref<false | true | string>(false)
  /** Rises whenever ⌘F is pressed; the search field of the page on screen takes the focus. */
  const findRequests = ref(0)

  /** Panels that lie over the page. Pages of somebody else are views over the window, and must give way to them. */
  const panelCount = ref(0)
  const isPageCovered = computed(() => panelCount.value > 0)

  function toggleSidebar(): void {
    isSidebarHidden.value = !isSidebarHidden.value
  }

  function requestFind(): void {
    findRequests.value += 1
  }

  return {
    isSidebarHidden,
    isPaletteOpen,
    isShortcutSheetOpen,
    candidateRoots,
    serverDialog,
    findRequests,
    panelCount,
    isPageCovered,
    toggleSidebar,
    requestFind,
  }
})
