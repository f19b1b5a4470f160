import { needsTwoReadings, numberReading } from '../../../shared/hardware/reading'
import { fail, ok } from '../../../shared/result'
import { holdsNothing, type Reader } from '../reader'
import { numberIn, type SystemFiles } from './files'

const folder = 'sys/class/powercap'

/**
 * Intel and AMD RAPL: micro-joules per package, readable by root only on most systems since CVE-2020-8694.
 * The counter wraps at `max_energy_range_uj`.
 */
export function linuxPowerReader(files: SystemFiles): Reader {
  const packages = files.names(folder).filter((name) => /^(intel|amd)-rapl:\d+$/.test(name))
  const isReadable = packages.some((name) => numberIn(files, `${folder}/${name}/energy_uj`) !== null)
  const ranges = new Map(
    packages.map((name) => [name, numberIn(files, `${folder}/${name}/max_energy_range_uj`)]),
  )
  let previous: ReadonlyMap<string, number> | null = null
  return {
    name: 'power.rapl',
    everyMs: 1_000,
    fields: ['power.packageWatts'],
    isAvailable: () => isReadable,
    reason() {
      if (isReadable) return null
      return packages.length === 0
        ? 'the processor publishes no energy counters'
        : 'only root may read the energy counters'
    },
    read(elapsedMs) {
      const now = new Map(
        packages.flatMap((name) => {
          const microjoules = numberIn(files, `${folder}/${name}/energy_uj`)
          return microjoules === null ? [] : [[name, microjoules] as const]
        }),
      )
      if (now.size === 0) return fail('permission', 'only root may read the energy counters')
      const watts = wattsBetween(previous, now, ranges, elapsedMs)
      previous = now
      return ok({ power: { packageWatts: numberReading(watts, 'calculated', needsTwoReadings) } })
    },
    dropBaselines() {
      previous = null
    },
    dispose: holdsNothing,
  }
}

function wattsBetween(
  previous: ReadonlyMap<string, number> | null,
  current: ReadonlyMap<string, number>,
  ranges: ReadonlyMap<string, number | null>,
  elapsedMs: number,
): number | null {
  if (previous === null || !(elapsedMs > 0)) return null
  let microjoules = 0
  for (const [name, now] of current) {
    const before = previous.get(name)
    if (before === undefined) return null
    const wrapped = now < before ? (ranges.get(name) ?? null) : 0
    if (wrapped === null) return null
    microjoules += now - before + wrapped
  }
  return microjoules / (elapsedMs * 1000)
}
