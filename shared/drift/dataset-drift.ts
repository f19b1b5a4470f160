import { columnDrift, type ColumnDrift, type DriftChoice } from './column-drift'
import type { DataTable } from './data-column'

export interface DatasetDrift {
  readonly columns: readonly ColumnDrift[]
  /** Drifted / compared columns, 0..1; null when none could be compared. */
  readonly driftShare: number | null
  readonly driftShareThreshold: number
  readonly driftedCount: number
  /** Columns with a verdict. */
  readonly comparedCount: number
  readonly datasetDrift: boolean | null
  /** Columns of one table that the other lacks. */
  readonly unmatched: readonly string[]
}

export interface DatasetDriftOptions {
  /** The dataset has drifted from this share of columns on. Evidently's own is 0.5. */
  readonly driftShare?: number
  /** By column name. */
  readonly choices?: ReadonlyMap<string, DriftChoice>
  /** For every column that has no choice of its own. */
  readonly choice?: DriftChoice
}

/** Compares the columns that both tables have, in the order of the reference. */
export function datasetDrift(
  reference: DataTable,
  current: DataTable,
  options: DatasetDriftOptions = {},
): DatasetDrift {
  const currentByName = new Map(current.columns.map((column) => [column.name, column]))
  const columns: ColumnDrift[] = []
  const unmatched: string[] = []
  for (const column of reference.columns) {
    const other = currentByName.get(column.name)
    if (other === undefined) unmatched.push(column.name)
    else columns.push(columnDrift(column, other, options.choices?.get(column.name) ?? options.choice))
    currentByName.delete(column.name)
  }
  const driftShareThreshold = options.driftShare ?? 0.5
  const compared = columns.filter((column) => column.drifted !== null)
  const driftedCount = compared.filter((column) => column.drifted).length
  const driftShare = compared.length === 0 ? null : driftedCount / compared.length
  return {
    columns,
    driftShare,
    driftShareThreshold,
    driftedCount,
    comparedCount: compared.length,
    datasetDrift: driftShare === null ? null : driftShare >= driftShareThreshold,
    unmatched: [...unmatched, ...currentByName.keys()],
  }
}
