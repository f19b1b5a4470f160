import { elementBytes, stateNames, type ElementBlock } from '../../../shared/hardware/element'
import type { Disposable } from '../../../shared/lifecycle'
import { fail, ok, type Result } from '../../../shared/result'
import { channelsKey, type FoundChannel, type IoReportContext } from './ioreport'
import type { Pointer } from './native'

export const channelFormats = { simple: 1, state: 2, histogram: 3, array: 4 } as const

/** A channel as the first sample shows it; its place in the list is its number in every block. */
export interface SampledChannel {
  readonly group: string
  readonly subgroup: string
  readonly name: string
  readonly format: number
  readonly unit: bigint | null
  readonly unitLabel: string | null
  /** Empty unless its format is `state`. */
  readonly stateNames: readonly string[]
}

/** Two samples to subtract: `previous` is null at the first read and after `drop`. */
export interface ChannelFrame {
  readonly previous: ElementBlock | null
  readonly current: ElementBlock
}

export interface ChannelSubscription extends Disposable {
  readonly channels: readonly SampledChannel[]
  /** Takes a sample, 1–10 ms on a real Mac. The blocks are reused: they hold until the read after the next. */
  read(): Result<ChannelFrame>
  drop(): void
}

interface MutableBlock extends ElementBlock {
  readonly bytes: Uint8Array
}

const rawKey = 'RawElements'
/** Bytes at the start of an element that name its channel: driver and channel number. */
const identityBytes = 16

/** Channels to subscribe to, together or not at all. */
export interface ChannelSet extends Disposable {
  /** Null when the system refuses; one denied channel makes it refuse them all. */
  subscribe(): ChannelSubscription | null
}

export function selectChannels(
  context: IoReportContext,
  all: Pointer,
  wanted: readonly FoundChannel[],
): ChannelSet | null {
  const dictionary = channelDictionary(context, all, wanted)
  if (dictionary === null) return null
  let isDisposed = false
  return {
    subscribe: () => (isDisposed ? null : subscribe(context, dictionary)),
    dispose() {
      if (isDisposed) return
      isDisposed = true
      context.cf.release(dictionary)
    },
  }
}

function subscribe(context: IoReportContext, dictionary: Pointer): ChannelSubscription | null {
  const { calls, cf } = context
  const subscribed: (Pointer | null)[] = [null]
  const subscription = calls.IOReportCreateSubscription(null, dictionary, subscribed, 0, null)
  const [clone = null] = subscribed
  const release = () => {
    if (subscription !== null) cf.release(subscription)
    if (clone !== null) cf.release(clone)
  }
  const take = () =>
    subscription === null ? null : calls.IOReportCreateSamples(subscription, dictionary, null)
  const first = take()
  if (first === null) {
    release()
    return null
  }
  try {
    return subscriptionOf(context, first, take, release)
  } finally {
    cf.release(first)
  }
}

function channelDictionary(
  { cf }: IoReportContext,
  all: Pointer,
  wanted: readonly FoundChannel[],
): Pointer | null {
  if (wanted.length === 0) return null
  const list = cf.createArray(wanted.map((channel) => channel.pointer))
  if (list === null) return null
  const dictionary = cf.createMutableCopy(all)
  if (dictionary !== null) cf.setItem(dictionary, channelsKey, list)
  cf.release(list)
  return dictionary
}

function subscriptionOf(
  context: IoReportContext,
  first: Pointer,
  take: () => Pointer | null,
  release: () => void,
): ChannelSubscription | null {
  const { cf } = context
  const list = cf.item(first, channelsKey)
  if (list === null) {
    release()
    return null
  }
  const plan = planOf(context, list)
  let current = emptyBlock(plan.byteCount, plan.count)
  let spare = emptyBlock(plan.byteCount, plan.count)
  copySample(context, list, current, plan)
  let hasBaseline = true
  let isDisposed = false
  return {
    channels: describeAll(context, list, current),
    read() {
      const sample = isDisposed ? null : take()
      if (sample === null) return fail('unavailable', 'the system gave no sample of its counters')
      const next = spare
      try {
        const channels = cf.item(sample, channelsKey)
        if (channels === null) return fail('unavailable', 'the system gave a sample without channels')
        copySample(context, channels, next, plan)
      } finally {
        cf.release(sample)
      }
      const previous = hasBaseline ? current : null
      spare = current
      current = next
      hasBaseline = true
      return ok({ previous, current })
    },
    drop() {
      hasBaseline = false
    },
    dispose() {
      if (isDisposed) return
      isDisposed = true
      release()
    },
  }
}

