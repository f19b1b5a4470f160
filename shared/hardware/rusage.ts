/** `rusage_info_v6` (sys/resource.h), 464 bytes. Times are mach ticks, energy nanojoules. */
export const rusageBytes = 464
export const rusageFlavor = 6

export interface ProcessCounters {
  readonly cpuTicks: number
  readonly footprintBytes: number
  readonly energyNanojoules: number
  readonly neuralFootprintBytes: number
  /** Time of start in ticks: tells a process from a later one with the same number. */
  readonly startTicks: number
}

export function parseRusage(view: DataView): ProcessCounters {
  const u64 = (offset: number) => view.getUint32(offset, true) + view.getUint32(offset + 4, true) * 2 ** 32
  return {
    cpuTicks: u64(16) + u64(24),
    footprintBytes: u64(72),
    startTicks: u64(80),
    energyNanojoules: u64(336),
    neuralFootprintBytes: u64(368),
  }
}
