import { valueReading } from '../../../shared/hardware/reading'
import type { PowerMode } from '../../../shared/model/hardware'
import { ok } from '../../../shared/result'
import type { Notifications } from '../ffi/notify'
import { holdsNothing, type Reader } from '../reader'

/** Low Power Mode and, on Macs that have it, High Power Mode, as notify(3) states. */
export function powerModeReader(notifications: Notifications): Reader {
  return {
    name: 'power.mode',
    everyMs: 5_000,
    fields: ['power.mode'],
    isAvailable: () => true,
    reason: () => null,
    read() {
      const low = notifications.state('com.apple.system.lowpowermode')
      const high = notifications.state('com.apple.system.highpowermode')
      const mode: PowerMode = low === 1 ? 'low' : high === 1 ? 'high' : 'automatic'
      return ok({
        power: {
          mode: valueReading(low === null ? null : mode, 'reported', 'the system names no power mode'),
        },
      })
    },
    dispose: holdsNothing,
  }
}
