import type { SourceBatch } from '../../main/sources/source'
import { createCatalog, type Catalog } from '../../main/store/catalog'
import { openAppDatabase } from '../../main/store/open'
import type { SqliteDatabase } from '../../main/store/sqlite-binding'
import type { SourceSpec } from '../../shared/model/source'
import { createFakeClock } from './fake-clock'

export interface RealCatalogue {
  readonly catalog: Catalog
  readonly database: SqliteDatabase
  /** A second catalogue on the same database: what the app shows after a restart. */
  again(): Catalog
  close(): void
}

/** The catalogue on a real database in memory, told of the sources. */
export function realCatalogue(specs: readonly SourceSpec[]): RealCatalogue {
  const { database } = openAppDatabase({ path: ':memory:', now: 0, log: () => {} })
  const clock = createFakeClock()
  const made: Catalog[] = []
  const make = () => {
    const catalog = createCatalog({ database, clock, onSummary: () => {}, onRunsChanged: () => {} })
    made.push(catalog)
    return catalog
  }
  const catalog = make()
  catalog.setSources(specs, [])
  return {
    catalog,
    database,
    again: make,
    close() {
      for (const one of made) one.dispose()
      database.close()
    },
  }
}

/** A clock that does not tick in whole ms, and what a damaged or foreign file may hold in a number's place. */
export const absurdNumbers = [
  ...[1_764_120_000_678.9, -0.25, NaN, Infinity, -Infinity, 1e300, -1e300, 2 ** 63, -(2 ** 60)],
] as const

/** The batch with every time and size of its entities, and the times of metrics, replaced by `absurd`. */
export function withNumbers(batch: SourceBatch, absurd: number): SourceBatch {
  const replaced = <T extends object>(entity: T, except: readonly string[] = []): T =>
    Object.fromEntries(
      Object.entries(entity).map(([key, value]: [string, unknown]) => {
        const isTimeOrSize = typeof value === 'number' || (value === null && /(At|Time|bytes)$/.test(key))
        return [key, isTimeOrSize && !except.includes(key) ? absurd : value]
      }),
    ) as T
  return {
    ...batch,
    projects: (batch.projects ?? []).map((project) => replaced(project)),
    experiments: (batch.experiments ?? []).map((experiment) => replaced(experiment)),
    models: (batch.models ?? []).map((model) => replaced(model)),
    reports: (batch.reports ?? []).map((report) => replaced(report)),
    runs: (batch.runs ?? []).map((run) => ({
      ...replaced(run),
      metrics: Object.fromEntries(
        Object.entries(run.metrics).map(([key, metric]) => [key, replaced(metric, ['value'])]),
      ),
    })),
  }
}
