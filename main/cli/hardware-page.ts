import type { HardwareSample, MachineInfo, Reading } from '../../shared/model/hardware'
import type { SampledMachine } from './sample-machine'

const gib = 1024 ** 3

/** The part of the diagnose page about sensors: what this machine is, how each reader fares, and its main values. */
export function hardwarePage(sampled: SampledMachine): readonly string[] {
  const { machine, notices, readers, sample, firstValueMs, discoveredMs } = sampled
  const nameWidth = Math.max(...readers.map(({ name }) => name.length))
  return [
    `Machine: ${machineLine(machine)}`,
    ...notices.map((notice) => `  ${notice}`),
    `First value after ${firstValueMs === null ? '–' : Math.round(firstValueMs)} ms, search for channels done after ${Math.round(discoveredMs)} ms`,
    '',
    'Readers (state, cadence, last read, failures):',
    ...readers.map(({ name, state, everyMs, lastReadMs, failureCount, reason }) => {
      const took = lastReadMs === null ? '   –   ' : `${lastReadMs.toFixed(2)} ms`
      const line = `  ${name.padEnd(nameWidth)}  ${state.padEnd(8)} ${String(everyMs / 1000).padStart(4)} s  ${took.padStart(9)}  ${failureCount}`
      return reason === null ? line : `${line}  ${shortened(reason)}`
    }),
    '',
    'Values now:',
    ...valueLines(sample).map((line) => `  ${line}`),
  ]
}

/** A partial reader names every value it lacks; the first few tell what is the matter. */
const longestReason = 160

function shortened(reason: string): string {
  return reason.length <= longestReason ? reason : `${reason.slice(0, longestReason)} …`
}

function machineLine(machine: MachineInfo): string {
  const clusters = machine.clusters.map(({ name, coreCount }) => `${coreCount} ${name}`)
  const parts = [
    machine.chipName.value,
    machine.modelId.value,
    clusters.length > 0 ? clusters.join(' + ') : null,
    machine.logicalCoreCount.value === null ? null : `${machine.logicalCoreCount.value} cores`,
    machine.gpuCoreCount.value === null ? null : `${machine.gpuCoreCount.value} GPU cores`,
    machine.memoryBytes.value === null ? null : `${(machine.memoryBytes.value / gib).toFixed(1)} GiB`,
    [machine.systemName, machine.systemVersion.value, machine.systemBuild.value].filter(Boolean).join(' '),
  ]
  return parts.filter((part) => part !== null && part !== '').join(', ')
}

function valueLines({
  cpu,
  gpu,
  ane,
  memory,
  power,
  thermal,
  fans,
  battery,
}: HardwareSample): readonly string[] {
  return [
    line('CPU', cpu.utilizationRatio, percent),
    ...cpu.clusters.map((cluster) => line(`CPU ${cluster.id}`, cluster.frequencyHz, megahertz)),
    line('GPU', gpu.utilizationRatio, percent),
    line('GPU frequency', gpu.frequencyHz, megahertz),
    line('GPU memory', gpu.usedMemoryBytes, bytes),
    line('ANE', ane.activityRatio, percent),
    line('Memory used', memory.usedBytes, bytes),
    line('Memory pressure', memory.pressure, String),
    line('Swap used', memory.swapUsedBytes, bytes),
    line('System power', power.systemWatts, watts),
    line('CPU power', power.cpuWatts, watts),
    line('GPU power', power.gpuWatts, watts),
    line('ANE power', power.aneWatts, watts),
    line('DRAM power', power.dramWatts, watts),
    line('Power mode', power.mode, String),
    line('CPU temperature', thermal.cpuCelsius, celsius),
    line('GPU temperature', thermal.gpuCelsius, celsius),
    line('Thermal pressure', thermal.pressure, String),
    line('Fans', fans.count, String),
    line('Battery', battery.chargeRatio, percent),
  ]
}

function line<T>(name: string, reading: Reading<T>, show: (value: T) => string): string {
  const { value, reason } = reading
  if (value === null) return `${name.padEnd(18)} –  ${reason ?? ''}`
  return `${name.padEnd(18)} ${show(value)}  (${reading.class}${reason === undefined ? '' : `: ${reason}`})`
}

const percent = (ratio: number) => `${(ratio * 100).toFixed(1)}%`
const megahertz = (hertz: number) => `${Math.round(hertz / 1e6)} MHz`
const bytes = (count: number) => `${(count / gib).toFixed(2)} GiB`
const watts = (value: number) => `${value.toFixed(2)} W`
const celsius = (value: number) => `${value.toFixed(1)} °C`
