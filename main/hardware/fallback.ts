import { cpus, freemem, loadavg, release, totalmem, type } from 'node:os'
import { numberReading, valueReading } from '../../shared/hardware/reading'
import type { CpuTicks } from '../../shared/hardware/ticks'
import { unavailable, type MachineInfo } from '../../shared/model/hardware'
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

export function nodeMachine(): MachineInfo {
  const unknown = 'this system does not tell'
  const model = cpus()[0]?.model.trim() ?? ''
  return {
    platform: 'other',
    chipName: valueReading(model === '' ? null : model, 'reported', unknown),
    modelId: unavailable(unknown),
    clusters: [],
    logicalCoreCount: numberReading(cpus().length || null, 'exact', unknown),
    gpuCoreCount: unavailable(unknown),
    aneCoreCount: unavailable(unknown),
    memoryBytes: numberReading(totalmem(), 'exact', unknown),
    systemName: type(),
    systemVersion: valueReading(release(), 'exact', unknown),
    systemBuild: unavailable(unknown),
    isVirtual: false,
    isTranslated: false,
  }
}
