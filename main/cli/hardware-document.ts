import type { SampledMachine } from './sample-machine'

/**
 * One sample as it stands in the snapshot document: keys in snake_case, every value with its class and, where there is
 * none, its reason. Processes are left out: their names are nobody's business in a document that is passed on.
 */
export function hardwareDocument({ machine, notices, sample }: SampledMachine): Record<string, unknown> {
  const { processes: _processes, ...groups } = sample
  return { machine: snakeCased(machine), notices, ...(snakeCased(groups) as Record<string, unknown>) }
}

function snakeCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeCased)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      snakeCased(item),
    ]),
  )
}
