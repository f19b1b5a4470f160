import { numberReading } from '../../../shared/hardware/reading'
import type { Reading } from '../../../shared/model/hardware'
import { ok } from '../../../shared/result'
import type { Smc } from '../ffi/smc'
import { holdsNothing, type Reader } from '../reader'

/** Rails that make up the CPU's draw on an M3 Max under macOS 27, where its energy counter stands still. */
const m3MaxRails = ['PC02', 'PC03', 'PC42', 'PC43', 'PP5b']

/** Power sensors of the machine itself: they go on where macOS 27 holds the energy counters back. */
export function smcPowerReader(smc: Smc, chipName: string): Reader {
  return {
    name: 'power.sensors',
    everyMs: 1_000,
    fields: ['power.systemWatts', 'power.adapterWatts'],
    isAvailable: () => true,
    reason: () => null,
    read() {
      // A rail that reads 0 while the machine runs is not connected (virtual machines).
      const system = positive(smc.read('PSTR'))
      const adapter = smc.read('PDTR')
      return ok({
        power: {
          systemWatts: numberReading(system, 'reported', 'this machine has no sensor of its whole power'),
          adapterWatts: numberReading(
            positive(adapter, 0),
            'reported',
            'this machine has no sensor of its adapter',
          ),
          ...cpuRails(smc, chipName),
        },
      })
    },
    dispose: holdsNothing,
  }
}

function positive(watts: number | null, least = Number.MIN_VALUE): number | null {
  return watts !== null && watts >= least && watts < 10_000 ? watts : null
}

/** Where no such rails are known nothing is said: the energy counter has the better reason for being silent. */
function cpuRails(smc: Smc, chipName: string): { readonly cpuWatts?: Reading } {
  const missing = 'neither its energy counter nor a sensor is there'
  if (chipName.includes('A18'))
    return { cpuWatts: numberReading(positive(smc.read('PZC0')), 'reported', missing) }
  if (!chipName.includes('M3 Max')) return {}
  const rails = m3MaxRails.map((key) => positive(smc.read(key), 0))
  const sum = rails.reduce((total, watts) => (total === null || watts === null ? null : total + watts), 0)
  const note = 'from the rails of the CPU, since its energy counter stands still'
  return { cpuWatts: numberReading(sum, 'estimated', missing, note) }
}
