import type { Disposable } from '../../../shared/lifecycle'
import { fail, ok, type Result } from '../../../shared/result'
import type { CoreFoundation } from './corefoundation'
import { selectChannels, type ChannelSet } from './ioreport-subscription'
import { complete, type Library, type Memory } from './libraries'
import type { Pointer } from './native'

export interface FoundChannel {
  /** Borrowed from the catalogue that named it. */
  readonly pointer: Pointer
  readonly group: string
  readonly subgroup: string
  readonly name: string
}

/** All channels of the machine, some megabytes: disposed as soon as the wanted ones are selected. */
export interface ChannelCatalogue extends Disposable {
  readonly groups: ReadonlySet<string>
  /** With names for those of the groups asked for only: an M5 Max has some 6000 channels. */
  channels(groups: ReadonlySet<string>): readonly FoundChannel[]
  /** Outlives the catalogue. Null for none. */
  select(channels: readonly FoundChannel[]): ChannelSet | null
}

export interface IoReport {
  /** One walk over the registry, 0.3–7 s when cold, on a thread of its own. */
  findChannels(): Promise<Result<ChannelCatalogue>>
}

export const channelsKey = 'IOReportChannels'

export function openIoReport(library: Library, cf: CoreFoundation, memory: Memory): Result<IoReport> {
  const bound = complete(bindAll(library), 'IOReport')
  if (!bound.ok) return bound
  const calls = bound.value
  const optional: OptionalCalls = {
    getUnit: library.bind<(channel: Pointer) => number | bigint>(
      'uint64_t IOReportChannelGetUnit(void *channel)',
    ),
    getUnitLabel: library.bind<TextCall>('void *IOReportChannelGetUnitLabel(void *channel)'),
    getStateName: library.bind<(channel: Pointer, index: number) => Pointer | null>(
      'void *IOReportStateGetNameForIndex(void *channel, int32_t index)',
    ),
  }
  return ok({
    async findChannels() {
      const all = await calls.IOReportCopyAllChannels(0, null)
      if (all === null) return fail('unsupported', 'the system names no IOReport channels')
      // A machine without channels gives a dictionary without the key, not NULL.
      const list = cf.item(all, channelsKey)
      if (list === null || !cf.isArray(list) || cf.arrayCount(list) === 0) {
        cf.release(all)
        return fail('unsupported', 'this machine has no IOReport channels')
      }
      return ok(catalogueOf({ calls, optional, cf, memory }, all, list))
    },
  })
}

type TextCall = (channel: Pointer) => Pointer | null

function bindAll(library: Library) {
  return {
    IOReportCopyAllChannels: library.bindSlow<(options: number, error: null) => Pointer | null>(
      'void *IOReportCopyAllChannels(uint32_t options, void *error)',
    ),
    IOReportCreateSubscription: library.bind<
      (
        allocator: null,
        wanted: Pointer,
        subscribed: (Pointer | null)[],
        options: number,
        error: null,
      ) => Pointer | null
    >(
      'void *IOReportCreateSubscription(void *allocator, void *wanted, _Out_ void **subscribed, uint64_t options, void *error)',
    ),
    IOReportCreateSamples: library.bind<
      (subscription: Pointer, channels: Pointer, error: null) => Pointer | null
    >('void *IOReportCreateSamples(void *subscription, void *channels, void *error)'),
    IOReportChannelGetGroup: library.bind<TextCall>('void *IOReportChannelGetGroup(void *channel)'),
    IOReportChannelGetSubGroup: library.bind<TextCall>('void *IOReportChannelGetSubGroup(void *channel)'),
    IOReportChannelGetChannelName: library.bind<TextCall>(
      'void *IOReportChannelGetChannelName(void *channel)',
    ),
    IOReportChannelGetFormat: library.bind<(channel: Pointer) => number>(
      'uint8_t IOReportChannelGetFormat(void *channel)',
    ),
  }
}

type Bound = ReturnType<typeof bindAll>

export interface OptionalCalls {
  readonly getUnit: ((channel: Pointer) => number | bigint) | null
  readonly getUnitLabel: TextCall | null
  readonly getStateName: ((channel: Pointer, index: number) => Pointer | null) | null
}

export interface IoReportContext {
  readonly calls: { readonly [K in keyof Bound]: NonNullable<Bound[K]> }
  readonly optional: OptionalCalls
  readonly cf: CoreFoundation
  readonly memory: Memory
}

function catalogueOf(context: IoReportContext, all: Pointer, list: Pointer): ChannelCatalogue {
  const { calls, cf } = context
  const text = (read: TextCall, channel: Pointer) => {
    const found = read(channel)
    return found === null ? '' : (cf.textOf(found) ?? '').trim()
  }
  const grouped = Array.from({ length: cf.arrayCount(list) }, (_, index) =>
    cf.arrayItem(list, index),
  ).flatMap((pointer) =>
    pointer === null ? [] : [{ pointer, group: text(calls.IOReportChannelGetGroup, pointer) }],
  )
  let isDisposed = false
  return {
    groups: new Set(grouped.map((channel) => channel.group)),
    channels: (groups) =>
      grouped
        .filter((channel) => groups.has(channel.group))
        .map((channel) => ({
          ...channel,
          subgroup: text(calls.IOReportChannelGetSubGroup, channel.pointer),
          name: text(calls.IOReportChannelGetChannelName, channel.pointer),
        })),
    select: (channels) => selectChannels(context, all, channels),
    dispose() {
      if (isDisposed) return
      isDisposed = true
      cf.release(all)
    },
  }
}
