import { accessSync, constants, existsSync, mkdirSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import { describeThrown } from '../../shared/result'
import { systemCode, writeFaultOf } from '../../shared/write-fault'
import { isDamage, isFullDisk, isLock } from './database-trouble'
import { migrate, NewerDatabaseError, refuseNewer } from './migrate'
import { openDatabase, type SqliteDatabase } from './sqlite-binding'

export interface OpenedDatabase {
  readonly database: SqliteDatabase
  /** One sentence for the user when the database could not be used as it was, else null. */
  readonly notice: string | null
}

interface OpenOptions {
  /** Absolute path, or `:memory:`. */
  readonly path: string
  /** Epoch ms; names a file that is set aside. */
  readonly now: number
  readonly log: (level: 'warn' | 'info', message: string) => void
}

/**
 * The ladder: open → once more when locked → a damaged file is set aside and a new one begun → in memory, said aloud.
 * Rules, alerts and hardware history can be read again from nowhere, so a file is set aside only when SQLite says that
 * it is damaged: with a full disk or a lock it is healthy, and stays as it is. The app always starts.
 */
export function openAppDatabase({ path, now, log }: OpenOptions): OpenedDatabase {
  const folderFault = path === ':memory:' ? null : faultOfFolder(dirname(path))
  for (let attempt = 1; ; attempt++) {
    try {
      return { database: prepare(path), notice: null }
    } catch (thrown) {
      log('warn', `database ${path}, attempt ${attempt}: ${describeThrown(thrown)}`)
      if (isLock(thrown) && attempt === 1) continue
      return isDamage(thrown) ? startAfresh({ path, now, log }) : inMemory(reasonOf(thrown, folderFault))
    }
  }
}

function startAfresh({ path, now, log }: OpenOptions): OpenedDatabase {
  const aside = setAside(path, now)
  if (aside === null) return inMemory('is damaged, and cannot be moved out of the way')
  try {
    return {
      database: prepare(path),
      notice: `Sextant's own database was damaged. It was set aside as ${aside}, and a new one was started.`,
    }
  } catch (thrown) {
    log('warn', `fresh database ${path}: ${describeThrown(thrown)}`)
    return inMemory(`was damaged and set aside as ${aside}, and no new one can be written`)
  }
}

/** Completes "Sextant's own database …". */
function reasonOf(thrown: unknown, folderFault: string | null): string {
  if (thrown instanceof NewerDatabaseError) return 'was written by a newer Sextant'
  if (isFullDisk(thrown)) return 'cannot be opened, because the disk is full'
  if (isLock(thrown)) return 'is held by another program'
  return folderFault === null ? 'cannot be opened' : `cannot be opened, because ${folderFault}`
}

function prepare(path: string): SqliteDatabase {
  const database = openDatabase(path)
  try {
    // Before anything is written: a newer app's database must stay byte for byte as it is.
    refuseNewer(database)
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = NORMAL')
    database.pragma('foreign_keys = ON')
    migrate(database)
    // A damaged page often shows only when it is read; the schema check is cheap and finds a torn header.
    database.prepare('SELECT count(*) FROM source').get()
    return database
  } catch (thrown) {
    database.close()
    throw thrown
  }
}

/** Makes the folder. Null when it can be written to, else why not, as the end of a sentence. */
function faultOfFolder(folder: string): string | null {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
    return null
  } catch (thrown) {
    return `${folder} ${writeFaultOf(systemCode(thrown)).why}`
  }
}

function inMemory(why: string): OpenedDatabase {
  return {
    database: prepare(':memory:'),
    notice: `Sextant's own database ${why}. Everything works, but history, alerts and rules of this session are not kept: what was kept before is untouched, and back after a start that can open it.`,
  }
}

/** The new name, or null when the file cannot be moved. The -wal and -shm beside it belong to it and go along. */
function setAside(path: string, now: number): string | null {
  const stamp = new Date(now).toISOString().replace(/[:.]/g, '-')
  const aside = `${path}.corrupt-${stamp}`
  try {
    for (const suffix of ['', '-wal', '-shm']) {
      if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix)
    }
    return aside
  } catch {
    return null
  }
}
