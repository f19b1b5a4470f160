import {
  clusterPlace,
  comparePlaces,
  corePlace,
  type CorePlace,
} from '../../../shared/hardware/channel-names'
import type { ClusterLetter } from '../../../shared/hardware/dvfs'
import { residencyIncrease } from '../../../shared/hardware/element'
import { needsTwoReadings, numberReading, ratioReading } from '../../../shared/hardware/reading'
import { activityOf, stateTable, type Activity, type StateTable } from '../../../shared/hardware/residency'
import { unavailable, type Reading } from '../../../shared/model/hardware'
import { fail, ok } from '../../../shared/result'
import type { FeedChannel, FeedCursor, FeedFrame } from '../channel-feed'
import { groups, subgroups, type Channels } from '../channels'
import type { Reader } from '../reader'
import { standardName, type FrequencyTables, type TopologyCluster } from '../topology'

interface StateChannel {
  readonly channel: FeedChannel
  readonly table: StateTable
}

interface PlannedCore extends StateChannel {
  /** Null where channels and cores of the kind do not match in number. */
  readonly id: string | null
  readonly clusterId: string
}

interface PlannedCluster {
  readonly id: string
  readonly name: string
  readonly coreCount: number
  readonly maxFrequencyHz: number | null
  /** The cluster's own channel, if the chip has one. */
  readonly own: StateChannel | null
  readonly cores: readonly PlannedCore[]
}

/**
 * Frequency and active time per cluster and core, from the time spent in each state (IOReport, CPU Stats). On M4 and
 * newer a state is what was asked for: throttling does not show.
 */
export function cpuFrequencyReader(
  channels: Channels,
  topology: readonly TopologyCluster[],
  tables: FrequencyTables,
): Reader {
  let plan: readonly PlannedCluster[] = []
  const cursor: FeedCursor = { generation: 0 }
  return {
    name: 'cpu.residency',
    everyMs: 1_000,
    fields: [],
    isAvailable: () => plan.length > 0,
    reason: () =>
      plan.length > 0 ? null : (channels.problemOf(groups.cpu) ?? 'this machine counts no CPU states'),
    async discover() {
      await channels.discover()
      plan = planClusters(channels.core()?.channels ?? [], topology, tables)
    },
    read() {
      const frames = channels.core()?.next(cursor) ?? fail('unavailable', 'its channels are gone')
      if (!frames.ok) return frames
      const activities = plan.map((cluster) => ({ cluster, ...activitiesOf(cluster, frames.value) }))
      return ok({
        cpu: {
          clusters: activities.map(({ cluster, own, cores }) => clusterReadings(cluster, own, cores)),
          cores: activities.flatMap(({ cluster, cores }) =>
            cluster.cores.flatMap((core, index) =>
              core.id === null
                ? []
                : [
                    {
                      id: core.id,
                      clusterId: core.clusterId,
                      frequencyHz: frequencyOf(cores[index] ?? null),
                    },
                  ],
            ),
          ),
        },
      })
    },
    dropBaselines: () => channels.core()?.drop(),
    dispose() {
      plan = []
    },
  }
}

/** `unknown`: no baseline yet. Null: the counters did not move. */
type Outcome = Activity | null | 'unknown'

function activitiesOf(cluster: PlannedCluster, frames: readonly (FeedFrame | null)[]) {
  const outcome = ({ channel, table }: StateChannel): Outcome => {
    const frame = frames[channel.part] ?? null
    if (frame?.previous == null) return 'unknown'
    const gained = residencyIncrease(frame.previous, frame.current, channel.index)
    return gained === null ? null : activityOf(gained, table)
  }
  return { own: cluster.own === null ? null : outcome(cluster.own), cores: cluster.cores.map(outcome) }
}

const still = 'its counters did not move'

function frequencyOf(outcome: Outcome): Reading {
  if (outcome === 'unknown') return unavailable(needsTwoReadings)
  if (outcome === null) return unavailable(still)
  const missing = outcome.activeRatio > 0 ? 'its frequencies are not known' : 'it rested all the time'
  return numberReading(outcome.frequencyHz, 'calculated', missing)
}

