import type { SqliteDatabase } from './sqlite-binding'
import { catalogMigration } from './migrations/0010-catalog'
import { samplesMigration } from './migrations/0030-samples'
import { alertsMigration } from './migrations/0040-alerts'
import { reportsMigration } from './migrations/0050-reports'
import { modelFactsMigration } from './migrations/0070-model-facts'
import { alertListsMigration } from './migrations/0080-alert-lists'
import { samplesByTimeMigration } from './migrations/0100-samples-by-time'
import { foldedAlertsMigration } from './migrations/0110-folded-alerts'
import { tracesMigration } from './migrations/0120-traces'

export interface Migration {
  /** Rises by tens, so that a fix can be slipped in between. Kept in `PRAGMA user_version`. */
  readonly version: number
  readonly name: string
  readonly sql: string
}

/** In order. A migration that has shipped is never edited: a later one corrects it. */
export const migrations: readonly Migration[] = [
  catalogMigration,
  samplesMigration,
  alertsMigration,
  reportsMigration,
  modelFactsMigration,
  alertListsMigration,
  samplesByTimeMigration,
  foldedAlertsMigration,
  tracesMigration,
]

export class NewerDatabaseError extends Error {
  override readonly name = 'NewerDatabaseError'
}

/** @throws NewerDatabaseError when a newer Sextant wrote the database. Reads only. */
export function refuseNewer(database: SqliteDatabase, steps: readonly Migration[] = migrations): void {
  const current = versionOf(database)
  const newest = steps.at(-1)?.version ?? 0
  if (current > newest) {
    throw new NewerDatabaseError(`database version ${current} is newer than this app's ${newest}`)
  }
}

function versionOf(database: SqliteDatabase): number {
  return database.pragma('user_version', { simple: true }) as number
}

/**
 * Brings the database to the newest version, each step in a transaction of its own.
 * @throws NewerDatabaseError as `refuseNewer`.
 */
export function migrate(database: SqliteDatabase, steps: readonly Migration[] = migrations): void {
  refuseNewer(database, steps)
  const current = versionOf(database)
  for (const step of steps) {
    if (step.version <= current) continue
    database.transaction(() => {
      database.exec(step.sql)
      database.pragma(`user_version = ${step.version}`)
    })()
  }
}
