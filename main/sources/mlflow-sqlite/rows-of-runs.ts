import type { Row } from './cells'
import type { Connection, Parameter } from './connection'
import type { Reading } from './reading'

/** A table with rows that belong to runs, as SQL fragments. */
export interface RunTable {
  readonly table: string
  /** Index to go by, forced: without statistics the planner prefers the primary key, which begins with `key`. */
  readonly index: string | null
  readonly runColumn: string
  /** More conditions, each with its AND. */
  readonly where: string
  readonly columns: readonly string[]
  readonly joins: string
}

export type VisitRow = (position: number, row: Row) => void

/**
 * Visits the rows of these runs, with the run's position in `runIds`; rows of one run come in their rowid order.
 * How many there are is counted first, in the index alone, so that no slice reads more than it may: a run can have
 * two parameters or ten thousand.
 */
export async function rowsOfRuns(
  reading: Reading,
  table: RunTable,
  runIds: readonly string[],
  visit: VisitRow,
): Promise<void> {
  if (table.index === null) return scanWhole(reading, table, runIds, visit)
  const counts = await reading.slice((connection) => countRows(connection, table, runIds))
  for (let from = 0; from < runIds.length;) {
    const to = endOfGroup(counts, from, reading.sliceRows())
    const isHuge = to === from + 1 && (counts[from] ?? 0) > reading.sliceRows()
    if (isHuge) await readHuge(reading, table, runIds[from] ?? '', (row) => visit(from, row))
    else await readGroup(reading, table, runIds, from, to, visit)
    from = to
  }
}

/** First position after a group of runs that have at most `most` rows together; a group is one run at least. */
export function endOfGroup(counts: readonly number[], from: number, most: number): number {
  let sum = counts[from] ?? 0
  let to = from + 1
  while (to < counts.length && sum + (counts[to] ?? 0) <= most) sum += counts[to++] ?? 0
  return to
}

function indexed({ table, index }: RunTable): string {
  return index === null ? table : `${table} INDEXED BY "${index.replaceAll('"', '""')}"`
}

function countRows(connection: Connection, table: RunTable, runIds: readonly string[]): number[] {
  const sql = `SELECT (SELECT count(*) FROM ${indexed(table)} WHERE ${table.table}.${table.runColumn} = j.value ${table.where})
    FROM json_each(?) j ORDER BY j.key`
  return connection.rows(sql, JSON.stringify(runIds)).map(([count]) => Number(count))
}

async function readGroup(
  reading: Reading,
  table: RunTable,
  runIds: readonly string[],
  from: number,
  to: number,
  visit: VisitRow,
): Promise<void> {
  const sql = `SELECT j.key, ${table.columns.join(', ')} FROM json_each(?) j
    CROSS JOIN ${indexed(table)} ON ${table.table}.${table.runColumn} = j.value ${table.where} ${table.joins}`
  const ids = JSON.stringify(runIds.slice(from, to))
  const rows = await reading.bulk((connection) => connection.rows(sql, ids))
  // Not taken apart as [position, ...cells]: until it is compiled, that takes three times as long, and first pages are read so.
  for (const row of rows) visit(from + Number(row[0]), row.slice(1))
}

async function readHuge(
  reading: Reading,
  table: RunTable,
  runId: string,
  visit: (row: Row) => void,
): Promise<void> {
  const { table: name, columns, runColumn, where, joins } = table
  const sql = `SELECT ${name}.rowid, ${columns.join(', ')} FROM ${indexed(table)} ${joins}
    WHERE ${name}.${runColumn} = ? ${where} AND ${name}.rowid > ? ORDER BY ${name}.rowid LIMIT ?`
  await inRowidSlices(reading, sql, [runId], Number.MIN_SAFE_INTEGER, visit)
}

/** Before 1.25 only the primary key (key first) leads to a run's rows: the whole table is gone through, once a call. */
async function scanWhole(
  reading: Reading,
  table: RunTable,
  runIds: readonly string[],
  visit: VisitRow,
): Promise<void> {
  const { table: name, columns, runColumn, where, joins } = table
  const positions = new Map(runIds.map((runId, position) => [runId, position]))
  const sql = `SELECT ${name}.rowid, ${name}.${runColumn}, ${columns.join(', ')} FROM ${name} ${joins}
    WHERE ${name}.rowid > ? ${where} ORDER BY ${name}.rowid LIMIT ?`
  await inRowidSlices(reading, sql, [], Number.MIN_SAFE_INTEGER, ([runId, ...cells]) => {
    const position = positions.get(String(runId))
    if (position !== undefined) visit(position, cells)
  })
}

/**
 * Runs `sql` again and again with `parameters`, the last rowid seen and a limit, until it gives nothing new. Its first
 * column is the rowid. Returns the last one.
 */
export async function inRowidSlices(
  reading: Reading,
  sql: string,
  parameters: readonly Parameter[],
  start: number,
  visit: (row: Row) => void,
): Promise<number> {
  for (let after = start; ;) {
    const rows = await reading.bulk((connection) =>
      connection.rows(sql, ...parameters, after, reading.sliceRows()),
    )
    for (const row of rows) visit(row.slice(1))
    const last = rows.at(-1)?.[0]
    // A damaged tree can lead in circles; rowids that do not rise end it.
    if (typeof last !== 'number' || last <= after) return after
    after = last
  }
}
