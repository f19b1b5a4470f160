import type { HardwareSeries } from '../../shared/contract'

/** Lowest, mean and highest per row; NaN where nothing is known. At full resolution the three are one array. */
export interface HistoryColumn {
  readonly min: Float32Array
  readonly mean: Float32Array
  readonly max: Float32Array
}

/** Recorded values of one range: a row per moment, ascending, a column per metric. */
export interface HistoryTable {
  readonly takenAt: Float64Array
  /** Distance between rows as recorded, ms: 1 000 is full resolution. */
  readonly slotMs: number
  readonly columns: ReadonlyMap<string, HistoryColumn>
}

export const fullResolutionMs = 1_000

export const emptyTable: HistoryTable = {
  takenAt: new Float64Array(),
  slotMs: fullResolutionMs,
  columns: new Map(),
}

/** Puts series of one answer side by side. A metric that began later has fewer rows: the missing ones are gaps. */
export function toTable(series: readonly HardwareSeries[]): HistoryTable {
  const longest = series.reduce<HardwareSeries | null>(
    (best, next) => (best === null || next.takenAt.length > best.takenAt.length ? next : best),
    null,
  )
  if (longest === null) return emptyTable
  const isAligned = series.every(
    ({ takenAt }) => takenAt.length === 0 || haveSameTimes(takenAt, longest.takenAt),
  )
  const takenAt = isAligned ? longest.takenAt : unionOf(series)
  const columns = new Map(
    series.map((each) => {
      const isWhole = isAligned && each.takenAt.length === takenAt.length
      return [each.metric, isWhole ? each : spread(each, takenAt)] as const
    }),
  )
  return { takenAt, slotMs: longest.slotMs, columns }
}

function haveSameTimes(one: Float64Array, other: Float64Array): boolean {
  if (one === other) return true
  return one.length === other.length && one.every((at, index) => at === other[index])
}

function unionOf(series: readonly HardwareSeries[]): Float64Array {
  const times = new Set<number>()
  for (const { takenAt } of series) for (const at of takenAt) times.add(at)
  return Float64Array.from(times).sort()
}

function spread(series: HardwareSeries, takenAt: Float64Array): HistoryColumn {
  const rows = new Map(Array.from(takenAt, (at, row) => [at, row]))
  const spreadOne = (values: Float32Array) => {
    const wide = new Float32Array(takenAt.length).fill(NaN)
    for (const [index, at] of series.takenAt.entries()) wide[rows.get(at) ?? -1] = values[index] ?? NaN
    return wide
  }
  return { min: spreadOne(series.min), mean: spreadOne(series.mean), max: spreadOne(series.max) }
}

/** The table with one more row at full resolution, without rows before `from`. A metric that is new starts with gaps. */
export function appendRow(
  table: HistoryTable,
  takenAt: number,
  values: ReadonlyMap<string, number | null>,
  from: number,
): HistoryTable {
  const last = table.takenAt.at(-1) ?? -Infinity
  if (takenAt <= last) return table
  const firstKept = table.takenAt.findIndex((at) => at >= from)
  const start = firstKept < 0 ? table.takenAt.length : firstKept
  const count = table.takenAt.length - start + 1
  const times = new Float64Array(count)
  times.set(table.takenAt.subarray(start))
  times[count - 1] = takenAt
  const columns = new Map<string, HistoryColumn>()
  for (const [metric, column] of table.columns) {
    const next = new Float32Array(count)
    next.set(column.mean.subarray(start))
    next[count - 1] = values.get(metric) ?? NaN
    columns.set(metric, { min: next, mean: next, max: next })
  }
  return { takenAt: times, slotMs: table.slotMs, columns }
}

/** A column without any known value says nothing: its chart is left out. */
export function hasValues(table: HistoryTable, metric: string): boolean {
  return table.columns.get(metric)?.mean.some((value) => !Number.isNaN(value)) ?? false
}
