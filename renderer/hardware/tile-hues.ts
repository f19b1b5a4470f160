import type { Hue } from './chart-specs'
import type { TileId } from './tiles'

/** The colour of a tile is that of its lines in the charts. */
export const tileHues: Readonly<Record<TileId, Hue>> = {
  gpu: 'blue',
  ane: 'violet',
  cpu: 'green',
  memory: 'blue',
  power: 'orange',
  temperature: 'pink',
  fans: 'cyan',
  disk: 'cyan',
  bandwidth: 'orange',
  battery: 'green',
}
