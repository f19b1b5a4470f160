import { copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { describeThrown } from '../../shared/result'
import { systemCode, writeFaultOf } from '../../shared/write-fault'
import type { Log } from '../log'
import { isAbsent, setAside } from './set-aside'

/** A small file of our own that is read once and written now and then. */
export interface JsonFile {
  /** What it held when it was opened: with keys that a newer version wrote. */
  readonly content: Readonly<Record<string, unknown>>
  /** Written in the background, one write at a time, by temp file and rename; the last good one stays as `.bak`. */
  save(content: Readonly<Record<string, unknown>>): void
  /** Resolves when everything is on disk. */
  flush(): Promise<void>
  /** One sentence for the user when it could not be read as it was, else null. */
  readonly notice: string | null
  /** Tells in one sentence that it cannot be saved, and null once it can again. */
  onTrouble(listen: (sentence: string | null) => void): void
}

interface JsonFileOptions {
  readonly path: string
  /** What it holds, as the screen says it: `Settings`. */
  readonly what: string
  readonly log: Log
}

/** A file that cannot be read, or is no JSON object, is set aside rather than overwritten, and its `.bak` is read. */
export async function openJsonFile({ path, what, log }: JsonFileOptions): Promise<JsonFile> {
  const main = await readObject(path, log)
  const backup = main.content === null ? await readObject(`${path}.bak`, log) : null
  const content = main.content ?? backup?.content ?? {}
  let writing: Promise<void> = Promise.resolve()
  let tell: (sentence: string | null) => void = () => {}
  let trouble: string | null = null

  function setTrouble(sentence: string | null): void {
    if (sentence === trouble) return
    trouble = sentence
    tell(sentence)
  }

  async function write(next: Readonly<Record<string, unknown>>): Promise<void> {
    try {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(`${path}.tmp`, `${JSON.stringify({ ...content, ...next }, null, 2)}\n`)
      await copyFile(path, `${path}.bak`).catch(() => {})
      await rename(`${path}.tmp`, path)
      setTrouble(null)
    } catch (thrown) {
      log('error', `${path} was not saved: ${describeThrown(thrown)}`)
      const code = systemCode(thrown)
      const { why, remedy } = writeFaultOf(code)
      const place = code === 'EISDIR' ? path : dirname(path)
      setTrouble(`${what} cannot be saved: ${place} ${why}. ${remedy}, or they are lost when Sextant ends.`)
    }
  }

  return {
    content,
    save: (next) => {
      writing = writing.then(() => write(next))
    },
    flush: () => writing,
    notice: main.fault === null ? null : noticeOf(what, main.fault, (backup?.content ?? null) !== null),
    onTrouble(listen) {
      tell = listen
      if (trouble !== null) listen(trouble)
    },
  }
}

function noticeOf(what: string, fault: string, hasBackup: boolean): string {
  const instead = hasBackup
    ? 'those from before the last change are used instead'
    : 'Sextant begins with new ones'
  return `${what} could not be read, so ${instead}. ${fault}`
}

interface ReadObject {
  /** Null when there is no such file or it holds no JSON object. */
  readonly content: Record<string, unknown> | null
  /** Where the file that could not be read is now, as a sentence; null when there is none. */
  readonly fault: string | null
}

async function readObject(path: string, log: Log): Promise<ReadObject> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'))
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return { content: value as Record<string, unknown>, fault: null }
  } catch (thrown) {
    if (isAbsent(thrown)) return { content: null, fault: null }
    log('warn', `${path}: ${describeThrown(thrown)}`)
  }
  const aside = await setAside(path)
  return {
    content: null,
    fault: aside === null ? `Look at ${path}.` : `What was there is kept as ${aside}.`,
  }
}
