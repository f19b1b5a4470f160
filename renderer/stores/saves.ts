import { defineStore } from 'pinia'
import { onScopeDispose, shallowRef } from 'vue'
import type { SavingFile } from '../../shared/model/saving'
import { useClient } from '../bridge/client'

/** The copies of artifacts that are being written, whichever window asked for them. */
export const useSaveStore = defineStore('saves', () => {
  const client = useClient()
  const saves = shallowRef<readonly SavingFile[]>([])
  let isTold = false

  onScopeDispose(
    client.on('saves.changed', (next) => {
      isTold = true
      saves.value = next
    }),
  )
  void client.call('saves.list', undefined).then((answer) => {
    // What was pushed meanwhile is newer.
    if (answer.ok && !isTold) saves.value = answer.value
  })

  function stop(saveId: number): void {
    void client.call('saves.stop', { saveId })
  }

  return { saves, stop }
})
