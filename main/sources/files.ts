import { closeSync, fstatSync, openSync, opendirSync, readSync, readdirSync, statSync } from 'node:fs'
import type { Dir, Dirent, Stats } from 'node:fs'
import { isGone } from './file-error'

/*
 * Synchronous on purpose: adapters have a thread to themselves, and one open, read and close take 3.6 µs this way,
 * against 25 µs through promises. Callers give way between files (pacer.ts).
 */

/** What tells one version of a file from another. */
export interface FileStamp {
  readonly mtimeMs: number
  readonly size: number
  readonly ino: number
}

export function stampOf(path: string): FileStamp | null {
  const stats = statOf(path)
  return stats === null ? null : { mtimeMs: stats.mtimeMs, size: stats.size, ino: stats.ino }
}

export function statOf(path: string): Stats | null {
  return statSync(path, { throwIfNoEntry: false }) ?? null
}

export function isSameStamp(a: FileStamp | null, b: FileStamp | null): boolean {
  return (
    a === b || (a !== null && b !== null && a.mtimeMs === b.mtimeMs && a.size === b.size && a.ino === b.ino)
  )
}

/**
 * Entries of a folder, null when there is no such folder. Hidden ones are left out: `.DS_Store` of Finder, the
 * `._name` twins macOS makes on disks that are not its own, and `.name.Xa81` of an rsync that is under way. MLflow
 * itself hides only `.trash`, which callers name. `shown` is not left out.
 */
export function entriesOf(folder: string, shown?: string): Dirent[] | null {
  try {
    return readdirSync(folder, { withFileTypes: true }).filter(
      ({ name }) => !name.startsWith('.') || name === shown,
    )
  } catch (thrown) {
    if (isGone(thrown)) return null
    throw thrown
  }
}

/** The same one by one, for folders of tens of thousands: listing 20 000 at once takes 15 ms. None without a folder. */
export function* entriesIn(folder: string): Generator<Dirent, undefined> {
  let open: Dir
  try {
    open = opendirSync(folder, { bufferSize: 512 })
  } catch (thrown) {
    if (isGone(thrown)) return
    throw thrown
  }
  try {
    for (let entry = open.readSync(); entry !== null; entry = open.readSync())
      if (!entry.name.startsWith('.')) yield entry
  } finally {
    open.closeSync()
  }
}

/** A folder, or a link to one. */
export function isFolder(parent: string, entry: Dirent): boolean {
  if (entry.isDirectory()) return true
  return entry.isSymbolicLink() && (statOf(`${parent}/${entry.name}`)?.isDirectory() ?? false)
}

/** Below this many levels no key of MLflow's 250 characters is nested; a loop of links would be. */
const deepestKey = 60

/** Keys of a `tags`, `params` or `metrics` folder: the path of each file below it. A slash in a key is a folder. */
export function keysIn(folder: string, prefix = '', keys: string[] = [], depth = 0): string[] {
  for (const entry of entriesOf(folder) ?? []) {
    const key = prefix + entry.name
    if (!entry.isDirectory()) keys.push(key)
    else if (depth < deepestKey) keysIn(`${folder}/${entry.name}`, `${key}/`, keys, depth + 1)
  }
  return keys
}

/** MLflow's longest text is a registry tag of 100 000 characters. */
const largestText = 2 ** 20
let shared = Buffer.allocUnsafeSlow(2 ** 16)

/** A small file as text; null when it is not there. Throws an error with code EFBIG above 1 MiB. */
export function readText(path: string): string | null {
  return opened(path, textOf)
}

/** The same with the stamp of what was read, for which the path is not looked up once more. */
export function readStamped(path: string): { readonly text: string; readonly stamp: FileStamp } | null {
  return opened(path, (file) => {
    const { mtimeMs, size, ino } = fstatSync(file)
    return { text: textOf(file, path), stamp: { mtimeMs, size, ino } }
  })
}

function opened<T>(path: string, use: (file: number, path: string) => T): T | null {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (thrown) {
    if (isGone(thrown)) return null
    throw thrown
  }
  try {
    return use(file, path)
  } finally {
    closeSync(file)
  }
}

function textOf(file: number, path: string): string {
  let length = readSync(file, shared, 0, shared.length, 0)
  while (length === shared.length) {
    if (length > largestText) throw Object.assign(new Error(`EFBIG: ${path}`), { code: 'EFBIG' })
    shared = Buffer.concat([shared, Buffer.allocUnsafe(shared.length)])
    length += readSync(file, shared, length, shared.length - length, length)
  }
  return shared.toString('utf8', 0, length)
}
