import { copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { describeThrown } from '../../shared/result'
import type { Log } from '../log'

/** A small file of our own that is read once and written now and then. */
export interface JsonFile {
  /** What it held when it was opened: with keys that a newer version wrote. */
  readonly content: Readonly<Record<string, unknown>>
  /** Written in the background, one write at a time, by temp file and rename; the last good one stays as `.bak`. */
  save(content: Readonly<Record<string, unknown>>): void
  /** Resolves when everything is on disk. */
  flush(): Promise<void>
}

/** A file that is no JSON object is set aside rather than overwritten, and its `.bak` is read. */
export async function openJsonFile(path: string, log: Log): Promise<JsonFile> {
  const content = (await readObject(path, log)) ?? (await readObject(`${path}.bak`, log)) ?? {}
  let writing: Promise<void> = Promise.resolve()

  async function write(next: Readonly<Record<string, unknown>>): Promise<void> {
    try {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(`${path}.tmp`, `${JSON.stringify({ ...content, ...next }, null, 2)}\n`)
      await copyFile(path, `${path}.bak`).catch(() => {})
      await rename(`${path}.tmp`, path)
    } catch (thrown) {
      log('error', `${path} was not saved: ${describeThrown(thrown)}`)
    }
  }

  return {
    content,
    save: (next) => {
      writing = writing.then(() => write(next))
    },
    flush: () => writing,
  }
}

/** Null when there is no such file or it holds no JSON object; the latter is set aside for the user. */
async function readObject(path: string, log: Log): Promise<Record<string, unknown> | null> {
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
