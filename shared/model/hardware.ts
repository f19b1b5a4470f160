/** How far a hardware value can be trusted; shown beside it. See docs/HARDWARE.md for each sensor's class. */
export const valueClasses = ['exact', 'reported', 'calculated', 'estimated', 'unavailable'] as const
export type ValueClass = (typeof valueClasses)[number]

/**
 * `null` is "not known", never 0. `reason` says why a value is unavailable or only estimated, in words for the screen.
 * exact: the system states it and it cannot differ (memory size, ticks). reported: a driver or sensor says so.
 * calculated: our sum over counters of the system. estimated: a lower bound or a model.
 */
export interface Reading<T = number> {
  readonly value: T | null
  readonly class: ValueClass
  readonly reason?: string
}

export function unavailable<T = number>(reason: string): Reading<T> {
  return { value: null, class: 'unavailable', reason }
}

export interface CpuCore {
  /** `cpu0`…, the number the system gives the core. */
  readonly id: string
  /** Id of its cluster, or null where the system does not say. */
  readonly clusterId: string | null
  /** Share of time not idle, 0..1: what Activity Monitor shows. */
  readonly utilizationRatio: Reading
  /** Mean while active. On M4 and newer it is what was asked for; throttling does not show in it. */
  readonly frequencyHz: Reading
}

export interface CpuCluster {
  /** Kind and number, with the die on an Ultra: `E0`, `P1`, `D1-P0`. */
  readonly id: string
  /** The name Apple gives the kind: Efficiency, Performance, Super. */
  readonly name: string
  readonly coreCount: number
  readonly utilizationRatio: Reading
  /** Share of time with a clock, from residency; differs from utilisation when cores wait. */
  readonly activeRatio: Reading
  readonly frequencyHz: Reading
  readonly maxFrequencyHz: Reading
}

export interface CpuSample {
  readonly utilizationRatio: Reading
  readonly userRatio: Reading
  readonly systemRatio: Reading
  readonly loadAverage1m: Reading
  readonly loadAverage5m: Reading
  readonly loadAverage15m: Reading
  readonly clusters: readonly CpuCluster[]
  readonly cores: readonly CpuCore[]
}

export interface GpuSample {
  readonly utilizationRatio: Reading
  readonly rendererRatio: Reading
  readonly tilerRatio: Reading
  readonly frequencyHz: Reading
  readonly maxFrequencyHz: Reading
  /** Resident now. */
  readonly usedMemoryBytes: Reading
  /** Virtual, may exceed the machine's memory. */
  readonly allocatedMemoryBytes: Reading
}

/** Apple publishes no counter of ANE use; the source that stood in for it goes with the value. */
export const aneSources = ['bandwidth-demand', 'bandwidth', 'power-state', 'power'] as const
export type AneSource = (typeof aneSources)[number]

export interface AneSample {
  readonly activityRatio: Reading
  readonly activitySource: Reading<AneSource>
  /** Sum over processes. */
  readonly memoryBytes: Reading
}

export type MemoryPressure = 'normal' | 'warning' | 'critical'

export interface MemorySample {
  readonly totalBytes: Reading
  /** As Activity Monitor counts it: app + wired + compressed. */
  readonly usedBytes: Reading
  /** As page-based tools count it: active + inactive + speculative + wired + compressed − purgeable − file-backed. */
  readonly pageUsedBytes: Reading
  readonly freeBytes: Reading
  readonly appBytes: Reading
  readonly wiredBytes: Reading
  readonly compressedBytes: Reading
  /** File-backed and purgeable: given up at once when needed. */
  readonly cachedBytes: Reading
  readonly availableRatio: Reading
  readonly pressure: Reading<MemoryPressure>
  readonly swapTotalBytes: Reading
  readonly swapUsedBytes: Reading
  readonly swapInBytesPerSecond: Reading
  readonly swapOutBytesPerSecond: Reading
  readonly compressedBytesPerSecond: Reading
  readonly decompressedBytesPerSecond: Reading
  /** The most the GPU may keep resident. */
  readonly gpuWiredLimitBytes: Reading
}

/** Traffic between the chip's parts and its memory. */
export interface BandwidthSample {
  readonly totalBytesPerSecond: Reading
  readonly cpuBytesPerSecond: Reading
  readonly gpuBytesPerSecond: Reading
  readonly aneBytesPerSecond: Reading
  readonly mediaBytesPerSecond: Reading
}

export interface PowerSample {
  /** The whole machine with display and storage. */
  readonly systemWatts: Reading
  /** CPU + GPU + ANE. */
  readonly packageWatts: Reading
  readonly cpuWatts: Reading
  readonly gpuWatts: Reading
  readonly aneWatts: Reading
  readonly dramWatts: Reading
  readonly adapterWatts: Reading
  readonly mode: Reading<PowerMode>
}

