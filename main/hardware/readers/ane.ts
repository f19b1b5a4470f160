import { bucketBytesPerSecond, shareAboveFloor } from '../../../shared/hardware/bandwidth'
import { residencyIncrease } from '../../../shared/hardware/element'
import { needsTwoReadings } from '../../../shared/hardware/reading'
import { isIdleState } from '../../../shared/hardware/residency'
import { unavailable, type AneSource, type Reading } from '../../../shared/model/hardware'
import { fail, ok } from '../../../shared/result'
import type { FeedChannel, FeedCursor, FeedFrame } from '../channel-feed'
import { groups, subgroups, type Channels } from '../channels'
import type { Reader } from '../reader'

interface AneOptions {
  /** Of the energy reader's last read. */
  readonly lastWatts: () => number | null
  /** Most that the ANE of this chip draws; null for a chip nobody measured. */
  readonly highestWatts: number | null
}

interface ActivityChannel {
  readonly channel: FeedChannel
  readonly isFloor: readonly boolean[]
}

const explanations: Readonly<Record<AneSource, string>> = {
  'bandwidth-demand': 'share of time in which the ANE asked for more than the least bandwidth',
  bandwidth: 'share of time in which the ANE moved data',
  'power-state': 'share of time in which the ANE was switched on',
  power: 'its power against the most it draws',
}

/**
 * How busy the ANE is. No chip counts that, so the best of four stand-ins is taken and named: demand for bandwidth,
 * bandwidth, power state, power. All are estimates.
 */
export function aneReader(channels: Channels, { lastWatts, highestWatts }: AneOptions): Reader {
  let source: AneSource | null = null
  let planned: readonly ActivityChannel[] = []
  const cursor: FeedCursor = { generation: 0 }
  return {
    name: 'ane',
    everyMs: 2_000,
    fields: ['ane.activityRatio', 'ane.activitySource'],
    isAvailable: () => source !== null || lastWatts() !== null,
    reason: () => channels.problemOf('PMP0') ?? 'nothing on this machine tells how busy the ANE is',
    async discover() {
      await channels.discover()
      ;({ source, planned } = plan(channels.fabric()?.channels ?? []))
    },
    read() {
      const byChannels = source === null ? null : readChannels(channels, planned, cursor)
      if (source !== null && byChannels?.value != null) return ok(partOf(byChannels.value, source))
      const watts = lastWatts()
      if (watts !== null && highestWatts !== null)
        return ok(partOf(Math.min(1, watts / highestWatts), 'power'))
      if (byChannels === null) return fail('unavailable', 'the power of the ANE is not known')
      return ok({
        ane: { activityRatio: byChannels, activitySource: unavailable<AneSource>(byChannels.reason ?? '') },
      })
    },
    dropBaselines: () => channels.fabric()?.drop(),
    dispose() {
      source = null
      planned = []
    },
  }
}

function partOf(ratio: number, source: AneSource) {
  return {
    ane: {
      activityRatio: { value: ratio, class: 'estimated' as const, reason: explanations[source] },
      activitySource: { value: source, class: 'reported' as const },
    },
  }
}

function readChannels(channels: Channels, planned: readonly ActivityChannel[], cursor: FeedCursor): Reading {
  const frames = channels.fabric()?.next(cursor) ?? fail('unavailable', 'its channels are gone')
  if (!frames.ok) return unavailable(frames.error.message)
  const shares = planned.map((each) => shareOf(each, frames.value))
  const known = shares.filter((share) => typeof share === 'number')
  if (known.length > 0) return { value: Math.max(...known), class: 'estimated' }
  return unavailable(shares.includes('unknown') ? needsTwoReadings : 'its counters did not move')
}

function shareOf(
  { channel, isFloor }: ActivityChannel,
  frames: readonly (FeedFrame | null)[],
): number | 'unknown' | null {
  const frame = frames[channel.part] ?? null
  if (frame?.previous == null) return 'unknown'
  const gained = residencyIncrease(frame.previous, frame.current, channel.index)
  return gained === null ? null : shareAboveFloor(gained, isFloor)
}

function plan(all: readonly FeedChannel[]): {
  source: AneSource | null
  planned: readonly ActivityChannel[]
} {
  const states = all.filter((channel) => channel.stateNames.length > 1)
  const of = (...wanted: readonly string[]) =>
    states.filter(({ subgroup, name }) => wanted.includes(subgroup) && name.startsWith('ANE'))
  // A link's floor is the state VMIN, that of the memory controller its first (F1, on M6 F2).
  const demand = first(of(subgroups.socFloor), of(subgroups.memoryFloor))
  if (demand.length > 0)
    return { source: 'bandwidth-demand', planned: demand.map((each) => withFloor(each, floorOf(each))) }
  const traffic = first(of(subgroups.fabricTraffic), of(subgroups.memoryTraffic)).filter((each) =>
    each.stateNames.some((name) => bucketBytesPerSecond(name) !== null),
  )
  if (traffic.length > 0) return { source: 'bandwidth', planned: traffic.map((each) => withFloor(each, [0])) }
  const power = of(subgroups.power).filter((each) => each.group === groups.soc)
  if (power.length > 0)
    return { source: 'power-state', planned: power.map((each) => withFloor(each, idleOf(each))) }
  return { source: null, planned: [] }
}

function first<T>(...lists: readonly (readonly T[])[]): readonly T[] {
  return lists.find((list) => list.length > 0) ?? []
}

function withFloor(channel: FeedChannel, floor: readonly number[]): ActivityChannel {
  return { channel, isFloor: channel.stateNames.map((_, index) => floor.includes(index)) }
}

function floorOf({ stateNames }: FeedChannel): readonly number[] {
  const named = stateNames.flatMap((name, index) =>
    name.toUpperCase() === 'VMIN' || isIdleState(name) ? [index] : [],
  )
  return named.length > 0 ? named : [0]
}

function idleOf({ stateNames }: FeedChannel): readonly number[] {
  return stateNames.flatMap((name, index) => (isIdleState(name) ? [index] : []))
}

/** Observed peaks (exelban/stats), doubled for the two dies of an Ultra. */
export function highestAneWatts(chipName: string): number | null {
  const generation = /\bM(\d+)\b/.exec(chipName)?.[1]
  const watts = [2, 2.5, 3, 6, 8][Number(generation) - 1]
  return watts === undefined ? null : chipName.includes('Ultra') ? watts * 2 : watts
}
