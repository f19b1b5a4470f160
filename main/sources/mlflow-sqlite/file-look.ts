import { closeSync, openSync, readSync } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { StoreFault } from './fault'

/** A database and its write-ahead log as `stat` sees them: no lock is taken, nothing is opened. */
export interface FileLook {
  /** With links followed, as SQLite does before it names the log. */
  readonly path: string
  /** Another value means another file under the same name (mv, delete and create). */
  readonly identity: string
  /** Another value means that something may have been committed. */
  readonly stamp: string
  readonly bytes: number
  readonly hasLog: boolean
  /** Epoch ms. */
  readonly changedAt: number
}

export async function lookAt(location: string): Promise<FileLook> {
  const path = await realpath(location)
  const [file, log] = await Promise.all([
    stat(path, { bigint: true }),
    stat(`${path}-wal`, { bigint: true }).catch(() => null),
  ])
  const name = basename(location)
  // Opening a pipe would wait for ever, and a folder is a mistake of whoever typed the path.
  if (!file.isFile()) throw new StoreFault('unsupported', `${name} is not a file.`)
  if (file.size === 0n)
    throw new StoreFault('unsupported', `${name} is empty: nothing was ever logged to it.`)
  const identity = `${file.dev}:${file.ino}`
  const logStamp = log === null ? '' : [log.ino, log.size, log.mtimeNs].join(':')
  return {
    path,
    identity,
    stamp: [identity, file.size, file.mtimeNs, file.ctimeNs, logStamp].join(':'),
    bytes: Number(file.size),
    hasLog: log !== null && log.size > 0n,
    changedAt: Number(file.mtimeNs / 1_000_000n),
  }
}

export interface DatabaseHeader {
  readonly isSqlite: boolean
  /** Opening such a file creates `-shm` beside it, even read-only. */
  readonly isWal: boolean
  /** What the file should be long, by its own account; 0 when it does not say. */
  readonly expectedBytes: number
}

/**
 * The first 100 bytes (https://www.sqlite.org/fileformat.html#the_database_header). Synchronous on purpose: closing
 * any descriptor of a file drops all POSIX locks that the process has on it, so this must not happen on another
 * thread in the middle of a statement.
 */
export function readHeader(path: string): DatabaseHeader {
  const bytes = readStart(path, 100)
  const isSqlite = bytes.length === 100 && bytes.toString('latin1', 0, 16) === 'SQLite format 3\0'
  if (!isSqlite) return { isSqlite, isWal: false, expectedBytes: 0 }
  const pageBytes = bytes.readUInt16BE(16) === 1 ? 65_536 : bytes.readUInt16BE(16)
  // Libraries before 3.7 left the page count alone: it counts only when it is of the last change.
  const isCountValid = bytes.readUInt32BE(24) === bytes.readUInt32BE(92)
  return {
    isSqlite,
    isWal: bytes[18] === 2 || bytes[19] === 2,
    expectedBytes: isCountValid ? pageBytes * bytes.readUInt32BE(28) : 0,
  }
}

/** Up to `count` bytes; fewer when the file is shorter. */
export function readStart(path: string, count: number): Buffer {
  const descriptor = openSync(path, 'r')
  try {
    const buffer = Buffer.alloc(count)
    return buffer.subarray(0, readSync(descriptor, buffer, 0, count, 0))
  } finally {
    closeSync(descriptor)
  }
}
