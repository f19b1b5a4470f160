import type { Category } from './categorical-tests'

/** A column of a table as it was read from CSV or parquet. */
export type DataColumn = NumberColumn | TextColumn

export interface NumberColumn {
  readonly name: string
  /** `integer` only when no value is missing: pandas makes whole numbers with gaps floats, and types follow from that. */
  readonly kind: 'float' | 'integer'
  /** NaN where a value is missing. */
  readonly values: Float64Array
}

export interface TextColumn {
  readonly name: string
  readonly kind: 'string' | 'boolean' | 'datetime'
  readonly values: readonly (string | null)[]
}

export interface DataTable {
  readonly columns: readonly DataColumn[]
  readonly rowCount: number
}

export type DriftColumnType = 'num' | 'cat' | 'text' | 'datetime'

/** Whole numbers with no more different values than this are categories (`INTEGER_CARDINALITY_LIMIT`). */
const mostIntegerCategories = 10

/** The type that Evidently 0.7 infers (`infer_column_type`) when the user declares none. */
export function inferColumnType(column: DataColumn): DriftColumnType {
  switch (column.kind) {
    case 'float':
      return 'num'
    case 'integer':
      return new Set(column.values).size <= mostIntegerCategories ? 'cat' : 'num'
    case 'boolean':
      return 'cat'
    case 'datetime':
      return 'datetime'
    case 'string': {
      const present = presentCategories(column)
      return new Set(present).size > present.length / 2 ? 'text' : 'cat'
    }
  }
}

/** The values without missing and infinite ones, ascending; null for a column of text. */
export function sortedNumbers(column: DataColumn): Float64Array | null {
  if (column.kind !== 'float' && column.kind !== 'integer') return null
  return column.values.filter((value) => Number.isFinite(value)).sort()
}

export function presentCategories(column: DataColumn): readonly Category[] {
  if (column.values instanceof Float64Array)
    return Array.from(column.values).filter((value) => Number.isFinite(value))
  return column.values.filter((value) => value !== null)
}
