import { numberReading } from '../../../shared/hardware/reading'
import { ok } from '../../../shared/result'
import type { Smc } from '../ffi/smc'
import { holdsNothing, type Reader } from '../reader'

/** More than any Mac has; guards against a key that reads nonsense. */
const mostFans = 8

/** Fans by the SMC: `F0Ac` and so on. An idle Mac's fans may rest at 0. */
export function fansReader(smc: Smc): Reader {
  return {
    name: 'fans',
    everyMs: 2_000,
    fields: ['fans.count'],
    isAvailable: () => true,
    reason: () => null,
    read() {
      const count = Math.min(smc.read('FNum') ?? 0, mostFans)
      const fans = Array.from({ length: count }, (_, index) => {
        const of = (suffix: string) =>
          numberReading(smc.read(`F${index}${suffix}`), 'reported', 'this fan does not report it')
        return {
          id: `fan${index}`,
          rpm: of('Ac'),
          minimumRpm: of('Mn'),
          maximumRpm: of('Mx'),
          targetRpm: of('Tg'),
        }
      })
      return ok({ fans: { count: numberReading(count, 'reported', ''), fans } })
    },
    dispose: holdsNothing,
  }
}
