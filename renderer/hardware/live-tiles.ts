import type { HardwareSample, MachineInfo, Reading } from '../../shared/model/hardware'
import type { HardwareFormat } from '../format/hardware'
import { tileSpecs, type TileId, type TileSpec } from './tiles'
import { markOf, truthWords } from './truth'

/** A line of at most two minutes: equally long, ascending, null where nothing was known. */
export interface SparkPoints {
  readonly takenAt: readonly number[]
  readonly values: readonly (number | null)[]
}

export interface LiveTile {
  readonly id: TileId
  readonly title: string
  readonly value: string
  readonly note: string
  /** Class and reason, for the tooltip. */
  readonly hint: string
  readonly isKnown: boolean
  readonly points: SparkPoints
  /** Where the line's scale ends; null for the highest value. */
  readonly ceiling: number | null
}

/** A part of the machine that nothing is known of, with the reason. */
export interface MissingTile {
  readonly title: string
  readonly reason: string
}

/**
 * Tiles to show and parts to name in one sentence instead. On Apple silicon a part that was not heard of for ten samples
 * counts as missing; elsewhere at once, since nothing looks for it.
 */
export function liveTiles(
  sample: HardwareSample,
  recent: readonly HardwareSample[],
  machine: MachineInfo | null,
  format: HardwareFormat,
): { readonly tiles: readonly LiveTile[]; readonly missing: readonly MissingTile[] } {
  const isPatient = machine?.platform === 'apple-silicon' && !machine.isVirtual && recent.length < patience
  const tiles: LiveTile[] = []
  const missing: MissingTile[] = []
  for (const spec of tileSpecs) {
    const reading = spec.read(sample)
    if (spec.isAbsentPart?.(sample) === true) continue
    const isHeard = reading.value !== null || recent.some((past) => spec.read(past).value !== null)
    if (isHeard || isPatient) tiles.push(liveTile(spec, reading, sample, recent, format))
    else missing.push({ title: spec.title, reason: reading.reason ?? 'nothing reports it' })
  }
  return { tiles, missing }
}

const patience = 10

export function liveTile(
  spec: TileSpec,
  reading: Reading,
  sample: HardwareSample,
  recent: readonly HardwareSample[],
  format: HardwareFormat,
): LiveTile {
  const isKnown = reading.value !== null
  return {
    id: spec.id,
    title: spec.title,
    value: `${markOf(reading)}${format.text(reading.value, spec.unit)}`,
    note: isKnown ? spec.note(sample, format) : (reading.reason ?? ''),
    hint: truthWords(reading),
    isKnown,
    points: sparkPoints(spec, recent),
    ceiling: spec.ceiling(sample),
  }
}

export function sparkPoints(spec: Pick<TileSpec, 'read'>, recent: readonly HardwareSample[]): SparkPoints {
  return {
    takenAt: recent.map(({ takenAt }) => takenAt),
    values: recent.map((sample) => spec.read(sample).value),
  }
}
