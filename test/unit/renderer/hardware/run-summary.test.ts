import { describe, expect, it } from 'vitest'
import type { HistoryTable } from '../../../../renderer/hardware/history-table'
import { summarizeRun } from '../../../../renderer/hardware/run-summary'
import { runTiles } from '../../../../renderer/hardware/run-tiles'
import type { Formats } from '../../../../renderer/composables/useFormat'
import type { HardwareFormat } from '../../../../renderer/format/hardware'

const minute = 60_000

function tableOf(
  takenAt: readonly number[],
  slotMs: number,
  metrics: Readonly<Record<string, readonly number[]>>,
): HistoryTable {
  const columns = Object.entries(metrics).map(([metric, values]) => {
    const floats = Float32Array.from(values)
    return [metric, { min: floats, mean: floats, max: floats }] as const
  })
  return { takenAt: Float64Array.from(takenAt), slotMs, columns: new Map(columns) }
}

describe('summarizeRun', () => {
  it('adds up energy of the whole machine: 60 W for half an hour are 30 Wh', () => {
    const times = Array.from({ length: 30 }, (_, index) => index * minute)
    const table = tableOf(times, minute, {
      'power.systemWatts': times.map(() => 60),
      'power.packageWatts': times.map(() => 40),
    })
    const summary = summarizeRun(table, { from: 0, to: 30 * minute })
    expect(summary.energyWattHours).toBeCloseTo(30, 9)
    expect(summary.energyOf).toBe('machine')
    expect(summary.recordedMs).toBe(30 * minute)
  })

  it('takes the chip’s energy where the machine’s is not metered, and says so', () => {
    const table = tableOf([0, minute], minute, {
      'power.systemWatts': [NaN, NaN],
      'power.packageWatts': [30, 30],
    })
    const summary = summarizeRun(table, { from: 0, to: 2 * minute })
    expect(summary).toMatchObject({ energyOf: 'chip', energyWattHours: 1 })
  })

  it('takes the chip’s energy where the machine’s is known of a part of the run only', () => {
    const times = Array.from({ length: 60 }, (_, index) => index * minute)
    const late = (index: number) => (index >= 50 ? 40 : NaN)
    const both = tableOf(times, minute, {
      'power.systemWatts': times.map((_, index) => late(index)),
      'power.packageWatts': times.map(() => 20),
    })
    const window = { from: 0, to: 60 * minute }
    expect(summarizeRun(both, window)).toMatchObject({
      energyOf: 'chip',
      energyWattHours: 20,
      energyMs: 60 * minute,
    })
    const alone = tableOf(times, minute, { 'power.systemWatts': times.map((_, index) => late(index)) })
    const part = summarizeRun(alone, window)
    expect(part).toMatchObject({ energyOf: 'machine', energyMs: 10 * minute, recordedMs: 60 * minute })
    expect((part.energyWattHours ?? NaN) * 3.6e6).toBeCloseTo(40 * part.energyMs, 3)
  })

  it('means power over the time in which it was known, and says how long that was', () => {
    const times = Array.from({ length: 60 }, (_, index) => index * minute)
    const tiles = (watts: (index: number) => number) => {
      const table = tableOf(times, minute, { 'power.systemWatts': times.map((_, index) => watts(index)) })
      const summary = summarizeRun(table, { from: 0, to: 60 * minute })
      const format = { text: (value: number | null, unit: string) => `${value?.toFixed(1)} ${unit}` }
      const formats = { duration: (ms: number) => `${ms / minute} min` }
      return runTiles(summary, 60 * minute, format as HardwareFormat, formats as Formats)
    }
    expect(tiles((index) => (index >= 50 ? 40 : NaN))[0]?.note).toBe('40.0 watts over 10 min')
    expect(tiles(() => 40)[0]?.note).toBe('40.0 watts on average')
  })

  it('counts only what lies within the run, of its first and last row, too', () => {
    const table = tableOf([0, minute, 2 * minute, 3 * minute], minute, {
      'power.systemWatts': [600, 60, 60, 600],
      'memory.usedBytes': [9, 5, 6, 9],
    })
    const summary = summarizeRun(table, { from: minute, to: 2.5 * minute })
    expect(summary.energyWattHours).toBeCloseTo(1.5, 9)
    expect(summary.memoryMaxBytes).toBe(6)
  })

  it('makes nothing up for a gap', () => {
    const table = tableOf([0, minute, 60 * minute, 61 * minute], minute, {
      'power.systemWatts': [60, 60, 60, 60],
      'gpu.utilizationRatio': [1, 1, 0.5, 0.5],
      'memory.swapOutBytesPerSecond': [0, 0, 1_000, 1_000],
    })
    const summary = summarizeRun(table, { from: 0, to: 62 * minute })
    expect(summary.recordedMs).toBe(4 * minute)
    expect(summary.energyWattHours).toBeCloseTo(4, 9)
    expect(summary.gpuMeanRatio).toBeCloseTo(0.75, 9)
    expect(summary.swappedOutBytes).toBeCloseTo(120_000, 6)
  })

  it('lets samples of another pace stand for the time between them', () => {
    const times = Array.from({ length: 100 }, (_, index) => index * 5_000)
    const table = tableOf(times, 1_000, { 'power.systemWatts': times.map(() => 36) })
    const summary = summarizeRun(table, { from: 0, to: 99 * 5_000 })
    expect(summary.recordedMs).toBe(99 * 5_000)
    expect(summary.energyWattHours).toBeCloseTo(36 * ((99 * 5) / 3_600), 9)
  })

  it('means over the time in which a value was known, and tells how long the chip was warm', () => {
    const table = tableOf([0, minute, 2 * minute, 3 * minute], minute, {
      'gpu.utilizationRatio': [NaN, 0.5, 0.7, NaN],
      'thermal.pressure': [0, 1, 2, NaN],
      'thermal.cpuCelsius': [60, 70, 71, 65],
      'thermal.gpuCelsius': [NaN, NaN, 88, NaN],
    })
    const summary = summarizeRun(table, { from: 0, to: 4 * minute })
    expect(summary.gpuMeanRatio).toBeCloseTo(0.6, 6)
    expect(summary.warmMs).toBe(2 * minute)
    expect(summary.temperatureMaxCelsius).toBe(88)
  })

  it('knows nothing where nothing was recorded, and never 0', () => {
    expect(summarizeRun(tableOf([], 1_000, {}), { from: 0, to: minute })).toEqual({
      recordedMs: 0,
      energyWattHours: null,
      energyOf: null,
      energyMs: 0,
      gpuMeanRatio: null,
      aneMeanRatio: null,
      memoryMaxBytes: null,
      swappedOutBytes: null,
      temperatureMaxCelsius: null,
      warmMs: null,
    })
  })
})
