import type { ComparedColumn, DataComparison } from '../../../shared/contract-monitoring'
import { columnDrift } from '../../../shared/drift/column-drift'
import type { DataTable } from '../../../shared/drift/data-column'
import { datasetDrift } from '../../../shared/drift/dataset-drift'
import { ok, type Result } from '../../../shared/result'
import { readTable } from './read-table'

export interface TablePaths {
  readonly reference: string
  readonly current: string
}

/** Both files read and compared column by column: seconds for a large one, so in a thread of its own. */
export async function compareTables(paths: TablePaths): Promise<Result<DataComparison>> {
  const reference = await readTable(paths.reference)
  if (!reference.ok) return reference
  const current = await readTable(paths.current)
  if (!current.ok) return current
  const columns: ComparedColumn[] = []
  for (const one of reference.value.columns) {
    const other = current.value.columns.find((each) => each.name === one.name)
    if (other === undefined) continue
    const { method, ...drift } = columnDrift(one, other)
    columns.push({ ...drift, method: method?.displayName ?? null })
  }
  return ok({ columns, ...verdictOf(columns), unmatched: unmatched(reference.value, current.value) })
}

/** As `datasetDrift` takes it; the columns have been compared already. */
function verdictOf(columns: readonly ComparedColumn[]) {
  const { driftShareThreshold } = datasetDrift({ columns: [], rowCount: 0 }, { columns: [], rowCount: 0 })
  const compared = columns.filter((column) => column.drifted !== null)
  const driftedCount = compared.filter((column) => column.drifted).length
  const driftShare = compared.length === 0 ? null : driftedCount / compared.length
  return {
    driftShare,
    driftShareThreshold,
    driftedCount,
    comparedCount: compared.length,
    datasetDrift: driftShare === null ? null : driftShare >= driftShareThreshold,
  }
}

function unmatched(reference: DataTable, current: DataTable): readonly string[] {
  const [before, now] = [reference, current].map((table) => table.columns.map((column) => column.name))
  const only = (names: readonly string[] = [], others: readonly string[] = []) =>
    names.filter((name) => !others.includes(name))
  return [...only(before, now), ...only(now, before)]
}
