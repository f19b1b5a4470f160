import type { HardwareFormat } from '../format/hardware'
import type { Formats } from '../composables/useFormat'
import { fullEnough, type RunHardware } from './run-summary'

export interface RunTile {
  readonly label: string
  readonly value: string
  readonly note: string
  readonly hint: string
}

/** The summary in words, without what was not recorded. */
export function runTiles(
  summary: RunHardware,
  lastsMs: number,
  format: HardwareFormat,
  times: Formats,
): readonly RunTile[] {
  const { recordedMs, energyWattHours, gpuMeanRatio, aneMeanRatio, swappedOutBytes, warmMs } = summary
  const tiles: RunTile[] = []
  const add = (isKnown: boolean, label: string, value: string, note: string, hint: string) => {
    if (isKnown) tiles.push({ label, value, note, hint })
  }
  const { energyMs } = summary
  const meanWatts = energyWattHours === null ? null : (energyWattHours * 3.6e6) / energyMs
  add(
    energyWattHours !== null,
    'Energy',
    format.text(energyWattHours, 'wattHours'),
    energyMs < recordedMs * fullEnough
      ? `${format.text(meanWatts, 'watts')} over ${times.duration(energyMs)}`
      : `${format.text(meanWatts, 'watts')} on average`,
    summary.energyOf === 'machine'
      ? 'What the whole machine drew in the time in which that is known, display and everything else included.'
      : 'What the chip drew in the time in which that is known; the draw of the whole machine is not, or hardly.',
  )
  add(
    gpuMeanRatio !== null,
    'GPU',
    format.text(gpuMeanRatio, 'ratio'),
    aneMeanRatio === null ? 'on average' : `on average; ANE ≈ ${format.text(aneMeanRatio, 'ratio')}`,
    'Mean share of time the GPU was active. ANE is estimated, since no counter of its use is published.',
  )
  add(
    summary.memoryMaxBytes !== null,
    'Memory',
    format.text(summary.memoryMaxBytes, 'memory'),
    'at most, of all processes',
    'The most memory in use at any moment, as Activity Monitor counts it.',
  )
  add(
    swappedOutBytes !== null,
    'Swapped out',
    format.text(swappedOutBytes, 'storage'),
    swappedOutBytes === 0 ? 'memory sufficed' : 'memory was short',
    'What had to be moved to disk because memory was short; any of it slows training down.',
  )
  add(
    summary.temperatureMaxCelsius !== null,
    'Hottest',
    format.text(summary.temperatureMaxCelsius, 'celsius'),
    warmMs === null
      ? 'CPU or GPU'
      : warmMs === 0
        ? 'thermal state nominal'
        : `warm for ${times.duration(warmMs)}`,
    'The highest temperature of CPU or GPU. Warm: macOS’ thermal state was above nominal, in which the chip may run slower.',
  )
  add(
    recordedMs > 0,
    'Recorded',
    format.text(Math.min(1, recordedMs / lastsMs), 'ratio'),
    `${times.duration(recordedMs)} of the run`,
    'How much of the run’s time was recorded. Sleep, a closed app and paused sampling leave gaps; nothing is filled in.',
  )
  return tiles
}
