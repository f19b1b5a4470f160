import { valueReading } from '../../../shared/hardware/reading'
import type { ThermalPressure } from '../../../shared/model/hardware'
import { ok } from '../../../shared/result'
import type { Notifications } from '../ffi/notify'
import { holdsNothing, type Reader } from '../reader'

/** OSThermalNotification.h: 0 nominal, 1 moderate, 2 heavy, 3 trapping, 4 sleeping. */
const levels: readonly ThermalPressure[] = ['nominal', 'fair', 'serious', 'critical', 'critical']

export function thermalPressureReader(notifications: Notifications): Reader {
  return {
    name: 'thermal.pressure',
    everyMs: 1_000,
    fields: ['thermal.pressure'],
    isAvailable: () => true,
    reason: () => null,
    read() {
      const level = notifications.state('com.apple.system.thermalpressurelevel')
      const pressure = level === null ? null : (levels[level] ?? null)
      return ok({
        thermal: { pressure: valueReading(pressure, 'reported', 'the system names no thermal pressure') },
      })
    },
    dispose: holdsNothing,
  }
}
