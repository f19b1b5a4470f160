import type { SamplePart } from '../../shared/hardware/sample'
import type { Reading, ValueClass } from '../../shared/model/hardware'
import { noise, type SimulatedLoad } from './simulated-load'

/** With the word on each value, besides the sample's own `origin`. */
export function made<T>(value: T, kind: Exclude<ValueClass, 'unavailable'>): Reading<T> {
  return { value, class: kind, reason: 'simulated' }
}

export function simulatedMemory(load: SimulatedLoad): NonNullable<SamplePart['memory']> {
  const total = 64 * 2 ** 30
  const bytes = (share: number) => Math.round(total * share)
  return {
    totalBytes: made(total, 'exact'),
    usedBytes: made(bytes(load.memory), 'calculated'),
    pageUsedBytes: made(bytes(load.memory + 0.03), 'calculated'),
    freeBytes: made(bytes(0.07), 'exact'),
    appBytes: made(bytes(load.memory - 0.16), 'calculated'),
    wiredBytes: made(bytes(0.13), 'exact'),
    compressedBytes: made(bytes(0.03), 'exact'),
    cachedBytes: made(bytes(0.93 - load.memory), 'calculated'),
    availableRatio: made(1 - load.memory, 'reported'),
    pressure: made(load.memory > 0.9 ? ('warning' as const) : ('normal' as const), 'reported'),
    swapTotalBytes: made(0, 'exact'),
    swapUsedBytes: made(0, 'exact'),
    swapInBytesPerSecond: made(0, 'calculated'),
    swapOutBytesPerSecond: made(0, 'calculated'),
    compressedBytesPerSecond: made(2.1e6 * load.memory, 'calculated'),
    decompressedBytesPerSecond: made(1.3e6 * load.memory, 'calculated'),
    gpuWiredLimitBytes: made(bytes(0.75), 'estimated'),
  }
}

export function simulatedWatts(load: SimulatedLoad): NonNullable<SamplePart['power']> {
  const cpu = 1.1 + 34 * load.performance + 2.2 * load.efficiency
  const gpu = 0.3 + 52 * load.gpu ** 1.2
  const ane = 7.2 * load.ane
  const dram = 1.2 + 6.5 * load.gpu
  return {
    systemWatts: made(8.5 + (cpu + gpu + ane + dram) * 1.08, 'reported'),
    packageWatts: made(cpu + gpu + ane, 'calculated'),
    cpuWatts: made(cpu, 'calculated'),
    gpuWatts: made(gpu, 'calculated'),
    aneWatts: made(ane, 'calculated'),
    dramWatts: made(dram, 'calculated'),
    adapterWatts: made(10 + (cpu + gpu + ane + dram) * 1.16, 'reported'),
    mode: made('high' as const, 'reported'),
  }
}

export function simulatedSurroundings(load: SimulatedLoad, seconds: number): SamplePart {
  const cpu = 46 + 36 * load.heat * load.performance + 14 * load.heat
  const gpu = 44 + 38 * load.heat * load.gpu
  const rpm = Math.round(1_350 + 3_100 * load.heat * load.gpu)
  const fan = {
    minimumRpm: made(1_350, 'reported'),
    maximumRpm: made(6_241, 'reported'),
    targetRpm: made(rpm, 'reported'),
  }
  return {
    thermal: {
      pressure: made(gpu > 80 ? ('fair' as const) : ('nominal' as const), 'reported'),
      cpuCelsius: made(cpu, 'reported'),
      cpuMaxCelsius: made(cpu + 7, 'reported'),
      gpuCelsius: made(gpu, 'reported'),
      gpuMaxCelsius: made(gpu + 5, 'reported'),
      memoryCelsius: made(41 + 12 * load.heat, 'reported'),
      storageCelsius: made(36 + 5 * load.heat, 'reported'),
      sensors: [],
    },
    fans: {
      count: made(2, 'reported'),
      fans: [
        { id: 'fan0', rpm: made(rpm, 'reported'), ...fan },
        { id: 'fan1', rpm: made(rpm + 90, 'reported'), ...fan },
      ],
    },
    battery: {
      isPresent: made(true, 'exact'),
      chargeRatio: made(0.97, 'reported'),
      healthRatio: made(0.96, 'calculated'),
      cycleCount: made(74, 'reported'),
      isCharging: made(false, 'reported'),
      isExternalConnected: made(true, 'reported'),
      adapterRatedWatts: made(140, 'reported'),
      watts: made(0, 'reported'),
      volts: made(12.9, 'reported'),
      celsius: made(31.4, 'reported'),
      remainingMinutes: { value: null, class: 'unavailable', reason: 'runs on the adapter' },
    },
    disk: {
      readBytesPerSecond: made(4e6 + 160e6 * noise(seconds, 9) ** 4, 'calculated'),
      writtenBytesPerSecond: made(1e6 + 900e6 * (load.gpu < 0.2 ? 1 : 0), 'calculated'),
      volumeTotalBytes: made(1_995_218_165_760, 'exact'),
      volumeAvailableBytes: made(731_400_000_000, 'exact'),
    },
    processes: simulatedProcesses(load),
  }
}

function simulatedProcesses(load: SimulatedLoad): NonNullable<SamplePart['processes']> {
  const process = (
    pid: number,
    name: string,
    cpu: number,
    gpu: number,
    gibibytes: number,
    watts: number,
  ) => ({
    id: String(pid),
    name,
    cpuRatio: made(cpu, 'calculated'),
    gpuRatio: made(gpu, 'calculated'),
    memoryBytes: made(Math.round(gibibytes * 2 ** 30), 'exact'),
    aneMemoryBytes: made(name === 'python3.12' && load.ane > 0.1 ? 410 * 2 ** 20 : 0, 'reported'),
    watts: made(watts, 'calculated'),
  })
  return {
    count: made(612, 'exact'),
    unreadableCount: made(214, 'exact'),
    top: [
      process(48_213, 'python3.12', 1.4 + 3 * load.performance, load.gpu * 0.96, 27.5, 40 * load.gpu),
      process(402, 'WindowServer', 0.12, 0.03, 0.9, 0.5),
      process(2_214, 'Code Helper (Renderer)', 0.08, 0.002, 1.3, 0.2),
      process(1_377, 'mlflow', 0.01, 0, 0.4, 0.02),
    ],
  }
}
