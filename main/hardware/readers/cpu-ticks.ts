import { loadavg } from 'node:os'
import { wrapOfMach, type CpuTicks } from '../../../shared/hardware/ticks'
import { numberReading } from '../../../shared/hardware/reading'
import { ok, type Result } from '../../../shared/result'
import { cpuPart, type ClusterCores } from '../cpu-usage'
import { holdsNothing, type Reader } from '../reader'

/** Utilisation as Activity Monitor shows it, from the kernel's ticks per core. */
export function cpuTicksReader(
  readTicks: () => Result<readonly CpuTicks[]>,
  clusters: readonly ClusterCores[],
): Reader {
  let previous: readonly CpuTicks[] | null = null
  return {
    name: 'cpu.ticks',
    everyMs: 1_000,
    fields: ['cpu.utilizationRatio', 'cpu.userRatio', 'cpu.systemRatio'],
    isAvailable: () => true,
    reason: () => null,
    read() {
      const now = readTicks()
      if (!now.ok) return now
      const { cpu } = cpuPart(previous, now.value, clusters, wrapOfMach)
      previous = now.value
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
