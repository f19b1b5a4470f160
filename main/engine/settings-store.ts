import * as v from 'valibot'
import {
  defaultSettings,
  SettingsSchema,
  type Settings,
  type SettingsPatch,
} from '../../shared/model/settings'
import type { Log } from '../log'
import { openJsonFile, type JsonFile } from './json-file'

export interface SettingsStore {
  current(): Settings
  /** Takes effect at once; written in the background, one write at a time. */
  update(patch: SettingsPatch | Partial<Settings>): Settings
  onChange(listen: (settings: Settings) => void): () => void
  /** Resolves when everything is on disk. */
  flush(): Promise<void>
  readonly notice: JsonFile['notice']
  readonly onTrouble: JsonFile['onTrouble']
}

/** settings.json: read once; keys that a newer version wrote are kept. See json-file.ts. */
export async function openSettings(path: string, log: Log): Promise<SettingsStore> {
  const file = await openJsonFile({ path, what: 'Your settings', log })
  const listeners = new Set<(settings: Settings) => void>()
  const parsed = v.safeParse(SettingsSchema, file.content)
  let settings = parsed.success ? parsed.output : defaultSettings

  return {
    current: () => settings,
    update(patch) {
      settings = { ...settings, ...patch } as Settings
      file.save(settings)
      for (const listen of listeners) listen(settings)
      return settings
    },
    onChange: (listen) => {
      listeners.add(listen)
      return () => void listeners.delete(listen)
    },
    flush: () => file.flush(),
    notice: file.notice,
    onTrouble: file.onTrouble,
  }
}
