import type { RunPage, RunQuery, RunRow } from '../../../shared/model/run-query'
import { runJoin, runRowColumns, toRunRow, wantedColumns, type StoredRunRow } from '../run-rows'
import type { SqliteDatabase } from '../sqlite-binding'
import { pickRuns } from './pick-runs'
import type { RunIndex } from './run-index'
import { createWholeTexts } from './whole-texts'

type PickedRow = StoredRunRow & { readonly row: number }

/** A page of runs: the index says which, the database gives the rows. */
export function createIndexedList(database: SqliteDatabase) {
  const byRow = database.prepare(
    `SELECT run.row, ${runRowColumns} FROM ${runJoin} WHERE run.row IN (SELECT value FROM json_each(?))`,
  )

  const wholeTexts = createWholeTexts(database)

  return function listIndexed(index: RunIndex, query: RunQuery, now: number, revision: number): RunPage {
    const { rows, total, totalUnfiltered, deletedCount } = pickRuns(index, query, { now, wholeTexts })
    const wanted = wantedColumns(query.columns)
    const found = new Map<number, RunRow>()
    for (const { row, ...stored } of byRow.all(JSON.stringify(rows)) as PickedRow[])
      found.set(row, toRunRow(stored, wanted, now))
    return {
      revision,
      total,
      totalUnfiltered,
      deletedCount,
      offset: query.offset,
      rows: rows.flatMap((row) => found.get(row) ?? []),
    }
  }
}
