import { cpus, freemem, loadavg, totalmem } from 'node:os'
import { numberReading } from '../../shared/hardware/reading'
import type { CpuTicks } from '../../shared/hardware/ticks'
import { ok } from '../../shared/result'
import { cpuPart } from './cpu-usage'
import { holdsNothing, type Reader } from './reader'

/**
 * What Node itself knows: the last resort of a Mac whose libraries cannot be called, and of systems we do not know.
 * Its ticks have a grain of 10 ms, and on a Mac `freemem` counts only pages that hold nothing at all.
 */
export function nodeCpuReader(): Reader {
  let previous: readonly CpuTicks[] | null = null
  return {
    name: 'cpu.node',
    everyMs: 1_000,
    fields: ['cpu.utilizationRatio'],
    isAvailable: () => true,
    reason: () => null,
    read() {
      const now = cpus().map(({ times }) => ({
        user: times.user,
        system: times.sys + times.irq,
        idle: times.idle,
        nice: times.nice,
      }))
      const { cpu } = cpuPart(previous, now, [], null)
      previous = now
      const [one = null, five = null, fifteen = null] = loadavg()
      const load = (value: number | null) => numberReading(value, 'exact', 'the system gives no load average')
      return ok({
        cpu: { ...cpu, loadAverage1m: load(one), loadAverage5m: load(five), loadAverage15m: load(fifteen) },
      })
    },
    dropBaselines() {
      previous = null
    },
    dispose: holdsNothing,
  }
}

export function nodeMemoryReader(): Reader {
  return {
    name: 'memory.node',
    everyMs: 1_000,
    fields: ['memory.totalBytes', 'memory.freeBytes'],
    isAvailable: () => true,
    reason: () => null,
    read: () =>
      ok({
        memory: {
          totalBytes: numberReading(totalmem(), 'exact', 'the system gives no size'),
          freeBytes: numberReading(freemem(), 'exact', 'the system gives no free memory'),
        },
      }),
    dispose: holdsNothing,
  }
}
