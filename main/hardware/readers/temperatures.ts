import { chooseTemperatureKeys, type ChosenKey } from '../../../shared/hardware/temperature-keys'
import {
  chipGeneration,
  hidSensorKind,
  isPlausibleCelsius,
  summarize,
  type TemperatureValue,
} from '../../../shared/hardware/temperatures'
import { numberReading } from '../../../shared/hardware/reading'
import { fail, ok, type Result } from '../../../shared/result'
import type { HidSensor, HidSensors } from '../ffi/hid'
import type { Smc } from '../ffi/smc'
import type { Reader } from '../reader'

interface Thermometer {
  readonly id: string
  readonly kind: TemperatureValue['kind']
  celsius(): number | null
  last: number | null
  unchangedReads: number
}

/** A sensor that says the same for three minutes while another of its kind moves is stuck. */
const stuckAfterReads = 90

/**
 * Temperatures by SMC keys or, on systems that have none (macOS 12 and 13, some M1), by HID services. The HID client
 * is opened only then.
 */
export function temperaturesReader(
  smc: Smc | null,
  openHid: () => Result<HidSensors>,
  chipName: string,
): Reader {
  let thermometers: readonly Thermometer[] = []
  let hid: HidSensors | null = null
  return {
    name: 'thermal.sensors',
    everyMs: 2_000,
    fields: ['thermal.cpuCelsius', 'thermal.cpuMaxCelsius', 'thermal.gpuCelsius', 'thermal.gpuMaxCelsius'],
    isAvailable: () => thermometers.length > 0,
    reason: () => (thermometers.length > 0 ? null : 'this machine shows no temperature sensors'),
    discover() {
      thermometers =
        smc === null
          ? []
          : smcThermometers(smc, chooseTemperatureKeys(temperatureKeys(smc), chipGeneration(chipName)))
      if (thermometers.some(({ kind }) => kind === 'cpu')) return Promise.resolve()
      const opened = openHid()
      hid = opened.ok ? opened.value : null
      thermometers = [...thermometers, ...(hid?.sensors ?? []).flatMap(hidThermometer)]
      return Promise.resolve()
    },
    read() {
      if (thermometers.length === 0) return fail('unavailable', 'this machine shows no temperature sensors')
      const values = thermometers.map(take)
      const trusted = values.filter((_, index) => !isStuck(thermometers[index], thermometers))
      const cpu = summarize(trusted, trusted.some(({ kind }) => kind === 'cpu') ? 'cpu' : 'soc')
      const gpu = summarize(trusted, 'gpu')
      return ok({
        thermal: {
          cpuCelsius: cpu.mean,
          cpuMaxCelsius: cpu.highest,
          gpuCelsius: gpu.mean,
          gpuMaxCelsius: gpu.highest,
          memoryCelsius: summarize(trusted, 'memory').mean,
          storageCelsius: summarize(trusted, 'storage').mean,
          sensors: values.map(({ id, kind, celsius }) => ({
            id,
            kind,
            celsius: numberReading(celsius, 'reported', 'this sensor gives no plausible value'),
          })),
        },
      })
    },
    dispose() {
      thermometers = []
      void hid?.dispose()
      hid = null
    },
  }
}

/** Keys are sorted: the ones that begin with T are found by halving, in some 20 reads instead of thousands. */
export function temperatureKeys(smc: Smc): readonly string[] {
  const count = smc.keyCount()
  const keys: string[] = []
  for (let index = firstFrom(smc, count, 'T'); index < count; index += 1) {
    const key = smc.keyAt(index)
    if (key?.startsWith('T') !== true) break
    if (smc.type(key) === 'flt ' || smc.type(key) === 'sp78') keys.push(key)
  }
  return keys
}

function firstFrom(smc: Smc, count: number, letter: string): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((smc.keyAt(middle) ?? '') < letter) low = middle + 1
    else high = middle
  }
  return low
}

function smcThermometers(smc: Smc, keys: readonly ChosenKey[]): readonly Thermometer[] {
  return keys
    .filter(({ key }) => isPlausibleCelsius(smc.read(key) ?? 0))
    .map(({ key, kind }) => ({ id: key, kind, celsius: () => smc.read(key), last: null, unchangedReads: 0 }))
}

function hidThermometer(sensor: HidSensor): readonly Thermometer[] {
  const kind = hidSensorKind(sensor.product)
  return kind === null
    ? []
    : [{ id: sensor.product, kind, celsius: () => sensor.celsius(), last: null, unchangedReads: 0 }]
}

function take(thermometer: Thermometer): TemperatureValue {
  const celsius = thermometer.celsius()
  const plausible = celsius !== null && isPlausibleCelsius(celsius) ? celsius : null
  thermometer.unchangedReads = plausible === thermometer.last ? thermometer.unchangedReads + 1 : 0
  thermometer.last = plausible
  return { id: thermometer.id, kind: thermometer.kind, celsius: plausible }
}

function isStuck(one: Thermometer | undefined, all: readonly Thermometer[]): boolean {
  if (one === undefined || one.unchangedReads < stuckAfterReads) return false
  return all.some(({ kind, unchangedReads }) => kind === one.kind && unchangedReads < stuckAfterReads)
}
