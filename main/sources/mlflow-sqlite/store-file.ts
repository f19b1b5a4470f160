import { basename } from 'node:path'
import type { Disposable } from '../../../shared/lifecycle'
import type { OpenReadonly } from '../../store/sqlite-binding'
import { openConnection, type Connection } from './connection'
import { cloneOrFail, cloneUnderLock, copyWithLog, type DatabaseCopy } from './database-copy'
import { isBusy, isDamage, StoreFault } from './fault'
import { lookAt, readHeader, type DatabaseHeader, type FileLook } from './file-look'
import { isMlflowStore, type MlflowSchema } from './schema'

export interface StoreFileOptions {
  readonly location: string
  readonly openReadonly: OpenReadonly
  readonly temporaryFolder: string
  /** Names the folders of copies. */
  readonly sourceId: string
  /** A copy that took longer than this is not followed by another at once; tests on a busy machine want no such pause. */
  readonly slowCopyMs?: number | undefined
  readonly now: () => number
  readonly longRead?: LongRead
  /** What the database must be; MLflow's store when nothing is said. */
  readonly expected?: ExpectedStore
}

export interface ExpectedStore {
  readonly is: (schema: MlflowSchema) => boolean
  /** In a sentence: `an MLflow store`. */
  readonly noun: string
}

const mlflowStore: ExpectedStore = { is: isMlflowStore, noun: 'an MLflow store' }

/** When and how a database is cloned for a long read. */
export interface LongRead {
  readonly fromBytes: number
  readonly clone: (from: string, to: string) => void
}

/** What the file is at, so that callers can tell whether what they know still holds. */
export interface StoreVersion {
  /** Rises when something may have been committed. */
  readonly content: number
  /** Rises when rowids lost their meaning: another file, another schema, a VACUUM. */
  readonly epoch: number
}

/** The user's database: opened in place when that leaves no trace, else as a copy; opened again when replaced. */
export interface StoreFile extends Disposable {
  /** Looks whether something changed, and opens what has to be opened. Rejects with the fault. */
  refresh(): Promise<StoreVersion>
  /** The open database. Throws when opening it in place became wrong since `refresh`. */
  connection(): Connection
  /** Names what rowids mean now, across restarts: the file and its schema's version. */
  rowids(): string
  /** A clone to read from at length without holding locks, or null when reading in place is as good. */
  cloneForLongRead(): Promise<(Disposable & { connection(): Connection }) | null>
}

/** Reading a smaller one whole takes less than a second in place, in slices. */
const usualLongRead: LongRead = { fromBytes: 64 * 1024 * 1024, clone: cloneOrFail }
/** Coarse clocks (HFS+, SMB, FAT: up to 2 s) let a second commit go by under the same time of change. */
const settledMs = 2_100
/** A copy that took this long (no cloning file system, a big store) is made again only after 20 times that. */
const slowCopyMs = 50

