import { defineStore } from 'pinia'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { emptyCatalog, type AppSnapshot } from '../../shared/model/snapshot'
import type { AppError } from '../../shared/result'
import { useClient } from '../bridge/client'
import { useHardwareStore } from './hardware'
import { useSettingsStore } from './settings'

/** The app's state as the main process last told it. Replaced whole, never changed in place. */
export const useSnapshotStore = defineStore('snapshot', () => {
  const client = useClient()
  const settings = useSettingsStore()
  const hardware = useHardwareStore()
  const snapshot = shallowRef<AppSnapshot | null>(null)
  const failure = shallowRef<AppError | null>(null)
  const isDemo = ref(false)
  const platform = ref('')
  const appVersion = ref('')

  // Pushes can overtake the answer to bootstrap, and can come late: only a greater seq counts.
  function accept(next: AppSnapshot): void {
    if (snapshot.value === null || next.seq > snapshot.value.seq) snapshot.value = next
  }

  onScopeDispose(client.on('snapshot', accept))

  /** First call of the window; may be called again after a failure. */
  async function start(): Promise<void> {
    failure.value = null
    const answer = await client.call('app.bootstrap', undefined)
    if (!answer.ok) {
      failure.value = answer.error
      return
    }
    isDemo.value = answer.value.isDemo
    platform.value = answer.value.platform
    appVersion.value = answer.value.appVersion
    settings.adopt(answer.value.settings)
    hardware.adopt(answer.value.hardware)
    accept(answer.value.snapshot)
  }

  const catalog = computed(() => snapshot.value?.catalog ?? emptyCatalog)
  const sources = computed(() => snapshot.value?.sources ?? [])
  const isReady = computed(() => snapshot.value !== null)

  return { snapshot, failure, isDemo, platform, appVersion, catalog, sources, isReady, start }
})
