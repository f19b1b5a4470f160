import type { CpuSample, Reading } from '../../shared/model/hardware'

/** One core of the map. */
export interface CoreCell {
  readonly id: string
  /** The number the system gives the core, for people. */
  readonly name: string
  readonly utilization: Reading
  readonly frequency: Reading
}

export interface CoreGroup {
  readonly id: string
  /** "Performance 0", "Cores" where the system names no clusters. */
  readonly title: string
  readonly utilization: Reading | null
  readonly frequency: Reading | null
  readonly maxFrequency: Reading | null
  readonly cells: readonly CoreCell[]
}

/** Cores by cluster, in the system's order; cores without a cluster come last, together. */
export function coreMap(cpu: CpuSample): readonly CoreGroup[] {
  const byCluster = cpu.clusters.map((cluster): CoreGroup => {
    const isOnly = cpu.clusters.filter(({ name }) => name === cluster.name).length === 1
    return {
      id: cluster.id,
      title: cluster.name === '' ? cluster.id : isOnly ? cluster.name : `${cluster.name} ${cluster.id}`,
      utilization: cluster.utilizationRatio,
      frequency: cluster.frequencyHz,
      maxFrequency: cluster.maxFrequencyHz,
      cells: cellsOf(cpu, (id) => id === cluster.id),
    }
  })
  const known = new Set(cpu.clusters.map(({ id }) => id))
  const others = cellsOf(cpu, (id) => id === null || !known.has(id))
  const rest: CoreGroup = {
    id: 'others',
    title: byCluster.length === 0 ? 'Cores' : 'Other cores',
    utilization: null,
    frequency: null,
    maxFrequency: null,
    cells: others,
  }
  return [...byCluster.filter(({ cells }) => cells.length > 0), ...(others.length > 0 ? [rest] : [])]
}

function cellsOf(cpu: CpuSample, belongs: (clusterId: string | null) => boolean): readonly CoreCell[] {
  return cpu.cores
    .filter(({ clusterId }) => belongs(clusterId))
    .map(({ id, utilizationRatio, frequencyHz }) => ({
      id,
      name: id.replace(/^\D+/, ''),
      utilization: utilizationRatio,
      frequency: frequencyHz,
    }))
}