export function createStoreFile(options: StoreFileOptions): StoreFile {
  const { location, openReadonly, temporaryFolder, sourceId, longRead = usualLongRead } = options
  const { expected = mlflowStore } = options
  let open: { readonly connection: Connection; readonly copy: DatabaseCopy | null } | null = null
  let look: FileLook | null = null
  let lookedAt = 0
  let dataVersion: unknown = null
  let knownRowids: string | null = null
  let nextCopyAt = 0
  let version: StoreVersion = { content: 0, epoch: 0 }
  let disposed = false
  // A poll and a series may ask at once: the second must not open or copy beside the first.
  let refreshing: Promise<unknown> = Promise.resolve()

  async function refresh(): Promise<StoreVersion> {
    if (disposed) throw new StoreFault('cancelled', 'The store is closed.')
    try {
      const now = await lookAt(location)
      if (look !== null && look.identity !== now.identity) await close()
      const header = readHeader(now.path)
      if (!header.isSqlite) {
        throw new StoreFault(
          'unsupported',
          `${basename(location)} is not an SQLite database, or it is encrypted.`,
        )
      }
      await openAnew(now, header)
      return version
    } catch (thrown) {
      if (!isBusy(thrown)) await close()
      throw thrown
    }
  }

  async function openAnew(now: FileLook, header: DatabaseHeader): Promise<void> {
    try {
      await (header.isWal ? refreshCopy(now) : refreshInPlace(now))
    } catch (thrown) {
      throw isDamage(thrown) && now.bytes < header.expectedBytes
        ? cutShort(now, header.expectedBytes)
        : thrown
    }
  }

  /** Whether nothing was committed since the last look, as far as times of change can tell. */
  function isSame(now: FileLook): boolean {
    const age = lookedAt - now.changedAt
    return open !== null && look?.stamp === now.stamp && (age > settledMs || age < -settledMs)
  }

  async function refreshInPlace(now: FileLook): Promise<void> {
    if (open !== null && open.copy !== null) await close()
    if (isSame(now)) return
    const lookingAt = options.now()
    open ??= { connection: openConnection(openReadonly, now.path), copy: null }
    // Read before any content, so that a commit after it is seen as a change next time.
    const seenVersion = open.connection.dataVersion()
    if (look === null || seenVersion !== dataVersion) noteContent(open.connection, now)
    dataVersion = seenVersion
    lookedAt = lookingAt
    look = now
  }

  async function refreshCopy(now: FileLook): Promise<void> {
    if (open !== null && open.copy === null) await close()
    if (isSame(now) || (open !== null && performance.now() < nextCopyAt)) return
    const startedAt = performance.now()
    const lookingAt = options.now()
    const copy = await copyWithLog(location, temporaryFolder, sourceId)
    const costMs = performance.now() - startedAt
    nextCopyAt = costMs > (options.slowCopyMs ?? slowCopyMs) ? performance.now() + 20 * costMs : 0
    await closeOpen()
    open = { connection: await openCopy(copy), copy }
    noteContent(open.connection, copy.look)
    lookedAt = lookingAt
    look = copy.look
  }

  async function openCopy(copy: DatabaseCopy): Promise<Connection> {
    try {
      return openConnection(openReadonly, copy.path)
    } catch (thrown) {
      await copy.dispose()
      throw thrown
    }
  }

  function noteContent(connection: Connection, now: FileLook): void {
    connection.renewSchema()
    if (!expected.is(connection.schema)) {
      throw new StoreFault(
        'unsupported',
        `${basename(location)} is an SQLite database, but not ${expected.noun}.`,
      )
    }
    const rowids = `${now.identity} ${String(connection.schemaVersion)}`
    version = { content: version.content + 1, epoch: version.epoch + (rowids === knownRowids ? 0 : 1) }
    knownRowids = rowids
  }

  async function closeOpen(): Promise<void> {
    const closing = open
    open = null
    closing?.connection.close()
    await closing?.copy?.dispose()
  }

  /** Forgets the file too: what is found in its place later counts as another one, even with the same inode. */
  async function close(): Promise<void> {
    look = null
    knownRowids = null
    await closeOpen()
  }

  function cutShort(now: FileLook, expectedBytes: number): StoreFault {
    const [has, needs] = [now.bytes, expectedBytes].map((bytes) => `${(bytes / 1e6).toFixed(1)} MB`)
    return new StoreFault('corrupt', `${basename(location)} is cut short: ${has} of ${needs} are there.`)
  }

  return {
    refresh() {
      const next = refreshing.then(refresh)
      refreshing = next.catch(() => undefined)
      return next
    },
    connection() {
      if (open === null || look === null) throw new StoreFault('unavailable', 'The store is closed.')
      if (open.copy === null && readHeader(look.path).isWal) {
        throw new StoreFault('locked', `${basename(location)} is being switched to another journal mode.`)
      }
      return open.connection
    },
    rowids: () => knownRowids ?? '',
    async cloneForLongRead() {
      if (open?.copy !== null || (look?.bytes ?? 0) < longRead.fromBytes) return null
      const copy = await cloneUnderLock(open.connection, location, temporaryFolder, sourceId, longRead.clone)
      if (copy === null) return null
      const connection = await openCopy(copy)
      return {
        connection: () => connection,
        async dispose() {
          connection.close()
          await copy.dispose()
        },
      }
    },
    async dispose() {
      disposed = true
      await refreshing
      await close()
    },
  }
}
