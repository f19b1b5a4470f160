import { defineStore } from 'pinia'
import { onScopeDispose, shallowRef } from 'vue'
import { defaultSettings, type Settings, type SettingsPatch } from '../../shared/model/settings'
import type { AppError } from '../../shared/result'
import { useClient } from '../bridge/client'

/** What the user chose. A change shows at once and is taken back if the app could not keep it. */
export const useSettingsStore = defineStore('settings', () => {
  const client = useClient()
  const settings = shallowRef<Settings>(defaultSettings)
  let isPushed = false

  onScopeDispose(
    client.on('settings', (next) => {
      isPushed = true
      settings.value = next
    }),
  )

  /** From bootstrap. A push that arrived meanwhile is at least as new. */
  function adopt(first: Settings): void {
    if (!isPushed) settings.value = first
  }

  /** The error when it could not be kept, else null. */
  async function update(patch: SettingsPatch): Promise<AppError | null> {
    const before = settings.value
    settings.value = withPatch(before, patch)
    const shown = settings.value
    const answer = await client.call('settings.update', patch)
    if (answer.ok) {
      settings.value = answer.value
      return null
    }
    if (settings.value === shown) settings.value = before
    return answer.error
  }

  return { settings, adopt, update }
})

function withPatch(before: Settings, patch: SettingsPatch): Settings {
  const given = Object.entries(patch).filter(([, value]) => value !== undefined)
  return { ...before, ...(Object.fromEntries(given) as Partial<Settings>) }
}
