import type { HardwareSample, Reading } from '../model/hardware'

/**
 * A sample as named numbers for history: the path in HardwareSample, list items by their id
 * (`cpu.cores.cpu0.utilizationRatio`). Words become their rank, so that a thermal strip can be drawn from history;
 * yes and no become 1 and 0. Processes are left out: they come and go, and their names are nobody's business later.
 */
export function flattenSample(sample: HardwareSample): Map<string, number | null> {
  const values = new Map<string, number | null>()
  const { takenAt: _at, origin: _origin, elapsedMs: _elapsed, processes: _processes, ...groups } = sample
  for (const [name, group] of Object.entries(groups)) visit(name, group, values)
  return values
}

/** Rising severity; the rank is what history keeps. */
export const rankedWords: Readonly<Record<string, readonly string[]>> = {
  'thermal.pressure': ['nominal', 'fair', 'serious', 'critical'],
  'memory.pressure': ['normal', 'warning', 'critical'],
  'power.mode': ['low', 'automatic', 'high'],
}

function visit(path: string, value: unknown, values: Map<string, number | null>): void {
  if (Array.isArray(value)) {
    for (const item of value as { id: string }[]) visit(`${path}.${item.id}`, item, values)
  } else if (isReading(value)) {
    const number = numberOf(path, value)
    if (number !== undefined) values.set(path, number)
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) visit(`${path}.${key}`, part, values)
  }
}

/** Undefined for what has no number, such as the name of a source. */
function numberOf(path: string, { value }: Reading<unknown>): number | null | undefined {
  if (value === null || typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  const rank = typeof value === 'string' ? (rankedWords[path]?.indexOf(value) ?? -1) : -1
  return rank < 0 ? undefined : rank
}

function isReading(value: unknown): value is Reading<unknown> {
  return typeof value === 'object' && value !== null && 'class' in value && 'value' in value
}
