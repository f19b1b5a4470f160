import { closeSync, copyFileSync, mkdtempSync, openSync, readSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describeThrown, fail, ok, type Result } from '../../../shared/result'
import type { OpenReadonly, SqliteDatabase } from '../../store/sqlite-binding'

export interface OpenedCopy {
  readonly database: SqliteDatabase
  /** Closes it, and deletes the copy if there was one. */
  close(): void
}

interface OpenOptions {
  readonly path: string
  readonly openReadonly: OpenReadonly
  readonly temporaryFolder: string | null
}

/** More than this is not copied: it would cost the user's disk each time the database changes. */
const largestCopyBytes = 512 * 1024 * 1024

/**
 * Opens a user's database so that nothing appears beside it. In WAL mode SQLite creates `-shm` and `-wal` even for a
 * reader, so such a database is copied, and the copy opened (design.md 0.2).
 */
export function openWithoutTrace(options: OpenOptions): Result<OpenedCopy> {
  const name = basename(options.path)
  try {
    if (!isWal(options.path)) {
      const database = options.openReadonly(options.path)
      return ok({ database, close: () => void database.close() })
    }
    return openCopy(options, name)
  } catch (thrown) {
    return fail('unavailable', `${name} could not be opened.`, describeThrown(thrown))
  }
}

/** Bytes 18 and 19 of the header are the write and read version: 2 means WAL. */
function isWal(path: string): boolean {
  const file = openSync(path, 'r')
  try {
    const header = Buffer.alloc(20)
    return readSync(file, header, 0, 20, 0) === 20 && (header[18] === 2 || header[19] === 2)
  } finally {
    closeSync(file)
  }
}

function openCopy({ path, openReadonly, temporaryFolder }: OpenOptions, name: string): Result<OpenedCopy> {
  if (temporaryFolder === null) return fail('unsupported', `${name} is in WAL mode and cannot be read here.`)
  const before = stampOf(path)
  if (before.bytes > largestCopyBytes)
    return fail('unavailable', `${name} is too large to be copied for reading.`)
  const folder = mkdtempSync(join(temporaryFolder, 'evidently-'))
  const drop = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    const copy = join(folder, 'store.db')
    copyFileSync(path, copy)
    if (before.hasWal) copyFileSync(`${path}-wal`, `${copy}-wal`)
    if (stampOf(path).text !== before.text) {
      drop()
      return fail('locked', `${name} is being written; it is read again shortly.`)
    }
    const database = openReadonly(copy)
    return ok({
      database,
      close() {
        database.close()
        drop()
      },
    })
  } catch (thrown) {
    drop()
    throw thrown
  }
}

/** Of the database together with its log. */
export function stampOf(path: string): {
  readonly text: string
  readonly bytes: number
  readonly hasWal: boolean
} {
  const main = statSync(path)
  const wal = statSync(`${path}-wal`, { throwIfNoEntry: false })
  const text = [main, wal]
    .map((stat) => (stat === undefined ? '' : `${stat.size}:${stat.mtimeMs}:${stat.ino}`))
    .join('|')
  return { text, bytes: main.size + (wal?.size ?? 0), hasWal: wal !== undefined && wal.size > 0 }
}
