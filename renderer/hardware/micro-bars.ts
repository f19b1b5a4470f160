import type { HardwareSample } from '../../shared/model/hardware'
import type { HardwareFormat } from '../format/hardware'
import { liveTile, type LiveTile } from './live-tiles'
import { powerOf, tileSpec, type TileId } from './tiles'

export interface MicroBarModel {
  readonly tile: LiveTile
  readonly words: string
  readonly share: number | null
}

const shown: readonly TileId[] = ['gpu', 'ane', 'memory', 'power']
/** The scale of the power bar where nothing says what the machine can draw: the most of the last minute. */
const leastWatts = 10

/** GPU, ANE, memory pressure and power as the menu bar's panel shows them; unknown values keep their row and reason. */
export function microBars(
  sample: HardwareSample,
  recent: readonly HardwareSample[],
  format: HardwareFormat,
): readonly MicroBarModel[] {
  return shown.map((id) => {
    const spec = tileSpec(id)
    const reading = spec.read(sample)
    const tile = liveTile(spec, reading, sample, recent, format)
    const most = id === 'power' ? highestPower(recent) : tile.ceiling
    const share =
      reading.value === null || most === null || most <= 0 ? null : Math.min(1, reading.value / most)
    const pressure = sample.memory.pressure.value
    return { tile, words: id === 'memory' && pressure !== null ? pressure : tile.value, share }
  })
}

function highestPower(recent: readonly HardwareSample[]): number {
  return recent.reduce((most, sample) => Math.max(most, powerOf(sample).value ?? 0), leastWatts)
}
