import { filledTextOf } from './cells'
import type { Connection } from './connection'
import type { Reading } from './reading'
import { inRowidSlices } from './rows-of-runs'

/** The highest rowid of each table whose new rows tell which run changed. */
export type Marks = ReadonlyMap<string, number>

/** A row of `inputs` leads from a data set to its run, or (3.0) from a run to its model. */
const runOfInput = `CASE WHEN source_type IN ('RUN_INPUT', 'RUN_OUTPUT') THEN source_id ELSE destination_id END`

const runColumns: readonly (readonly [table: string, column: string, run?: string])[] = [
  ['runs', 'run_uuid'],
  ['metrics', 'run_uuid'],
  ['params', 'run_uuid'],
  ['tags', 'run_uuid'],
  ['inputs', 'destination_id', runOfInput],
]

/** One lookup at the end of each table, all in one read. */
export function readMarks(connection: Connection): Marks {
  const present = runColumns.filter(([table, column]) => connection.schema.hasColumn(table, column))
  const highest = present.map(([table]) => `(SELECT max(rowid) FROM ${table})`)
  const row = connection.rows(`SELECT ${highest.join(', ')}`)[0] ?? []
  return new Map(present.map(([table], at) => [table, Number(row[at] ?? 0)]))
}

/** Runs that got rows between the two marks. A table whose mark fell lost rows: nothing can be said by it. */
export async function runsBetween(reading: Reading, from: Marks, to: Marks): Promise<Set<string>> {
  const runIds = new Set<string>()
  for (const [table, column, run = column] of runColumns) {
    const [after, upTo] = [from.get(table) ?? 0, to.get(table) ?? 0]
    if (upTo <= after) continue
    const sql = `SELECT rowid, ${run} FROM ${table} WHERE rowid <= ? AND rowid > ? ORDER BY rowid LIMIT ?`
    await inRowidSlices(reading, sql, [upTo], after, ([runId]) => {
      const id = filledTextOf(runId)
      if (id !== null) runIds.add(id)
    })
  }
  return runIds
}

export function didAnyFall(from: Marks, to: Marks): boolean {
  return [...from].some(([table, mark]) => (to.get(table) ?? 0) < mark)
}
