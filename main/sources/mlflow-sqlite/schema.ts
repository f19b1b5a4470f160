import { textOf, type Row } from './cells'

/**
 * What a database holds, found by looking: MLflow itself refuses every alembic revision but its own, and revisions
 * of branches and forks are unknown anyway. Tables and columns since 0.9 (before the first revision) occur.
 */
export interface MlflowSchema {
  /** `alembic_version.version_num`, for people; null before MLflow 1.0. */
  readonly revision: string | null
  hasTable(table: string): boolean
  hasColumn(table: string, column: string): boolean
  /** Columns of the primary key in its order, or [] when the table has none. */
  primaryKey(table: string): readonly string[]
  /** Name of an index on exactly these columns that covers all rows, or null: SQLite refuses INDEXED BY without it. */
  indexOn(table: string, columns: readonly string[]): string | null
}

export type RunQuery = (sql: string) => readonly Row[]

const columnsSql = `SELECT m.name, x.name, x.pk FROM sqlite_master m, pragma_table_xinfo(m.name) x WHERE m.type = 'table'`
const indexesSql = `SELECT m.name, l.name, i.name
  FROM sqlite_master m, pragma_index_list(m.name) l, pragma_index_info(l.name) i
  WHERE m.type = 'table' AND l.partial = 0 ORDER BY m.name, l.name, i.seqno`

export function probeSchema(query: RunQuery): MlflowSchema {
  const tables = new Map<string, Map<string, number>>()
  for (const [table, column, keyPosition] of query(columnsSql)) {
    const columns = tables.get(String(table)) ?? new Map<string, number>()
    tables.set(String(table), columns.set(String(column), Number(keyPosition)))
  }
  const indexes = new Map<string, Map<string, string[]>>()
  for (const [table, index, column] of query(indexesSql)) {
    const ofTable = indexes.get(String(table)) ?? new Map<string, string[]>()
    indexes.set(String(table), ofTable)
    ofTable.set(String(index), [...(ofTable.get(String(index)) ?? []), String(column)])
  }
  const hasColumn = (table: string, column: string) => tables.get(table)?.has(column) ?? false
  return {
    revision: hasColumn('alembic_version', 'version_num') ? revisionOf(query) : null,
    hasTable: (table) => tables.has(table),
    hasColumn,
    primaryKey: (table) =>
      [...(tables.get(table) ?? [])]
        .filter(([, position]) => position > 0)
        .sort(([, a], [, b]) => a - b)
        .map(([column]) => column),
    indexOn: (table, columns) => {
      const wanted = columns.join()
      return [...(indexes.get(table) ?? [])].find(([, own]) => own.join() === wanted)?.[0] ?? null
    },
  }
}

function revisionOf(query: RunQuery): string | null {
  return textOf(query('SELECT version_num FROM alembic_version LIMIT 1')[0]?.[0] ?? null)
}

/** Without these three a database is nobody's tracking store. */
export function isMlflowStore(schema: MlflowSchema): boolean {
  return (
    schema.hasColumn('experiments', 'experiment_id') &&
    schema.hasColumn('runs', 'run_uuid') &&
    schema.hasColumn('metrics', 'key')
  )
}

/** The column, or what stands for it in a revision that lacks it. */
export function columnOr(schema: MlflowSchema, table: string, column: string, otherwise = 'NULL'): string {
  return schema.hasColumn(table, column) ? `${table}.${column}` : otherwise
}
