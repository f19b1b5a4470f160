import { constants, copyFileSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Disposable } from '../../../shared/lifecycle'
import type { Connection } from './connection'
import { StoreFault } from './fault'
import { lookAt, readStart, type FileLook } from './file-look'

/** A database in a folder of our own, where SQLite may put its files beside it. */
export interface DatabaseCopy extends Disposable {
  readonly path: string
  /** What the original looked like just before. */
  readonly look: FileLook
}

const copyAttempts = 6
/** Page size, salts and their checksum: another header means that the log began anew. */
const logHeaderBytes = 32

/**
 * Copies a database in WAL mode together with its log, without opening it and without a lock.
 *
 * When nothing changed meanwhile the copy is exact. When commits or checkpoints went on, it is still whole as long
 * as the log was not restarted: every page that a checkpoint wrote into the database meanwhile is also in the log,
 * which is copied after it, and a torn last frame fails its checksum and is ignored
 * (https://www.sqlite.org/fileformat2.html#walformat).
 */
export async function copyWithLog(
  location: string,
  temporaryFolder: string,
  prefix: string,
): Promise<DatabaseCopy> {
  const folder = await makeFolder(temporaryFolder, prefix)
  try {
    for (let attempt = 0; attempt < copyAttempts; attempt++) {
      const look = await tryCopy(location, folder.path)
      if (look !== null) return { path: join(folder.path, 'copy.db'), look, dispose: () => folder.dispose() }
    }
    throw new StoreFault(
      'locked',
      'The database changes faster than it can be copied; it is tried again soon.',
    )
  } catch (thrown) {
    await folder.dispose()
    throw thrown
  }
}

async function tryCopy(location: string, folder: string): Promise<FileLook | null> {
  const copyPath = join(folder, 'copy.db')
  const before = await lookAt(location)
  const logBefore = startOfLog(`${before.path}-wal`)
  // A copy inherits the original's mode: a read-only one could not be written over by the next attempt.
  await Promise.all([rm(copyPath, { force: true }), rm(`${copyPath}-wal`, { force: true })])
  await copyFile(before.path, copyPath, constants.COPYFILE_FICLONE)
  await copyFile(`${before.path}-wal`, `${copyPath}-wal`, constants.COPYFILE_FICLONE).catch(ignoreMissing)
  const after = await lookAt(location)
  if (after.stamp === before.stamp) return before
  const logCopied = startOfLog(`${copyPath}-wal`)
  const isSameLog = logCopied.length === logHeaderBytes && logCopied.equals(logBefore)
  return isSameLog && after.identity === before.identity ? before : null
}

/**
 * Clones a big database in rollback mode, so that a long read holds no lock. Only where the file system clones
 * (APFS, in no time): a real copy would keep the lock for seconds. Null when it does not, or when it is locked.
 */
export async function cloneUnderLock(
  connection: Connection,
  location: string,
  temporaryFolder: string,
  prefix: string,
  clone: (from: string, to: string) => void,
): Promise<DatabaseCopy | null> {
  const look = await lookAt(location)
  const folder = await makeFolder(temporaryFolder, prefix)
  const path = join(folder.path, 'copy.db')
  try {
    connection.underReadLock(() => clone(look.path, path))
    return { path, look, dispose: () => folder.dispose() }
  } catch {
    await folder.dispose()
    return null
  }
}

/** Shares the blocks of the original; throws where the file system cannot. */
export function cloneOrFail(from: string, to: string): void {
  copyFileSync(from, to, constants.COPYFILE_FICLONE_FORCE)
}

async function makeFolder(
  temporaryFolder: string,
  prefix: string,
): Promise<Disposable & { readonly path: string }> {
  await mkdir(temporaryFolder, { recursive: true })
  const path = await mkdtemp(join(temporaryFolder, `${prefix}-`))
  return { path, dispose: () => rm(path, { recursive: true, force: true }) }
}

function startOfLog(path: string): Buffer {
  try {
    return readStart(path, logHeaderBytes)
  } catch (thrown) {
    ignoreMissing(thrown)
    return Buffer.alloc(0)
  }
}

function ignoreMissing(thrown: unknown): void {
  if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT')) throw thrown
}
