import type { OpenReadonly, SqliteDatabase } from '../../store/sqlite-binding'
import type { Row } from './cells'
import { probeSchema, type MlflowSchema } from './schema'

export type Parameter = string | number | null

/** An open database: every read is one `.all()`, over before it returns, so that no lock outlives a call. */
export interface Connection {
  readonly schema: MlflowSchema
  readonly rows: (sql: string, ...parameters: readonly Parameter[]) => readonly Row[]
  /** The first column of the first row; null when there is none. */
  value(sql: string, ...parameters: readonly Parameter[]): unknown
  /** Rises with every commit of anybody else. Takes the read lock for some µs. */
  dataVersion(): unknown
  /** Changes with every CREATE, ALTER and VACUUM: rowids known before mean nothing after. */
  readonly schemaVersion: unknown
  /** Runs `work` under a read lock, in which the file cannot change. Only for what takes no time. */
  underReadLock(work: () => void): void
  /** Reads the schema again when it changed; true when it did. */
  renewSchema(): boolean
  close(): void
}

export function openConnection(open: OpenReadonly, path: string): Connection {
  const database = open(path)
  try {
    // SQLite's own waiting blocks the thread and asks 6 times in 50 ms; reading.ts waits in a better way.
    database.pragma('busy_timeout = 0')
    return wrap(database)
  } catch (thrown) {
    database.close()
    throw thrown
  }
}

interface Prepared {
  all(...parameters: Parameter[]): unknown[]
}

function wrap(database: SqliteDatabase): Connection {
  // Preparing costs more than many of these reads; the same few dozen statements come again and again.
  const prepared = new Map<string, Prepared>()
  function rows(sql: string, ...parameters: readonly Parameter[]): readonly Row[] {
    const statement: Prepared = prepared.get(sql) ?? database.prepare<Parameter[]>(sql).raw(true)
    prepared.set(sql, statement)
    return statement.all(...parameters) as Row[]
  }
  const pragma = (name: string): unknown => database.pragma(name, { simple: true })
  let schemaVersion = pragma('schema_version')
  let schema = probeSchema(rows)
  return {
    get schema() {
      return schema
    },
    get schemaVersion() {
      return schemaVersion
    },
    rows,
    value: (sql, ...parameters) => rows(sql, ...parameters)[0]?.[0] ?? null,
    dataVersion: () => pragma('data_version'),
    underReadLock(work) {
      database.exec('BEGIN')
      try {
        rows('SELECT 1 FROM runs LIMIT 1')
        work()
      } finally {
        database.exec('COMMIT')
      }
    },
    renewSchema() {
      const now = pragma('schema_version')
      if (now === schemaVersion) return false
      schemaVersion = now
      prepared.clear()
      schema = probeSchema(rows)
      return true
    },
    close: () => void database.close(),
  }
}
