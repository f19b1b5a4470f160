import { numberReading, ratioReading, valueReading } from '../../../shared/hardware/reading'
import type { SamplePart } from '../../../shared/hardware/sample'
import { ok } from '../../../shared/result'
import { holdsNothing, type Reader } from '../reader'
import { numberIn, type SystemFiles } from './files'

const folder = 'sys/class/power_supply'

/** The first battery of /sys/class/power_supply; values in micro-units (kernel Documentation/ABI sysfs-class-power). */
export function linuxBatteryReader(files: SystemFiles): Reader {
  const name = files.names(folder).find((each) => files.text(`${folder}/${each}/type`)?.trim() === 'Battery')
  return {
    name: 'battery',
    everyMs: 10_000,
    fields: ['battery.isPresent'],
    isAvailable: () => true,
    reason: () => null,
    read: () =>
      ok({
        battery:
          name === undefined
            ? { isPresent: valueReading(false, 'exact', '') }
            : batteryOf(files, `${folder}/${name}`),
      }),
    dispose: holdsNothing,
  }
}

function batteryOf(files: SystemFiles, path: string): NonNullable<SamplePart['battery']> {
  const of = (name: string) => numberIn(files, `${path}/${name}`)
  const status = files.text(`${path}/status`)?.trim() ?? null
  const percent = of('capacity')
  const full = of('energy_full') ?? of('charge_full')
  const design = of('energy_full_design') ?? of('charge_full_design')
  const microwatts = of('power_now')
  const sign = status === 'Discharging' ? -1 : 1
  const microvolts = of('voltage_now')
  const missing = 'the battery does not report it'
  return {
    isPresent: valueReading(true, 'exact', missing),
    chargeRatio: ratioReading(percent === null ? null : percent / 100, 'reported', missing),
    healthRatio: ratioReading(
      full === null || design === null || design <= 0 ? null : full / design,
      'calculated',
      missing,
    ),
    cycleCount: numberReading(of('cycle_count'), 'reported', missing),
    isCharging: valueReading(status === null ? null : status === 'Charging', 'reported', missing),
    isExternalConnected: valueReading(status === null ? null : status !== 'Discharging', 'reported', missing),
    watts: numberReading(
      microwatts === null ? null : (sign * Math.abs(microwatts)) / 1e6,
      'reported',
      missing,
    ),
    volts: numberReading(microvolts === null ? null : microvolts / 1e6, 'reported', missing),
  }
}
