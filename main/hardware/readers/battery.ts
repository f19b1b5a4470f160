import { absentBattery, batteryOf, systemWattsOf } from '../../../shared/hardware/battery'
import { numberReading } from '../../../shared/hardware/reading'
import { ok } from '../../../shared/result'
import type { Registry, RegistryEntry } from '../ffi/iokit'
import type { Reader } from '../reader'

/** The battery by its IORegistry entry (public IOKit). */
export function batteryReader(registry: Registry): Reader {
  let entries: readonly RegistryEntry[] = registry.findAll('AppleSmartBattery')
  return {
    name: 'battery',
    everyMs: 10_000,
    fields: ['battery.isPresent'],
    isAvailable: () => true,
    reason: () => null,
    read() {
      const [entry] = entries
      // A desktop has the driver's entry at times, without a battery in it.
      if (entry === undefined || entry.property('BatteryInstalled') === false)
        return ok({ battery: absentBattery() })
      const property = (key: string) => entry.property(key)
      const systemWatts = systemWattsOf(property)
      const missing = 'neither a sensor nor the battery tells'
      return ok({
        battery: batteryOf(property),
        power: {
          systemWatts: numberReading(systemWatts, 'reported', missing, 'by the telemetry of the battery'),
        },
      })
    },
    dispose() {
      for (const entry of entries) void entry.dispose()
      entries = []
    },
  }
}
