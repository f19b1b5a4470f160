import { rankedWords } from '../../shared/hardware/flatten'
import type { Buckets } from '../charts/time-buckets'
import type { HistoryColumn, HistoryTable } from './history-table'

/** A state over time that is a rank, 0 being well. */
export interface LevelRow {
  readonly id: string
  readonly label: string
  readonly hint: string
  /** What each rank is called. */
  readonly words: readonly string[]
  readonly column: HistoryColumn
}

export interface LevelSegment {
  readonly from: number
  readonly to: number
  readonly level: number
}

/** Below this the clock says nothing: an idle part runs slow on purpose. */
const busyRatio = 0.8
const heldBackRatio = 0.9
const farBackRatio = 0.7

/** Thermal and memory pressure as recorded, and whether the busy GPU ran below its highest clock. */
export function levelRows(table: HistoryTable): readonly LevelRow[] {
  const rows: LevelRow[] = []
  const add = (id: string, metric: string, label: string, hint: string) => {
    const column = table.columns.get(metric)
    if (column?.max.some((value) => !Number.isNaN(value)))
      rows.push({ id, label, hint, words: rankedWords[metric] ?? [], column })
  }
  add(
    'thermal',
    'thermal.pressure',
    'Thermal',
    'macOS’s own thermal state: from “fair” on the chip may run slower.',
  )
  const clock = gpuClockLevels(table)
  if (clock) {
    const hint =
      'Estimated: the GPU was over 80% busy and yet ran below 90% (held back) or 70% (far back) of its highest clock, by heat, power limit or power mode.'
    rows.push({
      id: 'clock',
      label: 'GPU clock',
      hint,
      words: ['full', 'held back', 'far back'],
      column: clock,
    })
  }
  add('pressure', 'memory.pressure', 'Memory', 'macOS’s own memory pressure.')
  return rows
}

/** 0 full clock, 1 held back, 2 far back; NaN while the GPU is not busy or something is not known. */
function gpuClockLevels(table: HistoryTable): HistoryColumn | null {
  const [use, clock, most] = ['gpu.utilizationRatio', 'gpu.frequencyHz', 'gpu.maxFrequencyHz'].map(
    (metric) => table.columns.get(metric)?.mean,
  )
  if (!use || !clock || !most) return null
  const levels = use.map((ratio, row) => {
    const share = (clock[row] ?? NaN) / (most[row] ?? NaN)
    if (!(ratio >= busyRatio) || Number.isNaN(share)) return NaN
    if (share < farBackRatio) return 2
    return share < heldBackRatio ? 1 : 0
  })
  return levels.every(Number.isNaN) ? null : { min: levels, mean: levels, max: levels }
}

/** Neighbouring buckets of the same level as one; the worst of a bucket counts. Nothing is drawn over gaps. */
export function levelSegments(
  { max }: HistoryColumn,
  buckets: Buckets,
  bucketMs: number,
): readonly LevelSegment[] {
  const segments: { from: number; to: number; level: number }[] = []
  for (const [bucket, at] of buckets.at.entries()) {
    const level = max[bucket] ?? NaN
    if (Number.isNaN(level)) continue
    const last = segments.at(-1)
    const next = buckets.at[bucket + 1]
    const to = next !== undefined && buckets.isAfterGap[bucket + 1] === 0 ? next : at + bucketMs
    if (last?.to === at && last.level === Math.round(level)) last.to = to
    else segments.push({ from: at, to, level: Math.round(level) })
  }
  return segments
}
