import { clusterPlace, corePlace, energyKind } from '../../shared/hardware/channel-names'
import type { Clock } from '../../shared/clock'
import type { Disposable } from '../../shared/lifecycle'
import type { Result } from '../../shared/result'
import { openFeed, type ChannelFeed } from './channel-feed'
import type { FoundChannel, IoReport } from './ffi/ioreport'

/** IOReport's channels, looked for once, in two sets: what every tick needs, and what is read less often. */
export interface Channels extends Disposable {
  discover(): Promise<void>
  /** Energy, CPU and GPU residency; null until found. */
  core(): ChannelFeed | null
  /** Memory traffic and the ANE's demand. */
  fabric(): ChannelFeed | null
  /** One sentence: why the group cannot be read, or null if nothing speaks against it. */
  problemOf(group: string): string | null
}

export const groups = {
  energy: 'Energy Model',
  cpu: 'CPU Stats',
  gpu: 'GPU Stats',
  soc: 'SoC Stats',
  memory: 'AMC Stats',
} as const
/** The same kind of channels by chip; M5 lets only the second be read. */
export const fabricGroups: readonly string[] = ['PMP', 'PMP0', 'PMP1']

export const subgroups = {
  clusters: 'CPU Complex Performance States',
  cores: 'CPU Core Performance States',
  gpu: 'GPU Performance States',
  energyCounters: 'Energy Counters',
  socFloor: 'SOC Floor',
  memoryFloor: 'DCS Floor',
  memoryTraffic: 'DCS BW',
  fabricTraffic: 'AF BW',
  dramTraffic: 'DRAM BW',
  memoryCounters: 'Perf Counters',
  power: 'Cluster Power States',
} as const

export function createChannels(ioReport: Result<IoReport>, clock: Clock): Channels {
  let problem = ioReport.ok ? 'still looking for its channels' : ioReport.error.message
  let found: ReadonlySet<string> | null = null
  let feeds: { readonly core: ChannelFeed; readonly fabric: ChannelFeed } | null = null
  let search: Promise<void> | null = null
  let isDisposed = false
  const look = async () => {
    if (!ioReport.ok) return
    const catalogue = await ioReport.value.findChannels()
    if (!catalogue.ok) {
      problem = catalogue.error.message
      return
    }
    try {
      if (isDisposed) return
      found = catalogue.value.groups
      const all = catalogue.value.channels(new Set([...Object.values(groups), ...fabricGroups]))
      feeds = {
        core: openFeed(catalogue.value, coreChannels(all), clock),
        fabric: openFeed(catalogue.value, fabricChannels(all), clock),
      }
    } finally {
      await catalogue.value.dispose()
    }
  }
  return {
    discover: () => (search ??= look()),
    core: () => feeds?.core ?? null,
    fabric: () => feeds?.fabric ?? null,
    problemOf(group) {
      if (found === null) return problem
      if (!found.has(group)) return `this machine has no channels of the group ${group}`
      const isDenied =
        feeds?.core.deniedGroups.has(group) === true || feeds?.fabric.deniedGroups.has(group) === true
      return isDenied ? `the system refuses the group ${group}` : null
    },
    dispose() {
      isDisposed = true
      void feeds?.core.dispose()
      void feeds?.fabric.dispose()
      feeds = null
    },
  }
}

/** A few dozen of some thousand. */
export function coreChannels(all: readonly FoundChannel[]): readonly FoundChannel[] {
  const energy = all.filter(({ group, name }) => group === groups.energy && energyKind(name) !== null)
  const hasAne = energy.some(({ name }) => energyKind(name) === 'ane')
  return all.filter((channel) => {
    const { group, subgroup, name } = channel
    if (group === groups.energy) return energyKind(name) !== null
    if (group === groups.cpu && subgroup === subgroups.clusters) return clusterPlace(name) !== null
    if (group === groups.cpu && subgroup === subgroups.cores) return corePlace(name) !== null
    if (group === groups.gpu) return subgroup === subgroups.gpu && name === 'GPUPH'
    // The base M1 counts the ANE's energy here and nowhere else.
    return !hasAne && group === 'PMP' && subgroup === subgroups.energyCounters && name === 'ANE'
  })
}

/** Of the three groups of the fabric, the first that has a subgroup stands for it. */
export function fabricChannels(all: readonly FoundChannel[]): readonly FoundChannel[] {
  const wanted = all.filter(isFabricChannel)
  return wanted.filter(({ group, subgroup }) => {
    if (!fabricGroups.includes(group)) return true
    return (
      fabricGroups.find((each) =>
        wanted.some((channel) => channel.group === each && channel.subgroup === subgroup),
      ) === group
    )
  })
}

function isFabricChannel({ group, subgroup, name }: FoundChannel): boolean {
  if (group === groups.memory) return subgroup === subgroups.memoryCounters && /DCS (RD|WR)$/.test(name)
  if (group === groups.soc) return subgroup === subgroups.power && name === 'ANE0'
  if (!fabricGroups.includes(group)) return false
  if (subgroup === subgroups.socFloor) return /^ANE(-LNK\d+)?-AF-BW$/.test(name)
  if (subgroup === subgroups.memoryFloor) return name === 'ANE-DCS-BW'
  if (subgroup === subgroups.memoryTraffic) return name.endsWith('RD+WR')
  if (subgroup === subgroups.fabricTraffic) return name.startsWith('ANE') && !/ (RD|WR)$/.test(name)
  return subgroup === subgroups.dramTraffic
}
