import type { HistoryTable } from './history-table'
import { fullResolutionMs } from './history-table'
import type { TimeWindow } from './time-ranges'

/**
 * Rows of the window as CSV: the time in ISO 8601, then a column per metric in its own unit, or three (lowest, mean,
 * highest) where a row stands for many samples. What is not known is empty, never 0.
 */
export function historyCsv(table: HistoryTable, { from, to }: TimeWindow): string {
  const metrics = [...table.columns].filter(([, { mean }]) => mean.some((value) => !Number.isNaN(value)))
  const isRolledUp = table.slotMs > fullResolutionMs
  const names = metrics.flatMap(([name]) =>
    isRolledUp ? [`${name} min`, `${name} mean`, `${name} max`] : [name],
  )
  const lines = [['time', ...names].map(quoted).join(',')]
  for (const [row, at] of table.takenAt.entries()) {
    if (at < from || at > to) continue
    const cells = metrics.flatMap(([, { min, mean, max }]) =>
      isRolledUp ? [cell(min[row]), cell(mean[row]), cell(max[row])] : [cell(mean[row])],
    )
    lines.push([new Date(at).toISOString(), ...cells].join(','))
  }
  return `${lines.join('\r\n')}\r\n`
}

/** Seven digits are what a recorded value has. */
function cell(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '' : String(Number(value.toPrecision(7)))
}

function quoted(name: string): string {
  return /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name
}
