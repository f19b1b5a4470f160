import type { SamplePart } from '../../shared/hardware/sample'
import type { Clock } from '../../shared/clock'
import type { MachineInfo } from '../../shared/model/hardware'
import { ok } from '../../shared/result'
import { holdsNothing, type Reader } from './reader'
import { noise, simulatedLoad, type SimulatedLoad } from './simulated-load'
import { made, simulatedMemory, simulatedSurroundings, simulatedWatts } from './simulated-parts'

/** A machine that does not exist, for the demo and for tests. Its samples say `origin: 'simulated'`, each value too. */
export const simulatedMachine: MachineInfo = {
  platform: 'apple-silicon',
  chipName: { value: 'Apple M4 Max', class: 'exact', reason: 'simulated' },
  modelId: { value: 'Mac16,5', class: 'exact', reason: 'simulated' },
  clusters: [
    { name: 'Performance', coreCount: 12 },
    { name: 'Efficiency', coreCount: 4 },
  ],
  logicalCoreCount: { value: 16, class: 'exact', reason: 'simulated' },
  gpuCoreCount: { value: 40, class: 'exact', reason: 'simulated' },
  aneCoreCount: { value: 16, class: 'exact', reason: 'simulated' },
  memoryBytes: { value: 64 * 2 ** 30, class: 'exact', reason: 'simulated' },
  systemName: 'macOS',
  systemVersion: { value: '26.6.2', class: 'exact', reason: 'simulated' },
  systemBuild: { value: '25G90', class: 'exact', reason: 'simulated' },
  isVirtual: false,
  isTranslated: false,
}

/** M4 Max: 12 performance cores up to 4512 MHz, 4 efficiency cores up to 2892 MHz, GPU up to 1578 MHz. */
const performanceHz = { idle: 1_260e6, top: 4_512e6 }
const efficiencyHz = { idle: 1_020e6, top: 2_892e6 }
const gpuHz = { idle: 338e6, top: 1_578e6 }

/** The demo's training began hours ago: the machine is as warm as it gets. */
const warmedUpMs = 2 * 3_600_000

export function simulatedReader(clock: Clock): Reader {
  const startedAt = clock.monotonic() - warmedUpMs
  return {
    name: 'simulated',
    everyMs: 0,
    fields: [],
    isAvailable: () => true,
    reason: () => null,
    read: () => ok(simulatedPart((clock.monotonic() - startedAt) / 1000)),
    dispose: holdsNothing,
  }
}

/** Everything a real M4 Max would tell, `seconds` after the start of the imagined run, or under another load. */
export function simulatedPart(seconds: number, load = simulatedLoad(seconds)): SamplePart {
  const watts = simulatedWatts(load)
  return {
    cpu: simulatedCpu(load, seconds),
    gpu: {
      utilizationRatio: made(load.gpu, 'calculated'),
      rendererRatio: made(load.gpu * 0.97, 'reported'),
      tilerRatio: made(load.gpu * 0.02, 'reported'),
      frequencyHz: made(between(gpuHz, load.gpu), 'calculated'),
      maxFrequencyHz: made(gpuHz.top, 'exact'),
      usedMemoryBytes: made(Math.round((14 + 9 * load.memory) * 2 ** 30), 'reported'),
      allocatedMemoryBytes: made(Math.round((21 + 12 * load.memory) * 2 ** 30), 'reported'),
    },
    ane: {
      activityRatio: made(load.ane, 'estimated'),
      activitySource: made('bandwidth-demand' as const, 'reported'),
      memoryBytes: made(load.ane > 0.1 ? 410 * 2 ** 20 : 0, 'calculated'),
    },
    memory: simulatedMemory(load),
    bandwidth: {
      totalBytesPerSecond: made(410e9 * load.gpu + 30e9 * load.performance, 'estimated'),
      cpuBytesPerSecond: made(30e9 * load.performance, 'estimated'),
      gpuBytesPerSecond: made(380e9 * load.gpu, 'estimated'),
      aneBytesPerSecond: made(45e9 * load.ane, 'estimated'),
      mediaBytesPerSecond: made(0, 'estimated'),
    },
    power: watts,
    ...simulatedSurroundings(load, seconds),
  }
}

function simulatedCpu(load: SimulatedLoad, seconds: number): NonNullable<SamplePart['cpu']> {
  const cores = Array.from({ length: 16 }, (_, index) => {
    const isEfficiency = index < 4
    const clusterId = isEfficiency ? 'E0' : index < 10 ? 'P0' : 'P1'
    const base = isEfficiency ? load.efficiency : load.performance
    const utilization = Math.min(1, base * (0.5 + noise(seconds, 20 + index)))
    const range = isEfficiency ? efficiencyHz : performanceHz
    return { id: `cpu${index}`, clusterId, utilization, hertz: between(range, utilization), range }
  })
  const clusters = ['E0', 'P0', 'P1'].map((id) => {
    const members = cores.filter((core) => core.clusterId === id)
    const mean = members.reduce((sum, core) => sum + core.utilization, 0) / members.length
    return {
      id,
      name: id === 'E0' ? 'Efficiency' : 'Performance',
      coreCount: members.length,
      utilizationRatio: made(mean, 'calculated'),
      activeRatio: made(Math.min(1, mean * 1.08), 'calculated'),
      frequencyHz: made(Math.max(...members.map((core) => core.hertz)), 'calculated'),
      maxFrequencyHz: made(members[0]?.range.top ?? 0, 'exact'),
    }
  })
  const mean = cores.reduce((sum, core) => sum + core.utilization, 0) / cores.length
  return {
    utilizationRatio: made(mean, 'calculated'),
    userRatio: made(mean * 0.78, 'calculated'),
    systemRatio: made(mean * 0.22, 'calculated'),
    loadAverage1m: made(mean * 16 + 0.4, 'exact'),
    loadAverage5m: made(mean * 15 + 0.4, 'exact'),
    loadAverage15m: made(mean * 14 + 0.4, 'exact'),
    clusters,
    cores: cores.map(({ id, clusterId, utilization, hertz }) => ({
      id,
      clusterId,
      utilizationRatio: made(utilization, 'calculated'),
      frequencyHz: made(hertz, 'calculated'),
    })),
  }
}

function between({ idle, top }: { readonly idle: number; readonly top: number }, share: number): number {
  return Math.round(idle + (top - idle) * share)
}
