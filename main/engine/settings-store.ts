import { copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import * as v from 'valibot'
import {
  defaultSettings,
  SettingsSchema,
  type Settings,
  type SettingsPatch,
} from '../../shared/model/settings'
import { describeThrown } from '../../shared/result'
import type { Log } from '../log'

export interface SettingsStore {
  current(): Settings
  /** Takes effect at once; written in the background, one write at a time. */
  update(patch: SettingsPatch): Settings
  onChange(listen: (settings: Settings) => void): () => void
  /** Resolves when everything is on disk. */
  flush(): Promise<void>
}

/**
 * settings.json: read once, written by temp file and rename with the last good one kept as `.bak`. Keys that a newer
 * version wrote are kept. A file that is no JSON is set aside rather than overwritten.
 */
export async function openSettings(path: string, log: Log): Promise<SettingsStore> {
  const raw = (await readJson(path, log)) ?? (await readJson(`${path}.bak`, log)) ?? {}
  const listeners = new Set<(settings: Settings) => void>()
  let unknown: Record<string, unknown> = raw
  let settings = parse(raw)
  let writing: Promise<void> = Promise.resolve()

  async function save(): Promise<void> {
    unknown = { ...unknown, ...settings }
    try {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(`${path}.tmp`, `${JSON.stringify(unknown, null, 2)}\n`)
      await copyFile(path, `${path}.bak`).catch(() => {})
      await rename(`${path}.tmp`, path)
    } catch (thrown) {
      log('error', `settings were not saved: ${describeThrown(thrown)}`)
    }
  }

  return {
    current: () => settings,
    update(patch) {
      settings = { ...settings, ...patch } as Settings
      writing = writing.then(save)
      for (const listen of listeners) listen(settings)
      return settings
    },
    onChange: (listen) => {
      listeners.add(listen)
      return () => void listeners.delete(listen)
    },
    flush: () => writing,
  }
}

function parse(raw: Record<string, unknown>): Settings {
  const parsed = v.safeParse(SettingsSchema, raw)
  return parsed.success ? parsed.output : defaultSettings
}

/** Null when there is no such file or it holds no JSON object; the latter is set aside for the user. */
async function readJson(path: string, log: Log): Promise<Record<string, unknown> | null> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch {
    return null
  }
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
  } catch (thrown) {
    log('warn', `${path}: ${describeThrown(thrown)}`)
  }
  await rename(path, `${path}.unreadable`).catch(() => {})
  return null
}
