import { numberReading } from './reading'
import type { Reading, TemperatureSensor } from '../model/hardware'

type SensorKind = TemperatureSensor['kind']

/** M2 Ultra GPU keys read a bogus 5 °C, unfilled ones 0 or 129. */
const lowestCelsius = 10
const highestCelsius = 130

export function isPlausibleCelsius(celsius: number): boolean {
  return Number.isFinite(celsius) && celsius > lowestCelsius && celsius <= highestCelsius
}

/**
 * What an SMC temperature key measures. The same letters mean different things by generation: `Tf` is CPU and GPU on
 * M3 only, `Ts` an SSD up to M4 and a super core on M5 (tables of exelban/stats, Modules/Sensors/values.swift).
 */
export function smcSensorKind(key: string, generation: number | null): SensorKind {
  if (/^TB\dT$/.test(key)) return 'battery'
  if (key.startsWith('TH')) return 'storage'
  if (/^T[aA]/.test(key)) return 'ambient'
  if (key.startsWith('Tm')) return 'memory'
  if (key.startsWith('Tg')) return 'gpu'
  if (/^T[pe]/.test(key)) return 'cpu'
  if (key.startsWith('Tf')) return generation === 3 ? (m3GpuKeys.has(key) ? 'gpu' : 'cpu') : 'other'
  if (key.startsWith('Ts')) return generation === null || generation >= 5 ? 'cpu' : 'storage'
  return 'other'
}

const m3GpuKeys = new Set(['Tf14', 'Tf18', 'Tf19', 'Tf1A', 'Tf24', 'Tf28', 'Tf29', 'Tf2A'])

/** Names of IOHID services: `pACC MTR Temp Sensor3`, `PMU tdie4`, `NAND CH0 temp`, `gas gauge battery`. */
export function hidSensorKind(product: string): SensorKind | null {
  if (/tcal/i.test(product)) return null
  if (/^[ep]ACC MTR/.test(product)) return 'cpu'
  if (product.startsWith('GPU MTR')) return 'gpu'
  if (product.startsWith('NAND')) return 'storage'
  if (/battery/i.test(product)) return 'battery'
  return /^(SOC|PMGR|PMU t|ANE MTR|ISP MTR)/.test(product) ? 'soc' : 'other'
}

/** 3 of "Apple M3 Max"; null for other chips. */
export function chipGeneration(chipName: string): number | null {
  const match = /\bM(\d+)\b/.exec(chipName)
  return match === null ? null : Number(match[1])
}

export interface TemperatureValue {
  readonly id: string
  readonly kind: SensorKind
  readonly celsius: number | null
}

export interface TemperatureSummary {
  readonly mean: Reading
  readonly highest: Reading
}

export function summarize(values: readonly TemperatureValue[], kind: SensorKind): TemperatureSummary {
  const known = values.flatMap((value) =>
    value.kind === kind && value.celsius !== null ? [value.celsius] : [],
  )
  const missing = `no plausible sensor of this kind (${kind})`
  const mean = known.length === 0 ? null : known.reduce((sum, celsius) => sum + celsius, 0) / known.length
  return {
    mean: numberReading(mean, 'reported', missing),
    highest: numberReading(known.length === 0 ? null : Math.max(...known), 'reported', missing),
  }
}
