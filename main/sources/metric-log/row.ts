import { parsePythonTime } from '../toolkit-workspace/python-time'
import { createEpochSteps } from './epoch-steps'
import type { RunSink } from '../run-logs/log-format'

/** What people and tools call the column that counts, the surest first. `epoch` counts only where nothing finer does. */
const stepNames = ['step', '_step', 'global_step', 'train_step', 'steps', 'iteration', 'iter', 'it', 'epoch']
const timeNames: ReadonlySet<string> = new Set([
  ...['timestamp', '_timestamp', 'time', 'wall_time', 'datetime', 'date', 'created_at'],
])

export function isStepName(name: string): boolean {
  return stepNames.includes(normal(name))
}

/** The column of steps among `names`; null when there is none, and rows count themselves. */
export function stepColumn(names: readonly string[]): string | null {
  const known = new Map(names.map((name) => [normal(name), name]))
  for (const wanted of stepNames) {
    const found = known.get(wanted)
    if (found !== undefined) return found
  }
  return null
}

/** A cell: a number, a text that may be a time, or null for a missing value. */
export type Cell = number | string | null

/** What pandas calls the column of its index: it counts rows, and is no metric. */
const noName = /^(?:unnamed: \d+)?$/

/** Takes the rows of one table or log: false of one that has no step where one is due. */
export type RowTaker = (cells: readonly (readonly [string, Cell])[]) => boolean

/** Tells `sink` the metrics of each row. */
export function createRowTaker(sink: RunSink): RowTaker {
  const throughEpochs = createEpochSteps()
  let rows = 0

  return (cells) => {
    const stepName = stepColumn(cells.flatMap(([name, cell]) => (typeof cell === 'number' ? [name] : [])))
    let step = rows++
    let epoch: number | null = null
    let timestamp = NaN
    let timeName: string | null = null
    for (const [name, cell] of cells) {
      if (name === stepName && typeof cell === 'number') step = cell
      else if (normal(name) === 'epoch' && typeof cell === 'number') epoch = cell
      if (timeName === null && timeNames.has(normal(name))) {
        const time = timeOf(cell)
        if (time === null) continue
        timestamp = time
        timeName = name
      }
    }
    if (!Number.isFinite(step)) return false
    const at = throughEpochs(step, epoch)
    for (const [name, cell] of cells) {
      if (typeof cell !== 'number' || name === stepName || name === timeName) continue
      if (!noName.test(normal(name))) sink.point(name, at, timestamp, cell)
    }
    return true
  }
}

const [firstSecond, lastSecond] = [1e9, 1e11]

/** Epoch ms of a time as seconds or ms since 1970, or as Python's isoformat (`datetime.now()` has no zone); null for seconds since the start. */
function timeOf(cell: Cell): number | null {
  if (typeof cell === 'string') return parsePythonTime(cell, 'local')
  if (cell === null || !(cell >= firstSecond)) return null
  return cell < lastSecond ? cell * 1000 : cell < lastSecond * 1000 ? cell : null
}

function normal(name: string): string {
  return name.trim().toLowerCase()
}
