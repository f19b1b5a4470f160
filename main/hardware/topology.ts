import {
  parseAccClusters,
  parseVoltageStates,
  cpuSteps,
  gpuSteps,
  tableNumber,
  type ClusterLetter,
} from '../../shared/hardware/dvfs'
import type { ClusterCores } from './cpu-usage'
import type { CfValue } from './ffi/corefoundation'
import type { Registry, RegistryEntry } from './ffi/iokit'
import type { Sysctl } from './ffi/sysctl'

export interface TopologyCluster extends ClusterCores {
  readonly letter: ClusterLetter
}

/** Frequencies in Hz that the chip's parts can take, ascending; null where no table was found. */
export interface FrequencyTables {
  cpu(letter: ClusterLetter, ordinal: number): readonly number[] | null
  readonly gpu: readonly number[] | null
}

/** Fastest first, as the kernel's performance levels are. */
const lettersBySpeed: readonly ClusterLetter[] = ['P', 'M', 'E']

/** Names of the levels that exist: Performance and Efficiency, from M5 on Super, Performance or Efficiency. */
export function levelNames(sysctl: Sysctl): readonly string[] {
  const count = sysctl.number('hw.nperflevels') ?? 0
  return Array.from(
    { length: count },
    (_, level) => sysctl.text(`hw.perflevel${level}.name`) ?? `Level ${level}`,
  )
}

/**
 * Which core belongs to which cluster. From the device tree, which alone is right on M5 (its slower cores come first);
 * without it from the counts per level, where the names say that it is an M1–M4: there efficiency cores come first.
 */
export function readClusters(registry: Registry, sysctl: Sysctl): readonly TopologyCluster[] {
  const nodes = registry.findAll('IOPlatformDevice')
  try {
    const cores = nodes.flatMap(coreOf)
    return cores.length > 0 ? clustersOfTree(cores, levelNames(sysctl)) : clustersOfLevels(sysctl)
  } finally {
    for (const node of nodes) void node.dispose()
  }
}

interface TreeCore {
  readonly index: number
  readonly letter: ClusterLetter
  readonly cluster: number
}

function coreOf(node: RegistryEntry): readonly TreeCore[] {
  const index = /^cpu(\d+)$/.exec(node.name())?.[1]
  if (index === undefined) return []
  const letter = lettersBySpeed.find((each) => each === textOf(node.property('cluster-type')))
  if (letter === undefined) return []
  return [{ index: Number(index), letter, cluster: integerOf(node.property('logical-cluster-id')) ?? 0 }]
}

function textOf(value: CfValue): string | null {
  if (value instanceof Uint8Array) return String.fromCharCode(...value).replace(/\0.*$/s, '')
  return typeof value === 'string' ? value : null
}

function integerOf(value: CfValue): number | null {
  if (value instanceof Uint8Array) return value[0] ?? null
  return typeof value === 'number' ? value : null
}

function clustersOfTree(cores: readonly TreeCore[], names: readonly string[]): readonly TopologyCluster[] {
  const present = lettersBySpeed.filter((letter) => cores.some((core) => core.letter === letter))
  return present.flatMap((letter, speed) => {
    const ofLetter = cores.filter((core) => core.letter === letter).sort((a, b) => a.index - b.index)
    const numbers = [...new Set(ofLetter.map((core) => core.cluster))].sort((a, b) => a - b)
    return numbers.map((number, ordinal) => ({
      id: `${letter}${ordinal}`,
      name: names[speed] ?? standardName(letter),
      letter,
      coreIndices: ofLetter.filter((core) => core.cluster === number).map((core) => core.index),
    }))
  })
}

function clustersOfLevels(sysctl: Sysctl): readonly TopologyCluster[] {
  const names = levelNames(sysctl)
  if (names.join() !== 'Performance,Efficiency') return []
  const fast = sysctl.number('hw.perflevel0.logicalcpu') ?? 0
  const slow = sysctl.number('hw.perflevel1.logicalcpu') ?? 0
  const range = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index)
  return [
    { id: 'P0', name: 'Performance', letter: 'P', coreIndices: range(slow, fast) },
    { id: 'E0', name: 'Efficiency', letter: 'E', coreIndices: range(0, slow) },
  ]
}

export function standardName(letter: ClusterLetter): string {
  return letter === 'E' ? 'Efficiency' : 'Performance'
}

/** From the power manager's entry; GPUs have had their table at number 9 on every chip so far. */
export function readFrequencyTables(registry: Registry): FrequencyTables {
  const entries = registry.findAll('AppleARMIODevice')
  try {
    const manager =
      entries.find((entry) => entry.name() === 'pmgr') ?? entries.find((entry) => entry.name() === 'clpc')
    const table = (key: string) => {
      const bytes = manager?.property(key)
      return bytes instanceof Uint8Array ? parseVoltageStates(bytes) : null
    }
    const clusters = manager?.property('acc-clusters')
    const tiers = clusters instanceof Uint8Array ? parseAccClusters(clusters) : []
    const gpu = table('voltage-states9') ?? table('voltage-states9-sram')
    const known = new Map<number, readonly number[] | null>()
    for (const number of [1, 5, 22, 23, ...tiers.map((cluster) => cluster.table)]) {
      known.set(number, table(`voltage-states${number}-sram`))
    }
    return {
      cpu(letter, ordinal) {
        const number = tableNumber(letter, ordinal, tiers)
        const found = number === null ? null : (known.get(number) ?? null)
        return found === null ? null : cpuSteps(found)
      },
      gpu: gpu === null ? null : gpuSteps(gpu),
    }
  } finally {
    for (const entry of entries) void entry.dispose()
  }
}
