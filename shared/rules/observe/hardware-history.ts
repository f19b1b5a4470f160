import type { Condition } from '../../model/rule'
import { gapOf } from '../evaluate'
import type { HardwareObservation } from '../observation'
import { observeHardwareValue } from './hardware'

/** What recorded history must be asked for to know a value of `hardwareValues`, and how it comes about. */
export interface RecordedValue {
  /** The name that rules use. */
  readonly name: string
  /** Names of the history (shared/hardware/flatten.ts): the value itself, or part and whole of a share. */
  readonly metrics: readonly [string] | readonly [string, string]
}

const shares: Readonly<Record<string, readonly [string, string]>> = {
  'memory.usedRatio': ['memory.usedBytes', 'memory.totalBytes'],
  'disk.availableRatio': ['disk.volumeAvailableBytes', 'disk.volumeTotalBytes'],
}
const renamed: Readonly<Record<string, string>> = { 'disk.availableBytes': 'disk.volumeAvailableBytes' }

/** Null for a condition that does not look at the machine. */
export function recordedValueOf(condition: Condition): RecordedValue | null {
  const name = valueNameOf(condition)
  if (name === null) return null
  const share = Object.hasOwn(shares, name) ? shares[name] : undefined
  return { name, metrics: share ?? [renamed[name] ?? name] }
}

function valueNameOf(condition: Condition): string | null {
  switch (condition.kind) {
    case 'hardware':
      return condition.value
    case 'memory-pressure':
      return 'memory.pressure'
    case 'thermal':
      return 'thermal.pressure'
    case 'swap-rate':
      return 'memory.swapUsedBytes'
    default:
      return null
  }
}

export interface RecordedSeries {
  readonly metric: string
  /** Epoch ms, ascending. */
  readonly takenAt: Float64Array
  /** NaN where nothing is known. */
  readonly mean: Float32Array
  readonly slotMs: number
}

/** Means of recorded slots as observations; a slot without a value is a gap, after which nothing is taken for sustained. */
export function observeHardwareHistory(
  { name, metrics }: RecordedValue,
  series: readonly RecordedSeries[],
): readonly HardwareObservation[] {
  const part = series.find(({ metric }) => metric === metrics[0])
  const whole = metrics.length === 1 ? null : series.find(({ metric }) => metric === metrics[1])
  if (part === undefined || whole === undefined) return []
  const wholes =
    whole === null ? null : new Map(Array.from(whole.takenAt, (at, index) => [at, whole.mean[index]]))
  const found: HardwareObservation[] = []
  let lastAt = -Infinity
  for (const [index, at] of part.takenAt.entries()) {
    const amount = part.mean[index] ?? NaN
    const total = wholes === null ? 1 : (wholes.get(at) ?? NaN)
    // Levels are ranks: the mean of a slot between two of them counts as the lower.
    const value = name.endsWith('.pressure') ? Math.floor(amount + 0.001) : amount / total
    if (!Number.isFinite(value)) continue
    found.push(observeHardwareValue(name, at, value, at - lastAt > gapOf(part.slotMs)))
    lastAt = at
  }
  return found
}
