import { runStatuses, type LifecycleStage, type RunStatus } from '../../../shared/model/run'

/**
 * What SQLite hands over for a column. Types are declared, not enforced: a text column of a database written by
 * another tool, or damaged, holds numbers or bytes all the same.
 */
export type Cell = unknown
export type Row = readonly Cell[]

export function textOf(cell: Cell): string | null {
  if (typeof cell === 'string') return cell
  if (typeof cell === 'number' || typeof cell === 'bigint') return String(cell)
  return cell instanceof Uint8Array ? Buffer.from(cell).toString('utf8') : null
}

/** '' and NULL mean the same for names, users and URIs: MLflow writes both. */
export function filledTextOf(cell: Cell): string | null {
  const text = textOf(cell)
  return text === '' ? null : text
}

/** A time in epoch ms, or null when the column is NULL or holds no number. */
export function timeOf(cell: Cell): number | null {
  return typeof cell === 'number' && Number.isFinite(cell) ? cell : null
}

/** MLflow's client wrote seconds up to 1.29 when no time was given: as such, 1973 to 5138; as ms, January 1970 to 1973. */
const [fewestSeconds, mostSeconds] = [1e8, 1e11]

/** The time of a metric's point, epoch ms. */
export function metricTimeOf(cell: Cell): number {
  const time = countOf(cell)
  return time >= fewestSeconds && time < mostSeconds ? time * 1000 : time
}

export function countOf(cell: Cell): number {
  return typeof cell === 'number' ? cell : 0
}

/** SQLite has no NaN and MLflow stores no infinity: NaN is 0 with `is_nan` set, ±∞ the largest doubles. */
export function metricOf(value: Cell, isNan: Cell): number {
  if (typeof value !== 'number' || (isNan !== 0 && isNan !== null)) return Number.NaN
  if (value >= Number.MAX_VALUE) return Number.POSITIVE_INFINITY
  return value <= -Number.MAX_VALUE ? Number.NEGATIVE_INFINITY : value
}

export function stageOf(cell: Cell): LifecycleStage {
  return cell === 'deleted' ? 'deleted' : 'active'
}

/** Unknown or missing is RUNNING as in MLflow's own reader, unless the run has an end. */
export function statusOf(cell: Cell, endTime: number | null): RunStatus {
  const known = runStatuses.find((status) => status === cell)
  return known ?? (endTime === null ? 'RUNNING' : 'FINISHED')
}

/** `logged_models.status`, as MLflow's LoggedModelStatus spells it. */
const loggedModelStatuses = ['UNSPECIFIED', 'PENDING', 'READY', 'UPLOAD_FAILED'] as const

export function loggedModelStatusOf(cell: Cell): string | null {
  return typeof cell === 'number' ? (loggedModelStatuses[cell] ?? String(cell)) : filledTextOf(cell)
}
