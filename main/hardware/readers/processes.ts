import { numberReading, ratePerSecond } from '../../../shared/hardware/reading'
import type { ProcessCounters } from '../../../shared/hardware/rusage'
import { processUsage, topProcesses, type ProcessFacts } from '../../../shared/hardware/top-processes'
import { ok } from '../../../shared/result'
import type { ProcessTable } from '../ffi/libproc'
import type { GpuClients } from '../gpu-clients'
import type { Reader } from '../reader'

const perMeasure = 10

interface Snapshot {
  readonly counters: ReadonlyMap<number, ProcessCounters>
  /** Null where the driver cannot be asked. */
  readonly gpuNanoseconds: ReadonlyMap<number, number> | null
}

/**
 * CPU time, memory footprint, energy and ANE memory per process (proc_pid_rusage, own processes only) and GPU time by
 * the queues it holds at the graphics driver.
 */
export function processesReader(table: ProcessTable, gpu: GpuClients | null, ticksPerSecond: number): Reader {
  let previous: Snapshot | null = null
  return {
    name: 'processes',
    everyMs: 5_000,
    fields: ['processes.count', 'processes.unreadableCount', 'ane.memoryBytes'],
    isAvailable: () => true,
    reason: () => null,
    read(elapsedMs) {
      const pids = table.pids()
      if (!pids.ok) return pids
      const counters = new Map<number, ProcessCounters>()
      for (const pid of pids.value) {
        const found = table.counters(pid)
        if (found !== null) counters.set(pid, found)
      }
      const now: Snapshot = { counters, gpuNanoseconds: gpu?.readNanoseconds() ?? null }
      const before = previous
      previous = now
      const all = [...new Set([...counters.keys(), ...(now.gpuNanoseconds?.keys() ?? [])])]
      const facts = all.map((pid) => factsOf(pid, now, before, elapsedMs, ticksPerSecond))
      const top = topProcesses(facts, perMeasure).map((each) => ({
        ...each,
        name: table.name(each.pid) ?? `process ${each.pid}`,
      }))
      const aneBytes = [...counters.values()].reduce((sum, each) => sum + each.neuralFootprintBytes, 0)
      return ok({
        processes: {
          count: numberReading(pids.value.length, 'exact', ''),
          unreadableCount: numberReading(pids.value.length - counters.size, 'exact', ''),
          top: top.map((each) => processUsage(each, counters.has(each.pid) ? {} : foreign)),
        },
        ane: { memoryBytes: numberReading(aneBytes, 'calculated', '') },
      })
    },
    dropBaselines() {
      previous = null
    },
    dispose: () => gpu?.dispose(),
  }
}

const otherUser = 'it belongs to another user'
const foreign = { cpuRatio: otherUser, memoryBytes: otherUser, watts: otherUser, aneMemoryBytes: otherUser }

function factsOf(
  pid: number,
  now: Snapshot,
  before: Snapshot | null,
  elapsedMs: number,
  ticksPerSecond: number,
): ProcessFacts {
  const counters = now.counters.get(pid) ?? null
  const earlier = before?.counters.get(pid) ?? null
  // A process number may have been given again.
  const isSame = counters !== null && earlier?.startTicks === counters.startTicks
  const rate = (of: 'cpuTicks' | 'energyNanojoules') =>
    isSame ? ratePerSecond(earlier[of], counters[of], elapsedMs) : null
  const cpuTicks = rate('cpuTicks')
  const nanowatts = rate('energyNanojoules')
  return {
    pid,
    name: '',
    cpuRatio: cpuTicks === null ? null : cpuTicks / ticksPerSecond,
    gpuRatio: gpuRatioOf(pid, now, before, elapsedMs),
    memoryBytes: counters?.footprintBytes ?? null,
    aneMemoryBytes: counters?.neuralFootprintBytes ?? null,
    watts: nanowatts === null ? null : nanowatts / 1e9,
  }
}

/** A queue that closed takes its time along: the sum shrinks, and what the others used is not known. */
function gpuRatioOf(pid: number, now: Snapshot, before: Snapshot | null, elapsedMs: number): number | null {
  const earlier = before?.gpuNanoseconds ?? null
  if (now.gpuNanoseconds === null || earlier === null || !(elapsedMs > 0)) return null
  const after = now.gpuNanoseconds.get(pid)
  if (after === undefined) return 0
  return Math.min(1, Math.max(0, after - (earlier.get(pid) ?? 0)) / elapsedMs / 1e6)
}
