import { numberReading } from '../../../shared/hardware/reading'
import type { TemperatureSensor } from '../../../shared/model/hardware'
import { ok } from '../../../shared/result'
import { holdsNothing, type Reader } from '../reader'
import { numberIn, type SystemFiles } from './files'

const folder = 'sys/class/thermal'

/** Thermal zones of the kernel, in thousandths of a degree; `x86_pkg_temp` and the ARM cpu zones are the processor's. */
export function linuxThermalReader(files: SystemFiles): Reader {
  const zones = files.names(folder).filter((name) => name.startsWith('thermal_zone'))
  const types = new Map(zones.map((zone) => [zone, files.text(`${folder}/${zone}/type`)?.trim() ?? zone]))
  return {
    name: 'thermal.zones',
    everyMs: 2_000,
    fields: ['thermal.cpuCelsius', 'thermal.cpuMaxCelsius'],
    isAvailable: () => zones.length > 0,
    reason: () => (zones.length > 0 ? null : 'this machine has no thermal zones'),
    read() {
      const sensors = zones.map((zone) => sensorOf(files, zone, types.get(zone) ?? zone))
      const cpu = sensors.flatMap(({ kind, celsius }) =>
        kind === 'cpu' && celsius.value !== null ? [celsius.value] : [],
      )
      const mean = cpu.length === 0 ? null : cpu.reduce((sum, value) => sum + value, 0) / cpu.length
      const missing = 'no thermal zone belongs to the processor'
      return ok({
        thermal: {
          cpuCelsius: numberReading(mean, 'reported', missing),
          cpuMaxCelsius: numberReading(cpu.length === 0 ? null : Math.max(...cpu), 'reported', missing),
          sensors,
        },
      })
    },
    dispose: holdsNothing,
  }
}

function sensorOf(files: SystemFiles, zone: string, type: string): TemperatureSensor {
  const thousandths = numberIn(files, `${folder}/${zone}/temp`)
  const celsius = thousandths === null ? null : thousandths / 1000
  return {
    id: `${type} (${zone.replace('thermal_zone', '')})`,
    kind: /x86_pkg|cpu|core/i.test(type) ? 'cpu' : /nvme|ssd/i.test(type) ? 'storage' : 'other',
    celsius: numberReading(
      celsius !== null && celsius > 0 && celsius <= 150 ? celsius : null,
      'reported',
      'the zone gives no plausible value',
    ),
  }
}
