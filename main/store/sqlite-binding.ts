import Database from 'better-sqlite3'

/**
 * The only importer of better-sqlite3. The app opens its own database with `openDatabase`; sources receive
 * `openReadonly` to read a user's store and cannot open one any other way.
 */

/** Set by the launcher for the Linux fallback runtime, whose Node-API is too old for the shipped prebuild. */
const nativeBinding = process.env['APP_SQLITE_BINDING']
const binding = nativeBinding === undefined ? {} : { nativeBinding }

export type SqliteDatabase = Database.Database

export function openDatabase(path: string): SqliteDatabase {
  return new Database(path, { ...binding, timeout: 2_000 })
}

export type OpenReadonly = (path: string) => SqliteDatabase

/** Never creates the file. Busy for at most 50 ms (a lock is retried by a timer, not by waiting): design.md 0.2. */
export const openReadonly: OpenReadonly = (path) => {
  const database = new Database(path, { ...binding, readonly: true, fileMustExist: true, timeout: 50 })
  database.pragma('query_only = ON')
  return database
}
