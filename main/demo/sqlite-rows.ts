/** As much of better-sqlite3 as is needed here; the caller opens it, because only the store layer may import it. */
export interface DemoDatabase {
  exec(sql: string): unknown
  prepare(sql: string): { run(...values: (string | number | null)[]): unknown }
  close(): unknown
}

export type Row = readonly (string | number | null)[]

/** Rows in the order of the table's columns. */
export function insert(database: DemoDatabase, table: string, rows: readonly Row[]): void {
  const width = rows[0]?.length ?? 0
  if (width === 0) return
  const statement = database.prepare(`INSERT INTO ${table} VALUES (${Array(width).fill('?').join(', ')})`)
  for (const row of rows) statement.run(...row)
}
