import { needsTwoReadings, ratioReading } from '../../shared/hardware/reading'
import type { SamplePart } from '../../shared/hardware/sample'
import { addTicks, sharesOf, ticksBetween, type CpuTicks } from '../../shared/hardware/ticks'
import type { Reading } from '../../shared/model/hardware'

/** A cluster as the machine's topology knows it; `coreIds` are indices into the list of ticks. */
export interface ClusterCores {
  readonly id: string
  readonly name: string
  readonly coreIndices: readonly number[]
}

const noMovement = 'the counters of this core did not move'

/** Utilisation per core, per cluster and in all, from two lists of counters in the system's own order of cores. */
export function cpuPart(
  previous: readonly CpuTicks[] | null,
  current: readonly CpuTicks[],
  clusters: readonly ClusterCores[],
  wrap: number | null,
): SamplePart {
  const isComparable = previous?.length === current.length
  const steps = current.map((ticks, index) => {
    const before = isComparable ? previous[index] : undefined
    return before === undefined ? null : ticksBetween(before, ticks, wrap)
  })
  const clusterOf = new Map(
    clusters.flatMap(({ id, coreIndices }) => coreIndices.map((index) => [index, id])),
  )
  const missing = isComparable ? noMovement : needsTwoReadings
  const busy = (list: readonly (CpuTicks | null)[]): Reading =>
    ratioReading(sharesOf(sumOf(list))?.busyRatio ?? null, 'calculated', missing)
  const all = sharesOf(sumOf(steps))
  return {
    cpu: {
      utilizationRatio: busy(steps),
      userRatio: ratioReading(all?.userRatio ?? null, 'calculated', missing),
      systemRatio: ratioReading(all?.systemRatio ?? null, 'calculated', missing),
      clusters: clusters.map(({ id, name, coreIndices }) => ({
        id,
        name,
        coreCount: coreIndices.length,
        utilizationRatio: busy(coreIndices.map((index) => steps[index] ?? null)),
      })),
      cores: steps.map((step, index) => ({
        id: `cpu${index}`,
        clusterId: clusterOf.get(index) ?? null,
        utilizationRatio: busy([step]),
      })),
    },
  }
}

function sumOf(list: readonly (CpuTicks | null)[]): CpuTicks | null {
  return list.reduce(
    (sum, ticks) => (sum === null || ticks === null ? (sum ?? ticks) : addTicks(sum, ticks)),
    null,
  )
}
