import {
  unavailable,
  type CpuCluster,
  type CpuCore,
  type Fan,
  type HardwareSample,
  type ProcessUsage,
  type Reading,
  type TemperatureSensor,
} from '../model/hardware'

/** Readers fill parts of groups; `assembleSample` makes a whole of them in which nothing is missing without a reason. */
export type SampleGroups = Omit<HardwareSample, 'takenAt' | 'origin' | 'elapsedMs'>
export type SampleGroup = keyof SampleGroups

type PartialItem<T> = T extends { readonly id: string } ? Partial<T> & { readonly id: string } : T
type PartialGroup<G> = {
  readonly [K in keyof G]?: G[K] extends readonly (infer T)[] ? readonly PartialItem<T>[] : G[K]
}
export type SamplePart = { readonly [K in SampleGroup]?: PartialGroup<SampleGroups[K]> }

/** `power.systemWatts`: names what a reader is there for, so that its failure can be told at the right place. */
export type FieldPath = { [G in SampleGroup]: `${G}.${keyof SampleGroups[G] & string}` }[SampleGroup]

const unread = 'nothing on this machine reports it'
const none: Reading<never> = unavailable<never>(unread)

export const blankGroups: SampleGroups = {
  cpu: {
    utilizationRatio: none,
    userRatio: none,
    systemRatio: none,
    loadAverage1m: none,
    loadAverage5m: none,
    loadAverage15m: none,
    clusters: [],
    cores: [],
  },
  gpu: {
    utilizationRatio: none,
    rendererRatio: none,
    tilerRatio: none,
    frequencyHz: none,
    maxFrequencyHz: none,
    usedMemoryBytes: none,
    allocatedMemoryBytes: none,
  },
  ane: { activityRatio: none, activitySource: none, memoryBytes: none },
  memory: {
    totalBytes: none,
    usedBytes: none,
    pageUsedBytes: none,
    freeBytes: none,
    appBytes: none,
    wiredBytes: none,
    compressedBytes: none,
    cachedBytes: none,
    availableRatio: none,
    pressure: none,
    swapTotalBytes: none,
    swapUsedBytes: none,
    swapInBytesPerSecond: none,
    swapOutBytesPerSecond: none,
    compressedBytesPerSecond: none,
    decompressedBytesPerSecond: none,
    gpuWiredLimitBytes: none,
  },
  bandwidth: {
    totalBytesPerSecond: none,
    cpuBytesPerSecond: none,
    gpuBytesPerSecond: none,
    aneBytesPerSecond: none,
    mediaBytesPerSecond: none,
  },
  power: {
    systemWatts: none,
    packageWatts: none,
    cpuWatts: none,
    gpuWatts: none,
    aneWatts: none,
    dramWatts: none,
    adapterWatts: none,
    mode: none,
  },
  thermal: {
    pressure: none,
    cpuCelsius: none,
    cpuMaxCelsius: none,
    gpuCelsius: none,
    gpuMaxCelsius: none,
    memoryCelsius: none,
    storageCelsius: none,
    sensors: [],
  },
  fans: { count: none, fans: [] },
  battery: {
    isPresent: none,
    chargeRatio: none,
    healthRatio: none,
    cycleCount: none,
    isCharging: none,
    isExternalConnected: none,
    adapterRatedWatts: none,
    watts: none,
    volts: none,
    celsius: none,
    remainingMinutes: none,
  },
  disk: {
    readBytesPerSecond: none,
    writtenBytesPerSecond: none,
    volumeTotalBytes: none,
    volumeAvailableBytes: none,
  },
  processes: { count: none, unreadableCount: none, top: [] },
}

const blankCore: Omit<CpuCore, 'id'> = { clusterId: null, utilizationRatio: none, frequencyHz: none }
const blankCluster: Omit<CpuCluster, 'id'> = {
  name: '',
  coreCount: 0,
  utilizationRatio: none,
  activeRatio: none,
  frequencyHz: none,
  maxFrequencyHz: none,
}
const blankSensor: Omit<TemperatureSensor, 'id'> = { kind: 'other', celsius: none }
const blankFan: Omit<Fan, 'id'> = { rpm: none, minimumRpm: none, maximumRpm: none, targetRpm: none }
const blankProcess: Omit<ProcessUsage, 'id'> = {
  name: '',
  cpuRatio: none,
  gpuRatio: none,
  memoryBytes: none,
  aneMemoryBytes: none,
  watts: none,
}

/** Lists in a group, with what an item is before a reader says anything of it. */
export const blankItems = new Map<string, Readonly<Record<string, unknown>>>([
  ['cpu.clusters', { ...blankCluster }],
  ['cpu.cores', { ...blankCore }],
  ['thermal.sensors', { ...blankSensor }],
  ['fans.fans', { ...blankFan }],
  ['processes.top', { ...blankProcess }],
])
