import type { HardwareSample, MachineInfo, PowerMode, Reading } from '../../shared/model/hardware'
import type { HardwareFormat } from '../format/hardware'
import { truthWords } from './truth'

export interface MachineFact {
  readonly label: string
  readonly text: string
  readonly hint: string
}

const modeWords: Readonly<Record<PowerMode, string>> = {
  low: 'Low power',
  automatic: 'Automatic',
  high: 'High power',
}

/** What the machine is; what is not known of it is left out rather than shown as a dash. */
export function machineFacts(
  machine: MachineInfo,
  sample: HardwareSample | null,
  format: HardwareFormat,
): readonly MachineFact[] {
  const facts: MachineFact[] = []
  const add = (label: string, reading: Reading<unknown>, text: string) => {
    if (reading.value !== null) facts.push({ label, text, hint: truthWords(reading) })
  }
  const cores = machine.clusters.map(({ name, coreCount }) => `${coreCount} ${name.toLowerCase()}`).join(', ')
  const { logicalCoreCount: logical, gpuCoreCount: gpu, aneCoreCount: ane } = machine
  add('Chip', machine.chipName, machine.chipName.value ?? '')
  add('CPU cores', logical, cores === '' ? String(logical.value) : `${String(logical.value)} (${cores})`)
  add('GPU cores', gpu, String(gpu.value))
  add('Neural Engine', ane, `${String(ane.value)} cores`)
  add('Memory', machine.memoryBytes, format.text(machine.memoryBytes.value, 'memory'))
  add('Model', machine.modelId, machine.modelId.value ?? '')
  const { systemVersion: version, systemBuild: build } = machine
  const system = [machine.systemName, version.value ?? '', build.value === null ? '' : `(${build.value})`]
  facts.push({ label: 'System', text: system.filter(Boolean).join(' '), hint: truthWords(version) })
  if (sample !== null) {
    const { mode } = sample.power
    if (mode.value !== null) add('Power mode', mode, modeWords[mode.value])
    const { volumeTotalBytes: total, volumeAvailableBytes: free } = sample.disk
    const disk = `${format.text(free.value, 'storage')} free of ${format.text(total.value, 'storage')}`
    if (total.value !== null) add('Disk', free, disk)
    if (sample.fans.count.value === 0) add('Cooling', sample.fans.count, 'No fans')
    const { isPresent, healthRatio, cycleCount } = sample.battery
    if (isPresent.value === true && healthRatio.value !== null) {
      const cycles = cycleCount.value === null ? '' : `, ${cycleCount.value} cycles`
      add('Battery health', healthRatio, `${format.text(healthRatio.value, 'ratio')}${cycles}`)
    }
  }
  if (machine.isVirtual)
    facts.push({
      label: 'Virtual machine',
      text: 'Yes',
      hint: 'A guest shows none of the chip’s own sensors.',
    })
  if (machine.isTranslated)
    facts.push({
      label: 'Rosetta',
      text: 'Sextant runs translated',
      hint: 'Install the Apple-silicon build.',
    })
  return facts
}
