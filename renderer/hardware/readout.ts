import type { HardwareFormat } from '../format/hardware'
import { columnOf } from '../charts/time-scene'
import { longestJoinMs } from './gaps'
import type { ChartSpec, Hue } from './chart-specs'
import { lowerBound } from '../charts/time-buckets'
import { hasValues, type HistoryColumn, type HistoryTable } from './history-table'
import type { TimeWindow } from './time-ranges'

/** One line's value at one moment, in words. */
export interface Readout {
  readonly label: string
  readonly hue: Hue
  readonly value: string
  /** "62% to 100%" where the row stands for many samples that differ, else empty. */
  readonly band: string
}

export interface ReadLine {
  readonly label: string
  readonly hue: Hue
  readonly column: HistoryColumn
}

/** The chart's lines of which anything was recorded. */
export function readLines(spec: ChartSpec, table: HistoryTable): readonly ReadLine[] {
  return spec.lines.flatMap(({ label, hue, ...line }) => {
    const column = columnOf(table, { label, hue, ...line })
    const isKnown = column?.mean.some((value) => !Number.isNaN(value)) ?? false
    return column !== null && isKnown ? [{ label, hue, column }] : []
  })
}

/** Whether any of it was ever known in this table; a look at recorded columns only, which is cheap enough per sample. */
export function isRecorded(spec: ChartSpec, table: HistoryTable): boolean {
  return spec.lines.some(({ metric, derive }) => hasValues(table, derive?.from[0] ?? metric))
}

/** Row nearest to a time, or the last of the window without one; -1 where none is near: a gap has no value. */
export function rowAt(table: HistoryTable, at: number | null, window: TimeWindow): number {
  const { takenAt, slotMs } = table
  if (at === null) return lowerBound(takenAt, window.to + 1) - 1
  const after = lowerBound(takenAt, at)
  const toAfter = (takenAt[after] ?? Infinity) - at
  const toBefore = at - (takenAt[after - 1] ?? -Infinity)
  if (Math.min(toAfter, toBefore) > longestJoinMs(takenAt, slotMs)) return -1
  return toBefore <= toAfter ? after - 1 : after
}

export function readoutAt(
  lines: readonly ReadLine[],
  row: number,
  spec: ChartSpec,
  format: HardwareFormat,
): readonly Readout[] {
  const text = (value: number | undefined) =>
    format.text(value === undefined || Number.isNaN(value) ? null : value, spec.unit)
  return lines.map(({ label, hue, column }) => {
    const [low, high] = [column.min[row] ?? NaN, column.max[row] ?? NaN]
    const band = high > low ? `${text(low)} to ${text(high)}` : ''
    return { label, hue, value: text(column.mean[row]), band }
  })
}
