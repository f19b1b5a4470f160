import { closeSync, openSync, readSync, fstatSync } from 'node:fs'
import { errnoOf } from '../file-error'
import { isSameStamp, stampOf } from '../files'
import type { FileStamp } from '../files'

/** The first bytes of a file as text; '' for what is not there or may not be read. */
export function readHead(path: string, bytes: number): string {
  return readPart(path, bytes, false)
}

/** The last ones. */
export function readFoot(path: string, bytes: number): string {
  return readPart(path, bytes, true)
}

function readPart(path: string, bytes: number, isFoot: boolean): string {
  try {
    const file = openSync(path, 'r')
    try {
      const start = isFoot ? Math.max(0, fstatSync(file).size - bytes) : 0
      const buffer = Buffer.allocUnsafe(bytes)
      return buffer.toString('utf8', 0, readSync(file, buffer, 0, bytes, start))
    } finally {
      closeSync(file)
    }
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return ''
  }
}

/** Remembers what was found in a file until it changes, so that a list in every poll opens nothing twice. */
export function rememberByStamp<T>(look: (path: string) => T): (path: string) => T {
  const known = new Map<string, { readonly stamp: FileStamp | null; readonly found: T }>()
  return (path) => {
    const stamp = stampOf(path)
    const before = known.get(path)
    if (before !== undefined && isSameStamp(before.stamp, stamp)) return before.found
    const found = look(path)
    if (known.size > 10_000) known.clear()
    known.set(path, { stamp, found })
    return found
  }
}
