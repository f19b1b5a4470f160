import Database from 'better-sqlite3'
import { toJson } from '../../shared/json'
import type { GoldenPoint, GoldenRun } from '../contract/golden-store'

/** The two tables that are read, as trackio 0.43.0 makes them; versions before 0.9 knew runs by their names only. */
export function createTrackioDatabase(
  path: string,
  { hasRunIds = true, journalMode = 'WAL' }: { hasRunIds?: boolean; journalMode?: string } = {},
): Database.Database {
  const database = new Database(path)
  database.pragma(`journal_mode = ${journalMode}`)
  const id = hasRunIds ? 'run_id TEXT NOT NULL,' : ''
  database.exec(`
    CREATE TABLE metrics (id INTEGER PRIMARY KEY AUTOINCREMENT, ${id} timestamp TEXT NOT NULL, run_name TEXT NOT NULL,
      step INTEGER NOT NULL, metrics TEXT NOT NULL);
    CREATE TABLE configs (id INTEGER PRIMARY KEY AUTOINCREMENT, ${id} run_name TEXT NOT NULL, config TEXT NOT NULL,
      created_at TEXT NOT NULL);`)
  return database
}

const hasRunIds = (database: Database.Database) =>
  database.prepare("SELECT 1 FROM pragma_table_info('metrics') WHERE name = 'run_id'").get() !== undefined

export function logToTrackio(
  database: Database.Database,
  runId: string,
  points: readonly GoldenPoint[],
): void {
  const columns = hasRunIds(database) ? 'run_id, run_name' : 'run_name'
  const names = hasRunIds(database) ? [runId, runId] : [runId]
  const add = database.prepare(
    `INSERT INTO metrics (${columns}, timestamp, step, metrics) VALUES (${names.map(() => '?').join()}, ?, ?, ?)`,
  )
  database.transaction(() => {
    for (const { key, value, timestamp, step } of points) {
      const time = new Date(timestamp).toISOString().replace('Z', '000+00:00')
      // As text: `__proto__` is a key like any other.
      add.run(...names, time, step, `{${JSON.stringify(key)}: ${toJson(value)}}`)
    }
  })()
}

/** Of every config; older than any point of the golden store. */
export const configuredAt = '2025-01-01T00:00:00+00:00'

export function writeTrackioRun(database: Database.Database, { runId, params, points }: GoldenRun): void {
  const columns = hasRunIds(database) ? 'run_id, run_name' : 'run_name'
  const names = hasRunIds(database) ? [runId, runId] : [runId]
  database
    .prepare(
      `INSERT INTO configs (${columns}, config, created_at) VALUES (${names.map(() => '?').join()}, ?, '${configuredAt}')`,
    )
    .run(...names, JSON.stringify(params))
  logToTrackio(database, runId, points)
}

export function purgeFromTrackio(database: Database.Database, runId: string): void {
  for (const table of ['metrics', 'configs'])
    database.prepare(`DELETE FROM ${table} WHERE run_name = ?`).run(runId)
}
