import { pressureLevels, thermalLevels } from '../model/rule'
import type { HardwareSample } from '../model/hardware'
import { bytesText, numberText, percentText } from './wording'

export type HardwareUnit =
  'ratio' | 'bytes' | 'bytesPerSecond' | 'watts' | 'celsius' | 'hertz' | 'level' | 'minutes'

export interface HardwareValue {
  readonly name: string
  readonly label: string
  readonly unit: HardwareUnit
  readonly read: (sample: HardwareSample) => number | null
}

const value = (
  name: string,
  label: string,
  unit: HardwareUnit,
  read: (sample: HardwareSample) => number | null,
): HardwareValue => ({ name, label, unit, read })

/** What rules can watch of the machine. Names are part of saved rules and never change. */
export const hardwareValues: readonly HardwareValue[] = [
  value('cpu.utilizationRatio', 'CPU use', 'ratio', (s) => s.cpu.utilizationRatio.value),
  value('gpu.utilizationRatio', 'GPU use', 'ratio', (s) => s.gpu.utilizationRatio.value),
  value('gpu.usedMemoryBytes', 'GPU memory', 'bytes', (s) => s.gpu.usedMemoryBytes.value),
  value('ane.activityRatio', 'ANE activity', 'ratio', (s) => s.ane.activityRatio.value),
  value('memory.usedRatio', 'Memory use', 'ratio', (s) =>
    shareOf(s.memory.usedBytes.value, s.memory.totalBytes.value),
  ),
  value('memory.usedBytes', 'Memory in use', 'bytes', (s) => s.memory.usedBytes.value),
  value('memory.availableRatio', 'Available memory', 'ratio', (s) => s.memory.availableRatio.value),
  value('memory.pressure', 'Memory pressure', 'level', (s) =>
    placeOf(pressureLevels, s.memory.pressure.value),
  ),
  value('memory.swapUsedBytes', 'Swap in use', 'bytes', (s) => s.memory.swapUsedBytes.value),
  value(
    'memory.swapOutBytesPerSecond',
    'Swapping out',
    'bytesPerSecond',
    (s) => s.memory.swapOutBytesPerSecond.value,
  ),
  value(
    'memory.swapInBytesPerSecond',
    'Swapping in',
    'bytesPerSecond',
    (s) => s.memory.swapInBytesPerSecond.value,
  ),
  value('memory.compressedBytes', 'Compressed memory', 'bytes', (s) => s.memory.compressedBytes.value),
  value('power.systemWatts', 'System power', 'watts', (s) => s.power.systemWatts.value),
  value('power.packageWatts', 'Chip power', 'watts', (s) => s.power.packageWatts.value),
  value('power.cpuWatts', 'CPU power', 'watts', (s) => s.power.cpuWatts.value),
  value('power.gpuWatts', 'GPU power', 'watts', (s) => s.power.gpuWatts.value),
  value('power.aneWatts', 'ANE power', 'watts', (s) => s.power.aneWatts.value),
  value('thermal.pressure', 'Thermal state', 'level', (s) =>
    placeOf(thermalLevels, s.thermal.pressure.value),
  ),
  value('thermal.cpuCelsius', 'CPU temperature', 'celsius', (s) => s.thermal.cpuCelsius.value),
  value('thermal.cpuMaxCelsius', 'Hottest CPU core', 'celsius', (s) => s.thermal.cpuMaxCelsius.value),
  value('thermal.gpuCelsius', 'GPU temperature', 'celsius', (s) => s.thermal.gpuCelsius.value),
  value('thermal.gpuMaxCelsius', 'Hottest GPU sensor', 'celsius', (s) => s.thermal.gpuMaxCelsius.value),
  value('gpu.frequencyHz', 'GPU clock', 'hertz', (s) => s.gpu.frequencyHz.value),
  value('battery.chargeRatio', 'Battery charge', 'ratio', (s) => s.battery.chargeRatio.value),
  value('battery.remainingMinutes', 'Battery time left', 'minutes', (s) => s.battery.remainingMinutes.value),
  value('disk.availableBytes', 'Free disk space', 'bytes', (s) => s.disk.volumeAvailableBytes.value),
  value('disk.availableRatio', 'Free share of the disk', 'ratio', (s) =>
    shareOf(s.disk.volumeAvailableBytes.value, s.disk.volumeTotalBytes.value),
  ),
]

function shareOf(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole <= 0 ? null : part / whole
}

function placeOf(levels: readonly string[], level: string | null): number | null {
  const place = level === null ? -1 : levels.indexOf(level)
  return place < 0 ? null : place
}

const byName = new Map(hardwareValues.map((each) => [each.name, each]))

export function hardwareValue(name: string): HardwareValue | null {
  return byName.get(name) ?? null
}

/** A value with its unit, as a person would say it. */
export function hardwareText({ name, unit }: HardwareValue, amount: number): string {
  switch (unit) {
    case 'ratio':
      return percentText(amount)
    case 'bytes':
      return bytesText(amount)
    case 'bytesPerSecond':
      return `${bytesText(amount)}/s`
    case 'watts':
      return `${numberText(amount)} W`
    case 'celsius':
      return `${numberText(amount)} °C`
    case 'hertz':
      return `${numberText(amount / 1e6)} MHz`
    case 'minutes':
      return `${numberText(amount)} min`
    case 'level': {
      const levels: readonly string[] = name === 'thermal.pressure' ? thermalLevels : pressureLevels
      return levels[amount] ?? numberText(amount)
    }
  }
}
