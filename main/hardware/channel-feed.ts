import type { ElementBlock } from '../../shared/hardware/element'
import type { Clock } from '../../shared/clock'
import type { Disposable } from '../../shared/lifecycle'
import { fail, ok, type Result } from '../../shared/result'
import type { ChannelCatalogue, FoundChannel } from './ffi/ioreport'
import type { ChannelSet, ChannelSubscription, SampledChannel } from './ffi/ioreport-subscription'

/** A channel with its place: the subscription it came by, and its number there. */
export interface FeedChannel extends SampledChannel {
  readonly part: number
  readonly index: number
}

export interface FeedFrame {
  readonly previous: ElementBlock | null
  readonly current: ElementBlock
}

/** Where one reader stands; each has its own. */
export interface FeedCursor {
  generation: number
}

/**
 * Counters that several readers share, sampled once per tick: the first reader that has seen the last frame takes the
 * next, the others get the same.
 */
export interface ChannelFeed extends Disposable {
  readonly channels: readonly FeedChannel[]
  /** Groups that exist and that the system refuses. */
  readonly deniedGroups: ReadonlySet<string>
  /** One frame per part; null for a part that could not be read. */
  next(cursor: FeedCursor): Result<readonly (FeedFrame | null)[]>
  drop(): void
}

const failuresBeforeRebuild = 3
const rebuildAfterMs = [1_000, 5_000, 30_000]

/**
 * One subscription for all groups costs a third of one each (9 ms per sample on an M5 Max, whatever the number of
 * channels), but one denied group would cost them all: each is tried alone first.
 */
export function openFeed(
  catalogue: ChannelCatalogue,
  wanted: readonly FoundChannel[],
  clock: Clock,
): ChannelFeed {
  const deniedGroups = new Set<string>()
  const allowed: FoundChannel[] = []
  for (const group of new Set(wanted.map((channel) => channel.group))) {
    const channels = wanted.filter((channel) => channel.group === group)
    if (canSubscribe(catalogue, channels)) allowed.push(...channels)
    else deniedGroups.add(group)
  }
  return feedOf(partsOf(catalogue, allowed, clock), deniedGroups)
}

function canSubscribe(catalogue: ChannelCatalogue, channels: readonly FoundChannel[]): boolean {
  const set = catalogue.select(channels)
  const subscription = set?.subscribe() ?? null
  void subscription?.dispose()
  void set?.dispose()
  return subscription !== null
}

function partsOf(
  catalogue: ChannelCatalogue,
  allowed: readonly FoundChannel[],
  clock: Clock,
): readonly FeedPart[] {
  const open = (channels: readonly FoundChannel[]) => {
    const set = catalogue.select(channels)
    const subscription = set?.subscribe() ?? null
    if (set !== null && subscription !== null) return [partOf(set, subscription, clock)]
    void set?.dispose()
    return []
  }
  if (allowed.length === 0) return []
  const together = open(allowed)
  if (together.length > 0) return together
  return [...new Set(allowed.map((channel) => channel.group))].flatMap((group) =>
    open(allowed.filter((channel) => channel.group === group)),
  )
}

interface FeedPart extends Disposable {
  readonly channels: readonly SampledChannel[]
  read(): Result<FeedFrame>
  drop(): void
}

/** Reads, and subscribes anew after three failures in a row. */
function partOf(set: ChannelSet, first: ChannelSubscription, clock: Clock): FeedPart {
  const { channels } = first
  let subscription: ChannelSubscription | null = first
  let failures = 0
  let rebuilds = 0
  let rebuildAt = 0
  const rebuild = () => {
    if (failures < failuresBeforeRebuild || clock.monotonic() < rebuildAt) return
    rebuildAt = clock.monotonic() + (rebuildAfterMs[Math.min(rebuilds, rebuildAfterMs.length - 1)] ?? 0)
    rebuilds += 1
    void subscription?.dispose()
    const next = set.subscribe()
    const isSame =
      next?.channels.length === channels.length &&
      next.channels.every(({ name }, index) => name === channels[index]?.name)
    if (!isSame) void next?.dispose()
    subscription = isSame ? next : null
  }
  return {
    channels,
    read() {
      rebuild()
      const frame =
        subscription?.read() ?? fail('unavailable', 'the system gave no subscription to its counters')
      if (frame.ok) {
        failures = 0
        rebuilds = 0
      } else failures += 1
      return frame
    },
    drop: () => subscription?.drop(),
    dispose() {
      void subscription?.dispose()
      subscription = null
      void set.dispose()
    },
  }
}

function feedOf(parts: readonly FeedPart[], deniedGroups: ReadonlySet<string>): ChannelFeed {
  let generation = 0
  let last: Result<readonly (FeedFrame | null)[]> = fail('unavailable', 'not read yet')
  const take = (): typeof last => {
    const results = parts.map((part) => part.read())
    const failed = results.find((result) => !result.ok)
    if (failed !== undefined && results.every((result) => !result.ok)) return failed
    return ok(results.map((result) => (result.ok ? result.value : null)))
  }
  return {
    channels: parts.flatMap((part, number) =>
      part.channels.map((channel, index) => ({ ...channel, part: number, index })),
    ),
    deniedGroups,
    next(cursor) {
      if (cursor.generation === generation) {
        last = take()
        generation += 1
      }
      cursor.generation = generation
      return last
    },
    drop: () => {
      for (const part of parts) part.drop()
    },
    dispose() {
      for (const part of parts) void part.dispose()
    },
  }
}