function clusterReadings(cluster: PlannedCluster, own: Outcome, cores: readonly Outcome[]) {
  const known = cores.filter((core): core is Activity => core !== null && core !== 'unknown')
  const mean =
    known.length === 0 ? null : known.reduce((sum, core) => sum + core.activeRatio, 0) / known.length
  const fallback = own === 'unknown' || own === null ? null : own.activeRatio
  const isUnknown = own === 'unknown' || cores.includes('unknown')
  return {
    id: cluster.id,
    name: cluster.name,
    coreCount: cluster.coreCount,
    activeRatio: ratioReading(mean ?? fallback, 'calculated', isUnknown ? needsTwoReadings : still),
    frequencyHz: frequencyOf(own ?? meanActivity(known) ?? (isUnknown ? 'unknown' : null)),
    maxFrequencyHz: numberReading(cluster.maxFrequencyHz, 'exact', 'its frequencies are not known'),
  }
}

/** Where a cluster has no channel of its own: the mean over its cores, weighted by their active time. */
function meanActivity(cores: readonly Activity[]): Activity | null {
  if (cores.length === 0) return null
  const active = cores.reduce((sum, core) => sum + core.activeRatio, 0)
  const weighted = cores.reduce((sum, core) => sum + core.activeRatio * (core.frequencyHz ?? 0), 0)
  return {
    activeRatio: active / cores.length,
    frequencyHz: active > 0 && weighted > 0 ? weighted / active : null,
  }
}

const letters: readonly ClusterLetter[] = ['P', 'M', 'E']

/**
 * Channels count clusters per die, the device tree counts them through: both in the same order, so that they are
 * matched by rank within their kind, and left unmatched where their numbers differ.
 */
function planClusters(
  all: readonly FeedChannel[],
  topology: readonly TopologyCluster[],
  tables: FrequencyTables,
): readonly PlannedCluster[] {
  return letters.flatMap((letter) => {
    const cores = placed(all, subgroups.cores, corePlace).filter(({ place }) => place.letter === letter)
    const own = placed(all, subgroups.clusters, clusterPlace).filter(({ place }) => place.letter === letter)
    const known = topology.filter((cluster) => cluster.letter === letter)
    const places = own.length > 0 ? own.map(({ place }) => place) : distinct(cores.map(({ place }) => place))
    const coreIndices = known.flatMap((cluster) => cluster.coreIndices)
    const clusterOfCore = known.flatMap((cluster) => cluster.coreIndices.map(() => cluster.id))
    const isMatched = coreIndices.length === cores.length
    return places.map((_, ordinal) => {
      const id = `${letter}${ordinal}`
      const steps = tables.cpu(letter, ordinal) ?? []
      const planned = cores.flatMap(({ channel, place: core }, rank) => {
        const clusterId = isMatched ? (clusterOfCore[rank] ?? id) : `${letter}${rankOf(core, places)}`
        if (clusterId !== id) return []
        return [
          {
            channel,
            table: stateTable(channel.stateNames, steps),
            id: isMatched ? `cpu${coreIndices[rank] ?? rank}` : null,
            clusterId,
          },
        ]
      })
      const channel = own[ordinal]?.channel
      return {
        id,
        name: known[ordinal]?.name ?? known[0]?.name ?? standardName(letter),
        coreCount: known[ordinal]?.coreIndices.length ?? planned.length,
        maxFrequencyHz: steps.at(-1) ?? null,
        own: channel === undefined ? null : { channel, table: stateTable(channel.stateNames, steps) },
        cores: planned,
      }
    })
  })
}

function placed<P extends CorePlace | NonNullable<ReturnType<typeof clusterPlace>>>(
  all: readonly FeedChannel[],
  subgroup: string,
  placeOf: (name: string) => P | null,
): readonly { readonly channel: FeedChannel; readonly place: P }[] {
  return all
    .flatMap((channel) => {
      const place =
        channel.group === groups.cpu && channel.subgroup === subgroup ? placeOf(channel.name) : null
      return place === null || channel.stateNames.length === 0 ? [] : [{ channel, place }]
    })
    .sort((a, b) => comparePlaces(a.place, b.place))
}

type Place = NonNullable<ReturnType<typeof clusterPlace>>

function distinct(places: readonly Place[]): readonly Place[] {
  return places.filter((place, index) => index === 0 || rankOf(place, places.slice(0, index)) < 0)
}

function rankOf(place: Place, places: readonly Place[]): number {
  return places.findIndex((each) => each.die === place.die && each.cluster === place.cluster)
}
