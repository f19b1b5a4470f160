import * as v from 'valibot'
import { createCatalogWriter, type CatalogWriter } from '../../main/store/catalog-writer'
import { openAppDatabase } from '../../main/store/open'
import { createIndexedList } from '../../main/store/run-index/list-indexed-runs'
import { keepRunIndex } from '../../main/store/run-index/keep-run-index'
import { runGroups } from '../../main/store/run-index/run-groups'
import { installQueryFunctions, listRuns } from '../../main/store/run-query'
import type { SqliteDatabase } from '../../main/store/sqlite-binding'
import { RunQuerySchema, type RunPage, type RunQueryInput } from '../../shared/model/run-query'
import { createFakeClock, type FakeClock } from './fake-clock'

const closers: (() => void)[] = []
/** For after each test. */
export function closeIndexes(): void {
  closers.splice(0).forEach((close) => close())
}

interface AskedBothWays {
  /** Groups of runs as the index and as SQL count them. */
  groups(): { readonly indexed: readonly string[]; readonly asked: readonly string[] }
  readonly clock: FakeClock
  readonly database: SqliteDatabase
  readonly writer: CatalogWriter
  both(input: RunQueryInput, now?: number): { readonly indexed: RunPage; readonly asked: RunPage }
}

/** A database with its index, asked both ways. */
export function makeIndex(): AskedBothWays {
  const clock = createFakeClock()
  const { database } = openAppDatabase({ path: ':memory:', now: 0, log: () => {} })
  installQueryFunctions(database)
  const kept = keepRunIndex(database, clock)
  const writer = createCatalogWriter(database, kept.follow)
  closers.push(() => database.close())
  const source = (id: string) => ({ id, kind: 'mlflow-file' as const, location: `/${id}`, root: `/${id}` })
  writer.setSources([source('store'), source('other')], [])
  const listIndexed = createIndexedList(database)
  const groupsSql = database.prepare(
    `SELECT source_id AS sourceId, experiment_id AS experimentId, project, lifecycle_stage AS lifecycleStage, status,
       count(*) AS runs, max(start_time) AS lastRunAt
     FROM run GROUP BY source_id, experiment_id, lifecycle_stage, status, project`,
  )
  return {
    groups() {
      const index = kept.whenReady()
      if (index === null) throw new Error('The index is not ready.')
      const ordered = (groups: readonly unknown[]) => groups.map((group) => JSON.stringify(group)).sort()
      return { indexed: ordered(runGroups(index)), asked: ordered(groupsSql.all()) }
    },
    clock,
    database,
    writer,
    both(input: RunQueryInput, now = 0) {
      const query = v.parse(RunQuerySchema, input)
      const index = kept.whenReady()
      if (index === null) throw new Error('The index is not ready.')
      return { indexed: listIndexed(index, query, now, 1), asked: listRuns(database, query, now, 1) }
    },
  }
}
