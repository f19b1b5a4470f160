import type { HardwareSample, Reading } from '../../shared/model/hardware'
import type { Hue } from './chart-specs'

export interface MemoryPart {
  readonly id: string
  readonly label: string
  readonly hue: Hue
  readonly reading: Reading
  /** 0..1 of the bar; null when the part or the total is not known. */
  readonly share: number | null
  /** What the word means, for the tooltip. */
  readonly meaning: string
}

/** Physical memory by kind, in the order of the bar; parts that are not known have no share. */
export function memoryParts({ memory }: HardwareSample): readonly MemoryPart[] {
  const total = memory.totalBytes.value
  const part = (id: string, label: string, hue: Hue, reading: Reading, meaning: string): MemoryPart => ({
    id,
    label,
    hue,
    reading,
    share: total === null || total <= 0 || reading.value === null ? null : reading.value / total,
    meaning,
  })
  return [
    part(
      'wired',
      'Wired',
      'orange',
      memory.wiredBytes,
      'Cannot be moved: the system’s, and the GPU’s while it works',
    ),
    part('app', 'App', 'blue', memory.appBytes, 'What processes allocated'),
    part(
      'compressed',
      'Compressed',
      'pink',
      memory.compressedBytes,
      'Kept in less space instead of being swapped out',
    ),
    part(
      'cached',
      'Cached',
      'cyan',
      memory.cachedBytes,
      'Files and purgeable memory, given up at once when needed',
    ),
    part('free', 'Free', 'grey', memory.freeBytes, 'Used by nothing'),
  ]
}
