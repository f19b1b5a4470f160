import {
  needsTwoReadings,
  numberReading,
  ratePerSecond,
  ratioReading,
  valueReading,
} from '../../../shared/hardware/reading'
import type { SamplePart } from '../../../shared/hardware/sample'
import { activityMonitorUsed, pagesInUse, type VmStatistics } from '../../../shared/hardware/vm-statistics'
import { unavailable, type MemoryPressure, type Reading } from '../../../shared/model/hardware'
import { ok, type Result } from '../../../shared/result'
import type { Sysctl } from '../ffi/sysctl'
import { holdsNothing, type Reader } from '../reader'

/** The kernel's page counts (host_statistics64) and what sysctl tells of pressure, swap and the GPU's limit. */
export function memoryReader(readPages: Result<() => Result<VmStatistics>>, sysctl: Sysctl): Reader {
  let previous: VmStatistics | null = null
  const totalBytes = sysctl.number('hw.memsize')
  // hw.pagesize says 4096 under Rosetta, where the counts below are still of 16384.
  const pageBytes = sysctl.number('vm.pagesize') ?? 16_384
  return {
    name: 'memory',
    everyMs: 1_000,
    fields: ['memory.usedBytes', 'memory.pageUsedBytes', 'memory.freeBytes'],
    isAvailable: () => true,
    reason: () => null,
    read(elapsedMs) {
      const pages = readPages.ok ? readPages.value() : readPages
      const before = previous
      previous = pages.ok ? pages.value : null
      return ok({
        memory: {
          totalBytes: numberReading(totalBytes, 'exact', 'the system gives no size'),
          ...(pages.ok
            ? pageReadings(pages.value, before, pageBytes, elapsedMs)
            : missingPages(pages.error.message)),
          ...pressureReadings(sysctl),
          ...swapReadings(sysctl),
          gpuWiredLimitBytes: wiredLimit(sysctl, totalBytes),
        },
      })
    },
    dropBaselines() {
      previous = null
    },
    dispose: holdsNothing,
  }
}

type MemoryPart = NonNullable<SamplePart['memory']>

/** What the kernel's page counts say, with rates against the counts before; `elapsedMs` between the two. */
export function pageReadings(
  now: VmStatistics,
  before: VmStatistics | null,
  pageBytes: number,
  elapsedMs: number,
): MemoryPart {
  const bytes = (pages: number, kind: 'exact' | 'calculated') => numberReading(pages * pageBytes, kind, '')
  const rate = (of: 'swapIns' | 'swapOuts' | 'compressions' | 'decompressions') => {
    const pages = ratePerSecond(before?.[of] ?? null, now[of], elapsedMs)
    return numberReading(pages === null ? null : pages * pageBytes, 'calculated', needsTwoReadings)
  }
  return {
    usedBytes: bytes(activityMonitorUsed(now), 'calculated'),
    pageUsedBytes: bytes(pagesInUse(now), 'calculated'),
    // Speculative pages hold read-ahead data that nobody asked for yet; the kernel counts them as free.
    freeBytes: bytes(now.free, 'exact'),
    appBytes: bytes(Math.max(0, now.internal - now.purgeable), 'calculated'),
    wiredBytes: bytes(now.wired, 'exact'),
    compressedBytes: bytes(now.compressor, 'exact'),
    cachedBytes: bytes(now.external + now.purgeable, 'calculated'),
    swapInBytesPerSecond: rate('swapIns'),
    swapOutBytesPerSecond: rate('swapOuts'),
    compressedBytesPerSecond: rate('compressions'),
    decompressedBytesPerSecond: rate('decompressions'),
  }
}

function missingPages(reason: string): MemoryPart {
  return {
    usedBytes: unavailable(reason),
    pageUsedBytes: unavailable(reason),
    freeBytes: unavailable(reason),
  }
}

const pressures: ReadonlyMap<number, MemoryPressure> = new Map([
  [1, 'normal'],
  [2, 'warning'],
  [4, 'critical'],
])

function pressureReadings(sysctl: Sysctl): MemoryPart {
  const level = sysctl.number('kern.memorystatus_vm_pressure_level')
  const percent = sysctl.number('kern.memorystatus_level')
  return {
    pressure: valueReading(
      pressures.get(level ?? 0) ?? null,
      'reported',
      'the system names no memory pressure',
    ),
    availableRatio: ratioReading(
      percent === null ? null : percent / 100,
      'reported',
      'the system gives no share of free memory',
    ),
  }
}

/** `xsw_usage`: total, available and used, u64 each. */
function swapReadings(sysctl: Sysctl): MemoryPart {
  const bytes = sysctl.bytes('vm.swapusage')
  const view = bytes === null || bytes.byteLength < 24 ? null : new DataView(bytes.buffer, bytes.byteOffset)
  const missing = 'the system gives no use of swap'
  const at = (offset: number) =>
    numberReading(view === null ? null : Number(view.getBigUint64(offset, true)), 'exact', missing)
  return { swapTotalBytes: at(0), swapUsedBytes: at(16) }
}

const smallMachineBytes = 36 * 2 ** 30

/** Unless the user set one, Metal's recommended working set: 3/4 of memory, 2/3 on small machines. */
function wiredLimit(sysctl: Sysctl, totalBytes: number | null): Reading {
  const megabytes = sysctl.number('iogpu.wired_limit_mb')
  if (megabytes !== null && megabytes > 0) return { value: megabytes * 2 ** 20, class: 'exact' }
  if (megabytes === null || totalBytes === null) return unavailable('the system names no limit')
  const share = totalBytes <= smallMachineBytes ? 2 / 3 : 3 / 4
  return {
    value: Math.round(totalBytes * share),
    class: 'estimated',
    reason: "the system's usual share of memory; no limit is set",
  }
}
