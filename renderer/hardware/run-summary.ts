import { longestJoinMs } from './gaps'
import type { HistoryTable } from './history-table'
import type { TimeWindow } from './time-ranges'

/** What the machine did while a run was under way; null where nothing of it was recorded. All of the machine, not of the run alone. */
export interface RunHardware {
  /** How long of the window is covered by recorded rows, ms. */
  readonly recordedMs: number
  /** Of the whole machine; of the chip's parts alone where the machine's own draw is not metered, or hardly was. */
  readonly energyWattHours: number | null
  readonly energyOf: 'machine' | 'chip' | null
  /** In how much of the recorded time that draw was known, ms. */
  readonly energyMs: number
  readonly gpuMeanRatio: number | null
  readonly aneMeanRatio: number | null
  readonly memoryMaxBytes: number | null
  readonly swappedOutBytes: number | null
  readonly temperatureMaxCelsius: number | null
  /** How long macOS' thermal state was above nominal, ms. */
  readonly warmMs: number | null
}

/** Everything that `summarizeRun` reads of the history. */
export const summarizedMetrics: readonly string[] = [
  'power.systemWatts',
  'power.packageWatts',
  'gpu.utilizationRatio',
  'ane.activityRatio',
  'memory.usedBytes',
  'memory.swapOutBytesPerSecond',
  'thermal.pressure',
  'thermal.cpuCelsius',
  'thermal.gpuCelsius',
]

/** The machine's own draw may be known of the last minutes of a run only: then the chip's, known throughout, says more. */
export const fullEnough = 0.95

/**
 * Each recorded row stands for the time up to the next one, as far as it lies within the window; a gap stands for
 * nothing, so that energy is never made up for hours in which the machine slept.
 */
export function summarizeRun(table: HistoryTable, window: TimeWindow): RunHardware {
  const weights = rowWeights(table, window)
  const total = (metric: string) => integral(table.columns.get(metric)?.mean, weights)
  const mean = (metric: string) => {
    const sum = total(metric)
    return sum === null ? null : sum.value / sum.ms
  }
  const machine = total('power.systemWatts')
  const chip = total('power.packageWatts')
  const isOfMachine = machine !== null && machine.ms >= (chip?.ms ?? 0) * fullEnough
  const energy = isOfMachine ? machine : chip
  const swapped = total('memory.swapOutBytesPerSecond')
  const pressure = table.columns.get('thermal.pressure')?.max
  return {
    recordedMs: weights.reduce((sum, ms) => sum + ms, 0),
    energyWattHours: energy === null ? null : energy.value / 3.6e6,
    energyOf: isOfMachine ? 'machine' : chip !== null ? 'chip' : null,
    energyMs: energy?.ms ?? 0,
    gpuMeanRatio: mean('gpu.utilizationRatio'),
    aneMeanRatio: mean('ane.activityRatio'),
    memoryMaxBytes: highest(table.columns.get('memory.usedBytes')?.max, weights),
    swappedOutBytes: swapped === null ? null : swapped.value / 1_000,
    temperatureMaxCelsius: highestOf(
      ['thermal.cpuCelsius', 'thermal.gpuCelsius'].map((metric) =>
        highest(table.columns.get(metric)?.max, weights),
      ),
    ),
    warmMs:
      integral(
        pressure?.map((rank) => (Number.isNaN(rank) ? NaN : rank > 0 ? 1 : 0)),
        weights,
      )?.value ?? null,
  }
}

/** For how long each row speaks, ms; 0 for rows outside of the window. */
function rowWeights({ takenAt, slotMs }: HistoryTable, { from, to }: TimeWindow): readonly number[] {
  const joinMs = longestJoinMs(takenAt, slotMs)
  return Array.from(takenAt, (at, row) => {
    const toNext = (takenAt[row + 1] ?? Infinity) - at
    const end = at + (toNext <= joinMs ? toNext : slotMs)
    return Math.max(0, Math.min(end, to) - Math.max(at, from))
  })
}

/** Value × ms over the rows in which it is known, and how long those last; null when there are none. */
function integral(
  values: Float32Array | undefined,
  weights: readonly number[],
): { readonly value: number; readonly ms: number } | null {
  let value = 0
  let ms = 0
  values?.forEach((each, row) => {
    const weight = weights[row] ?? 0
    if (Number.isNaN(each) || weight === 0) return
    value += each * weight
    ms += weight
  })
  return ms === 0 ? null : { value, ms }
}

function highest(values: Float32Array | undefined, weights: readonly number[]): number | null {
  let most = -Infinity
  values?.forEach((each, row) => {
    if ((weights[row] ?? 0) > 0 && each > most) most = each
  })
  return most === -Infinity ? null : most
}

function highestOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : Math.max(...known)
}
