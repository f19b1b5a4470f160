import type { HardwareSample, Reading } from '../../shared/model/hardware'
import type { HardwareFormat, HardwareUnit } from '../format/hardware'
import { combine, largest } from './combine'

export type TileId =
  'gpu' | 'ane' | 'cpu' | 'memory' | 'power' | 'temperature' | 'fans' | 'disk' | 'bandwidth' | 'battery'

/** A live value: what it reads, in which unit, and where its scale ends (null: at the highest of the minute). */
export interface TileSpec {
  readonly id: TileId
  readonly title: string
  readonly unit: HardwareUnit
  readonly read: (sample: HardwareSample) => Reading
  readonly ceiling: (sample: HardwareSample) => number | null
  readonly note: (sample: HardwareSample, format: HardwareFormat) => string
  /** The machine has no such part, which is no fault and needs no words. */
  readonly isAbsentPart?: (sample: HardwareSample) => boolean
}

const one = () => 1
const noCeiling = () => null

/** Every tile, in the order of the page. */
export const tileSpecs: readonly TileSpec[] = [
  {
    id: 'gpu',
    title: 'GPU',
    unit: 'ratio',
    read: (s) => s.gpu.utilizationRatio,
    ceiling: one,
    note: (s, f) =>
      join(f.text(s.gpu.frequencyHz.value, 'hertz'), used(f.text(s.gpu.usedMemoryBytes.value, 'memory'))),
  },
  {
    id: 'ane',
    title: 'Neural Engine',
    unit: 'ratio',
    read: (s) => s.ane.activityRatio,
    ceiling: one,
    note: (s, f) =>
      join(f.text(s.power.aneWatts.value, 'watts'), used(f.text(s.ane.memoryBytes.value, 'memory'))),
  },
  {
    id: 'cpu',
    title: 'CPU',
    unit: 'ratio',
    read: (s) => s.cpu.utilizationRatio,
    ceiling: one,
    note: (s) => {
      const load = s.cpu.loadAverage1m.value
      return load === null ? '' : `Load ${load.toFixed(2)}`
    },
  },
  {
    id: 'memory',
    title: 'Memory',
    unit: 'memory',
    read: (s) => s.memory.usedBytes,
    ceiling: (s) => s.memory.totalBytes.value,
    note: (s, f) =>
      join(of(f.text(s.memory.totalBytes.value, 'memory')), pressureWords(s.memory.pressure.value)),
  },
  {
    id: 'power',
    title: 'Power',
    unit: 'watts',
    read: powerOf,
    ceiling: noCeiling,
    note: (s) => (s.power.systemWatts.value !== null ? 'Whole machine' : 'CPU, GPU and ANE'),
  },
  {
    id: 'temperature',
    title: 'Temperature',
    unit: 'celsius',
    read: hottest,
    ceiling: () => 110,
    note: (s, f) => {
      const { cpuCelsius: cpu, gpuCelsius: gpu } = s.thermal
      return join(
        cpu.value === null ? '–' : `CPU ${f.text(cpu.value, 'celsius')}`,
        gpu.value === null ? '–' : `GPU ${f.text(gpu.value, 'celsius')}`,
      )
    },
  },
  {
    id: 'fans',
    title: 'Fans',
    unit: 'rpm',
    read: (s) =>
      s.fans.fans.length === 0
        ? { ...s.fans.count, value: null, class: 'unavailable' }
        : largest(s.fans.fans.map((fan) => fan.rpm)),
    ceiling: (s) => largest(s.fans.fans.map((fan) => fan.maximumRpm)).value,
    note: fanNote,
    isAbsentPart: (s) => s.fans.count.value === 0,
  },
  {
    id: 'disk',
    title: 'Disk',
    unit: 'bytesPerSecond',
    read: (s) =>
      combine(
        [s.disk.readBytesPerSecond, s.disk.writtenBytesPerSecond],
        ([read = 0, written = 0]) => read + written,
      ),
    ceiling: noCeiling,
    note: (s, f) => free(f.text(s.disk.volumeAvailableBytes.value, 'storage')),
  },
  {
    id: 'bandwidth',
    title: 'Memory traffic',
    unit: 'bytesPerSecond',
    read: (s) => s.bandwidth.totalBytesPerSecond,
    ceiling: noCeiling,
    note: (s, f) => {
      const gpu = s.bandwidth.gpuBytesPerSecond.value
      return gpu === null ? '' : `GPU ${f.text(gpu, 'bytesPerSecond')}`
    },
  },
  {
    id: 'battery',
    title: 'Battery',
    unit: 'ratio',
    read: (s) => s.battery.chargeRatio,
    ceiling: one,
    note: batteryNote,
    isAbsentPart: (s) => s.battery.isPresent.value === false,
  },
]

export function tileSpec(id: TileId): TileSpec {
  const spec = tileSpecs.find((each) => each.id === id)
  if (spec === undefined) throw new Error(`There is no tile ${id}`)
  return spec
}

/** The whole machine where its sensor is known, else what the chip's own meters add up to. */
export function powerOf({ power }: HardwareSample): Reading {
  return power.systemWatts.value === null && power.packageWatts.value !== null
    ? power.packageWatts
    : power.systemWatts
}

function hottest({ thermal }: HardwareSample): Reading {
  return largest([thermal.cpuMaxCelsius, thermal.gpuMaxCelsius, thermal.cpuCelsius, thermal.gpuCelsius])
}

export function pressureWords(pressure: HardwareSample['memory']['pressure']['value']): string {
  return pressure === null ? '' : `pressure ${pressure}`
}

function fanNote({ fans }: HardwareSample): string {
  const highest = largest(fans.fans.map((fan) => fan.rpm)).value
  const most = largest(fans.fans.map((fan) => fan.maximumRpm)).value
  const count = fans.fans.length === 1 ? '1 fan' : `${fans.fans.length} fans`
  if (highest === 0) return `${count}, at rest`
  return highest === null || most === null || most <= 0
    ? count
    : `${count}, ${Math.round((highest / most) * 100)}% of maximum`
}

function batteryNote({ battery }: HardwareSample): string {
  const minutes = battery.remainingMinutes.value
  if (battery.isCharging.value === true) return 'Charging'
  if (battery.isExternalConnected.value === true) return 'On the adapter'
  if (minutes === null) return battery.isExternalConnected.value === false ? 'On battery' : ''
  return `${Math.floor(minutes / 60)} h ${String(Math.round(minutes % 60)).padStart(2, '0')} min left`
}

const used = (text: string) => (text === '–' || text.startsWith('0 ') ? '–' : `${text} in use`)
const of = (text: string) => (text === '–' ? '–' : `of ${text}`)
const free = (text: string) => (text === '–' ? '' : `${text} free`)

function join(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '' && part !== '–').join(', ')
}