/** Where each channel's elements go, found out from the first sample. */
interface Plan {
  readonly count: number
  readonly byteCount: number
  readonly starts: Int32Array
  readonly capacities: Int32Array
  /** Bytes 0–15 of each channel's first element, and from them the channel's number. */
  readonly identities: Uint8Array
  readonly byIdentity: ReadonlyMap<string, number>
}

function planOf(context: IoReportContext, list: Pointer): Plan {
  const count = context.cf.arrayCount(list)
  const starts = new Int32Array(count)
  const capacities = new Int32Array(count)
  const identities = new Uint8Array(count * identityBytes)
  const byIdentity = new Map<string, number>()
  let byteCount = 0
  for (let index = 0; index < count; index += 1) {
    const raw = rawElements(context, list, index)
    starts[index] = byteCount
    if (raw === null || raw.byteCount < elementBytes) continue
    const whole = Math.floor(raw.byteCount / elementBytes) * elementBytes
    capacities[index] = whole
    byteCount += whole
    const identity = identities.subarray(index * identityBytes, (index + 1) * identityBytes)
    context.memory.copy(identity, raw.start, identityBytes)
    byIdentity.set(identity.join(), index)
  }
  return { count, byteCount, starts, capacities, identities, byIdentity }
}

function emptyBlock(byteCount: number, count: number): MutableBlock {
  const bytes = new Uint8Array(byteCount)
  const offsets = new Int32Array(count).fill(-1)
  return { bytes, view: new DataView(bytes.buffer), offsets, counts: new Int32Array(count) }
}

function rawElements({ cf }: IoReportContext, list: Pointer, index: number) {
  const channel = cf.arrayItem(list, index)
  const raw = channel === null ? null : cf.item(channel, rawKey)
  return raw === null || !cf.isData(raw) ? null : cf.dataBytes(raw)
}

const identity = new Uint8Array(identityBytes)

/**
 * One copy per channel. A channel usually stands where it stood in the first sample; when one vanished, those behind
 * it moved up, and the bytes that name a channel tell which it is. One whose states changed in number counts as
 * missing: no difference can be made with what was read before.
 */
function copySample(context: IoReportContext, list: Pointer, block: MutableBlock, plan: Plan): void {
  const { memory } = context
  block.offsets.fill(-1)
  const count = context.cf.arrayCount(list)
  for (let place = 0; place < count; place += 1) {
    const raw = rawElements(context, list, place)
    if (raw === null || raw.byteCount < elementBytes) continue
    memory.copy(identity, raw.start, identityBytes)
    const channel = isExpected(plan, place) ? place : (plan.byIdentity.get(identity.join()) ?? -1)
    const capacity = plan.capacities[channel] ?? 0
    if (capacity !== raw.byteCount) continue
    const start = plan.starts[channel] ?? 0
    memory.copy(block.bytes.subarray(start, start + capacity), raw.start, capacity)
    block.offsets[channel] = start
    block.counts[channel] = capacity / elementBytes
  }
}

function isExpected({ identities }: Plan, channel: number): boolean {
  for (let index = 0; index < identityBytes; index += 1) {
    if (identity[index] !== identities[channel * identityBytes + index]) return false
  }
  return true
}

function describeAll(
  context: IoReportContext,
  list: Pointer,
  block: ElementBlock,
): readonly SampledChannel[] {
  const { calls, cf, optional } = context
  const text = (pointer: Pointer | null) => (pointer === null ? '' : (cf.textOf(pointer) ?? '').trim())
  return Array.from({ length: cf.arrayCount(list) }, (_, index) => {
    const channel = cf.arrayItem(list, index)
    if (channel === null)
      return { group: '', subgroup: '', name: '', format: 0, unit: null, unitLabel: null, stateNames: [] }
    const format = calls.IOReportChannelGetFormat(channel)
    const unit = optional.getUnit?.(channel) ?? null
    return {
      group: text(calls.IOReportChannelGetGroup(channel)),
      subgroup: text(calls.IOReportChannelGetSubGroup(channel)),
      name: text(calls.IOReportChannelGetChannelName(channel)),
      format,
      unit: unit === null ? null : BigInt(unit),
      unitLabel: optional.getUnitLabel === null ? null : text(optional.getUnitLabel(channel)),
      stateNames: format === channelFormats.state ? namesOf(context, channel, block, index) : [],
    }
  })
}

/** From the states' ids; an id that is no text is looked up in the driver's legend. */
function namesOf(
  { cf, optional }: IoReportContext,
  channel: Pointer,
  block: ElementBlock,
  index: number,
): readonly string[] {
  return stateNames(block, index).map((name, state) => {
    if (name !== '') return name
    const found = optional.getStateName?.(channel, state) ?? null
    return found === null ? '' : (cf.textOf(found) ?? '').trim()
  })
}
