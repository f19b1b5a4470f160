import type { CpuTicks } from '../../../shared/hardware/ticks'
import { parseVmStatistics, smallestVmWords, type VmStatistics } from '../../../shared/hardware/vm-statistics'
import { fail, ok, type Result } from '../../../shared/result'
import { complete, type Library, type Memory } from './libraries'
import type { Pointer } from './native'

/** The kernel's own counters. Each part stands for itself. */
export interface Mach {
  readonly cpuTicks: Result<() => Result<readonly CpuTicks[]>>
  readonly vmStatistics: Result<() => Result<VmStatistics>>
  /** 24 MHz on Apple silicon, without the time asleep. Null where it cannot be asked. */
  readonly absoluteTicks: (() => number) | null
}

export function openMach(library: Library, memory: Memory): Mach {
  const hostSelf = library.bind<() => number>('uint32_t mach_host_self(void)')
  // Each call makes a new send right: one is enough for the life of the process.
  let host: number | null = null
  const hostPort = hostSelf === null ? null : () => (host ??= hostSelf())
  const absoluteTime = library.bind<() => number | bigint>('uint64_t mach_absolute_time(void)')
  return {
    cpuTicks: openCpuTicks(library, memory, hostPort),
    vmStatistics: openVmStatistics(library, hostPort),
    absoluteTicks: absoluteTime === null ? null : () => Number(absoluteTime()),
  }
}

const processorCpuLoadInfo = 2
const statesPerCpu = 4

function openCpuTicks(library: Library, memory: Memory, hostPort: (() => number) | null): Mach['cpuTicks'] {
  const bound = complete(
    {
      mach_host_self: hostPort,
      mach_task_self_: library.address('mach_task_self_'),
      host_processor_info: library.bind<
        (host: number, flavor: number, count: number[], info: (Pointer | null)[], words: number[]) => number
      >(
        'int host_processor_info(uint32_t host, int flavor, _Out_ uint32_t *count, _Out_ void **info, _Out_ uint32_t *words)',
      ),
      vm_deallocate: library.bind<(task: number, address: Pointer, size: number) => number>(
        'int vm_deallocate(uint32_t task, uintptr_t address, uintptr_t size)',
      ),
    },
    'libSystem',
  )
  if (!bound.ok) return bound
  const calls = bound.value
  let buffer = Buffer.alloc(0)
  const count = [0]
  const info: (Pointer | null)[] = [null]
  const words = [0]
  return ok(() => {
    const status = calls.host_processor_info(calls.mach_host_self(), processorCpuLoadInfo, count, info, words)
    const [address = null] = info
    if (status !== 0 || address === null)
      return fail('unavailable', `the kernel gives no processor ticks (${status})`)
    const byteCount = (words[0] ?? 0) * 4
    if (buffer.byteLength < byteCount) buffer = Buffer.alloc(byteCount)
    memory.copy(buffer, address, byteCount)
    calls.vm_deallocate(memory.u32At(calls.mach_task_self_), address, byteCount)
    return ok(ticksIn(buffer, Math.min(count[0] ?? 0, Math.floor(byteCount / 4 / statesPerCpu))))
  })
}

function ticksIn(buffer: Buffer, count: number): readonly CpuTicks[] {
  return Array.from({ length: count }, (_, index) => {
    const at = index * statesPerCpu * 4
    return {
      user: buffer.readUInt32LE(at),
      system: buffer.readUInt32LE(at + 4),
      idle: buffer.readUInt32LE(at + 8),
      nice: buffer.readUInt32LE(at + 12),
    }
  })
}

const hostVmInfo64 = 4
const arrayTooLarge = -307
const mostVmWords = 256

/**
 * Asks for the oldest layout, which every system up to 26 fills. macOS 27 begins to refuse it after a few calls and
 * names the size it wants; asking for more from the start makes 26.6 log an error on each call.
 */
function openVmStatistics(library: Library, hostPort: (() => number) | null): Mach['vmStatistics'] {
  const bound = complete(
    {
      mach_host_self: hostPort,
      host_statistics64: library.bind<
        (host: number, flavor: number, into: Uint8Array, words: number[]) => number
      >('int host_statistics64(uint32_t host, int flavor, void *into, _Inout_ uint32_t *words)'),
    },
    'libSystem',
  )
  if (!bound.ok) return bound
  const calls = bound.value
  // An array of doubles is aligned to 8 bytes, as the call wants it.
  const buffer = new Uint8Array(new Float64Array((mostVmWords * 4) / 8).buffer)
  const view = new DataView(buffer.buffer)
  let wanted = smallestVmWords
  return ok(() => {
    const words = [wanted]
    let status = calls.host_statistics64(calls.mach_host_self(), hostVmInfo64, buffer, words)
    const offered = words[0] ?? 0
    if (status === arrayTooLarge && offered > wanted && offered <= mostVmWords) {
      wanted = offered
      status = calls.host_statistics64(calls.mach_host_self(), hostVmInfo64, buffer, words)
    }
    if (status !== 0) return fail('unavailable', `the kernel gives no memory statistics (${status})`)
    if ((words[0] ?? 0) < smallestVmWords)
      return fail('unavailable', 'the kernel gives shorter memory statistics than known')
    return ok(parseVmStatistics(view))
  })
}
