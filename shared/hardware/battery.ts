import { numberReading, ratioReading, valueReading } from './reading'
import type { SamplePart } from './sample'
import { unavailable, type Reading } from '../model/hardware'

/** A property of AppleSmartBattery as copied from the IORegistry. */
export type BatteryProperty = (key: string) => unknown

type BatteryPart = NonNullable<SamplePart['battery']>

const missing = 'the battery does not report it'

export function absentBattery(): BatteryPart {
  const none = unavailable('this machine has no battery')
  return {
    isPresent: { value: false, class: 'exact' },
    chargeRatio: none,
    healthRatio: none,
    cycleCount: none,
    isCharging: unavailable('this machine has no battery'),
    isExternalConnected: unavailable('this machine has no battery'),
    adapterRatedWatts: none,
    watts: none,
    volts: none,
    celsius: none,
    remainingMinutes: none,
  }
}

export function batteryOf(property: BatteryProperty): BatteryPart {
  const number = (key: string) => numberOf(property(key))
  const flag = (key: string) => {
    const value = property(key)
    return valueReading(typeof value === 'boolean' ? value : null, 'reported', missing)
  }
  const millivolts = number('Voltage')
  const milliamperes = current(property)
  const watts = millivolts === null || milliamperes === null ? null : (millivolts * milliamperes) / 1e6
  const adapter = property('AdapterDetails')
  const celsius = number('Temperature')
  return {
    isPresent: { value: true, class: 'exact' },
    chargeRatio: ratioReading(share(number('CurrentCapacity'), number('MaxCapacity')), 'reported', missing),
    healthRatio: ratioReading(
      share(number('AppleRawMaxCapacity') ?? number('NominalChargeCapacity'), number('DesignCapacity')),
      'calculated',
      missing,
    ),
    cycleCount: numberReading(number('CycleCount'), 'reported', missing),
    isCharging: flag('IsCharging'),
    isExternalConnected: flag('ExternalConnected'),
    adapterRatedWatts: numberReading(
      adapter instanceof Map ? positive(numberOf(adapter.get('Watts'))) : null,
      'reported',
      'no adapter is connected',
    ),
    watts: numberReading(watts, 'calculated', missing),
    volts: numberReading(millivolts === null ? null : millivolts / 1000, 'reported', missing),
    celsius: numberReading(celsius === null ? null : celsius / 100, 'reported', missing),
    remainingMinutes: remainingOf(property),
  }
}

/** On the adapter `TimeRemaining` is the time until the battery is full. */
function remainingOf(property: BatteryProperty): Reading {
  const isConnected = property('ExternalConnected')
  if (isConnected !== false) return unavailable(isConnected === true ? 'runs on the adapter' : missing)
  const minutes = remaining(numberOf(property('TimeRemaining')))
  return numberReading(minutes, 'reported', 'the system is still estimating, or the battery rests')
}

/**
 * What the whole machine draws, for Macs without a sensor of it: telemetry of the adapter, or on battery, where that
 * stands still, what the battery gives.
 */
export function systemWattsOf(property: BatteryProperty): number | null {
  const millivolts = numberOf(property('Voltage'))
  const milliamperes = current(property)
  if (property('ExternalConnected') === false) {
    return millivolts === null || milliamperes === null ? null : Math.abs(millivolts * milliamperes) / 1e6
  }
  const telemetry = property('PowerTelemetryData')
  const milliwatts = telemetry instanceof Map ? positive(numberOf(telemetry.get('SystemLoad'))) : null
  return milliwatts === null ? null : milliwatts / 1000
}

/** Signed, negative when giving; some tools print it as an unsigned 64-bit number, which a careless reader takes over. */
function current(property: BatteryProperty): number | null {
  const milliamperes = numberOf(property('InstantAmperage')) ?? numberOf(property('Amperage'))
  if (milliamperes === null) return null
  return milliamperes > 2 ** 63 ? milliamperes - 2 ** 64 : milliamperes
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

function positive(value: number | null): number | null {
  return value !== null && value > 0 ? value : null
}

function share(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole <= 0 ? null : part / whole
}

/** 65535 is "still estimating". */
function remaining(minutes: number | null): number | null {
  return minutes === null || minutes >= 65_535 || minutes <= 0 ? null : minutes
}
