import { bucketBytesPerSecond, meanBandwidth } from '../../../shared/hardware/bandwidth'
import { requestorKind, type RequestorKind } from '../../../shared/hardware/channel-names'
import { increase, latestTicks, residencyIncrease, valueOffset } from '../../../shared/hardware/element'
import { needsTwoReadings, numberReading } from '../../../shared/hardware/reading'
import type { Reading } from '../../../shared/model/hardware'
import { fail, ok } from '../../../shared/result'
import type { FeedChannel, FeedCursor, FeedFrame } from '../channel-feed'
import { groups, subgroups, type Channels } from '../channels'
import { channelFormats } from '../ffi/ioreport-subscription'
import type { Reader } from '../reader'

type Kind = RequestorKind | 'total'

interface PlannedChannel {
  readonly channel: FeedChannel
  readonly kind: Kind
  /** For histograms: what each state stands for. Null: the channel counts bytes. */
  readonly buckets: readonly (number | null)[] | null
}

interface Plan {
  readonly channels: readonly PlannedChannel[]
  readonly isLowerBound: boolean
}

const lowerBound = 'a lower bound: from a histogram whose highest step has no end'

/**
 * Memory traffic: by the controller's byte counters (M1–M3 up to macOS 26), else by the fabric's histograms of GB/s
 * per requestor, which tell at least so much.
 */
export function bandwidthReader(channels: Channels, ticksPerSecond: number): Reader {
  let plan: Plan | null = null
  const cursor: FeedCursor = { generation: 0 }
  return {
    name: 'bandwidth',
    everyMs: 2_000,
    fields: ['bandwidth.totalBytesPerSecond', 'bandwidth.cpuBytesPerSecond', 'bandwidth.gpuBytesPerSecond'],
    isAvailable: () => plan !== null,
    reason: () =>
      plan !== null ? null : (channels.problemOf(groups.memory) ?? 'this machine counts no memory traffic'),
    async discover() {
      await channels.discover()
      plan = planOf(channels.fabric()?.channels ?? [])
    },
    read() {
      const frames = channels.fabric()?.next(cursor) ?? fail('unavailable', 'its channels are gone')
      if (!frames.ok) return frames
      if (plan === null) return fail('unavailable', 'this machine counts no memory traffic')
      const { isLowerBound } = plan
      const rates = plan.channels.map(({ channel, kind, buckets }) => ({
        kind,
        rate: rateOf(channel, buckets, frames.value[channel.part] ?? null, ticksPerSecond),
      }))
      const of = (...kinds: readonly Kind[]) =>
        sumOf(
          rates.filter((each) => kinds.includes(each.kind)),
          isLowerBound,
        )
      const hasTotal = rates.some((each) => each.kind === 'total')
      return ok({
        bandwidth: {
          totalBytesPerSecond: hasTotal ? of('total') : of('cpu', 'gpu', 'ane', 'media', 'other'),
          cpuBytesPerSecond: of('cpu'),
          gpuBytesPerSecond: of('gpu'),
          aneBytesPerSecond: of('ane'),
          mediaBytesPerSecond: of('media'),
        },
      })
    },
    dropBaselines: () => channels.fabric()?.drop(),
    dispose() {
      plan = null
    },
  }
}

type Rate = number | null | 'unknown'

function rateOf(
  channel: FeedChannel,
  buckets: PlannedChannel['buckets'],
  frame: FeedFrame | null,
  ticksPerSecond: number,
): Rate {
  if (frame === null) return null
  const { previous, current } = frame
  if (previous === null) return 'unknown'
  if (buckets !== null) {
    const gained = residencyIncrease(previous, current, channel.index)
    return gained === null ? null : meanBandwidth(gained, buckets)
  }
  const before = previous.offsets[channel.index] ?? -1
  const now = current.offsets[channel.index] ?? -1
  if (before < 0 || now < 0) return null
  const bytes = increase(previous.view, before + valueOffset, current.view, now + valueOffset)
  const ticks = (latestTicks(current, channel.index) ?? 0) - (latestTicks(previous, channel.index) ?? 0)
  return bytes === null || ticks <= 0 ? null : (bytes * ticksPerSecond) / ticks
}

function sumOf(rates: readonly { readonly rate: Rate }[], isLowerBound: boolean): Reading {
  const known = rates.map(({ rate }) => rate).filter((rate) => typeof rate === 'number')
  if (rates.length === 0) return numberReading(null, 'calculated', 'this machine does not count this traffic')
  const isWaiting = rates.some(({ rate }) => rate === 'unknown')
  if (known.length === 0)
    return numberReading(null, 'calculated', isWaiting ? needsTwoReadings : 'its counters hold no values')
  const sum = known.reduce((total, rate) => total + rate, 0)
  if (isLowerBound) return { value: sum, class: 'estimated', reason: lowerBound }
  // Some of the counters hold nothing: what the others say is less than all of it.
  if (known.length < rates.length)
    return { value: sum, class: 'estimated', reason: 'some of its counters hold no values' }
  return { value: sum, class: 'calculated' }
}

function planOf(all: readonly FeedChannel[]): Plan | null {
  const counters = all.filter(
    ({ group, format }) => group === groups.memory && format === channelFormats.simple,
  )
  if (counters.length > 0) return { channels: counters.flatMap(counterOf), isLowerBound: false }
  const dram = all.filter(
    ({ subgroup, format }) => subgroup === subgroups.dramTraffic && format === channelFormats.simple,
  )
  if (dram.length > 0) {
    return {
      channels: dram.map((channel) => ({ channel, kind: 'total', buckets: null })),
      isLowerBound: false,
    }
  }
  const histograms = all.filter(
    ({ subgroup, stateNames }) => subgroup === subgroups.memoryTraffic && stateNames.length > 0,
  )
  if (histograms.length === 0) return null
  const requestors = histograms.flatMap(histogramOf)
  // The controllers' own histogram counts everybody: taken only where it is all there is.
  const chosen =
    requestors.length > 0 ? requestors : histograms.map((channel) => withBuckets(channel, 'total'))
  return { channels: chosen, isLowerBound: true }
}

function counterOf(channel: FeedChannel): readonly PlannedChannel[] {
  if (/(^|[ _])DCS (RD|WR)$/.test(channel.name) && requestorKind(channel.name) === null) {
    return [{ channel, kind: 'total', buckets: null }]
  }
  const kind = requestorKind(channel.name)
  return kind === null ? [] : [{ channel, kind, buckets: null }]
}

function histogramOf(channel: FeedChannel): readonly PlannedChannel[] {
  const kind = requestorKind(channel.name)
  return kind === null ? [] : [withBuckets(channel, kind)]
}

function withBuckets(channel: FeedChannel, kind: Kind): PlannedChannel {
  return { channel, kind, buckets: channel.stateNames.map(bucketBytesPerSecond) }
}
