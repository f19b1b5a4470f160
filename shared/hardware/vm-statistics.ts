/** `vm_statistics64` of mach/vm_statistics.h in pages; later systems append fields, these keep their place. */
export interface VmStatistics {
  readonly free: number
  readonly active: number
  readonly inactive: number
  readonly wired: number
  readonly purgeable: number
  readonly speculative: number
  readonly compressor: number
  readonly external: number
  readonly internal: number
  readonly decompressions: number
  readonly compressions: number
  readonly swapIns: number
  readonly swapOuts: number
}

/** 32-bit words up to macOS 15; 40, 62 and more later. */
export const smallestVmWords = 38

export function parseVmStatistics(view: DataView): VmStatistics {
  const u32 = (offset: number) => view.getUint32(offset, true)
  const u64 = (offset: number) => u32(offset) + u32(offset + 4) * 2 ** 32
  return {
    free: u32(0),
    active: u32(4),
    inactive: u32(8),
    wired: u32(12),
    purgeable: u32(88),
    speculative: u32(92),
    decompressions: u64(96),
    compressions: u64(104),
    swapIns: u64(112),
    swapOuts: u64(120),
    compressor: u32(128),
    external: u32(136),
    internal: u32(140),
  }
}

/** App + wired + compressed, as Activity Monitor shows "Memory Used". Pages. */
export function activityMonitorUsed({ internal, purgeable, wired, compressor }: VmStatistics): number {
  return Math.max(0, internal - purgeable) + wired + compressor
}

/** As macmon, stats and iStat count. Pages. */
export function pagesInUse(pages: VmStatistics): number {
  const { active, inactive, speculative, wired, compressor, purgeable, external } = pages
  return Math.max(0, active + inactive + speculative + wired + compressor - purgeable - external)
}