export type PowerMode = 'low' | 'automatic' | 'high'
export type ThermalPressure = 'nominal' | 'fair' | 'serious' | 'critical'

export interface TemperatureSensor {
  /** The sensor's own name: an SMC key or a HID product. */
  readonly id: string
  readonly kind: 'cpu' | 'gpu' | 'memory' | 'storage' | 'battery' | 'ambient' | 'soc' | 'other'
  readonly celsius: Reading
}

export interface ThermalSample {
  readonly pressure: Reading<ThermalPressure>
  readonly cpuCelsius: Reading
  readonly cpuMaxCelsius: Reading
  readonly gpuCelsius: Reading
  readonly gpuMaxCelsius: Reading
  readonly memoryCelsius: Reading
  readonly storageCelsius: Reading
  readonly sensors: readonly TemperatureSensor[]
}

export interface Fan {
  readonly id: string
  /** 0 is a fan at rest. */
  readonly rpm: Reading
  readonly minimumRpm: Reading
  readonly maximumRpm: Reading
  readonly targetRpm: Reading
}

export interface FansSample {
  /** 0 on a machine without fans. */
  readonly count: Reading
  readonly fans: readonly Fan[]
}

export interface BatterySample {
  readonly isPresent: Reading<boolean>
  readonly chargeRatio: Reading
  /** Full capacity now against the capacity by design. */
  readonly healthRatio: Reading
  readonly cycleCount: Reading
  readonly isCharging: Reading<boolean>
  readonly isExternalConnected: Reading<boolean>
  readonly adapterRatedWatts: Reading
  /** Positive while charging, negative while the machine runs on it. */
  readonly watts: Reading
  readonly volts: Reading
  readonly celsius: Reading
  readonly remainingMinutes: Reading
}

export interface DiskSample {
  readonly readBytesPerSecond: Reading
  readonly writtenBytesPerSecond: Reading
  /** Of the volume that holds the home folder. */
  readonly volumeTotalBytes: Reading
  readonly volumeAvailableBytes: Reading
}

export interface ProcessUsage {
  /** The process number as text. */
  readonly id: string
  readonly name: string
  /** 1 is one core fully used. */
  readonly cpuRatio: Reading
  readonly gpuRatio: Reading
  readonly memoryBytes: Reading
  readonly aneMemoryBytes: Reading
  readonly watts: Reading
}

export interface ProcessesSample {
  readonly count: Reading
  /** Belong to other users, so that their use is not known. */
  readonly unreadableCount: Reading
  /** Those that use most of anything, at most a few dozen. */
  readonly top: readonly ProcessUsage[]
}

/** All that was known of the machine at one moment. A simulated sample is for the demo and tests alone. */
export interface HardwareSample {
  /** Epoch ms. */
  readonly takenAt: number
  readonly origin: 'measured' | 'simulated'
  /** Since the sample before; null at the first and after sleep. */
  readonly elapsedMs: number | null
  readonly cpu: CpuSample
  readonly gpu: GpuSample
  readonly ane: AneSample
  readonly memory: MemorySample
  readonly bandwidth: BandwidthSample
  readonly power: PowerSample
  readonly thermal: ThermalSample
  readonly fans: FansSample
  readonly battery: BatterySample
  readonly disk: DiskSample
  readonly processes: ProcessesSample
}

export interface MachineCluster {
  readonly name: string
  readonly coreCount: number
}

/** What does not change while the app runs. */
export interface MachineInfo {
  readonly platform: 'apple-silicon' | 'intel-mac' | 'linux' | 'other'
  readonly chipName: Reading<string>
  /** `Mac16,5`. */
  readonly modelId: Reading<string>
  readonly clusters: readonly MachineCluster[]
  readonly logicalCoreCount: Reading
  readonly gpuCoreCount: Reading
  readonly aneCoreCount: Reading
  readonly memoryBytes: Reading
  readonly systemName: string
  readonly systemVersion: Reading<string>
  readonly systemBuild: Reading<string>
  /** A guest shows none of the chip's own sensors. */
  readonly isVirtual: boolean
  /** This app itself runs under Rosetta. */
  readonly isTranslated: boolean
}

/**
 * probing: looks for its channels. live · partial: some of its values are missing. absent: not on this machine.
 * denied: the system refuses. failed: threw, and is tried again later.
 */
export const readerStates = ['probing', 'live', 'partial', 'absent', 'denied', 'failed'] as const
export type ReaderState = (typeof readerStates)[number]

export interface ReaderStatus {
  readonly name: string
  readonly state: ReaderState
  /** One sentence unless live. */
  readonly reason: string | null
  readonly everyMs: number
  readonly lastReadMs: number | null
  readonly readCount: number
  readonly failureCount: number
}
