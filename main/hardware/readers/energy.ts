import { energyKind, type EnergyKind } from '../../../shared/hardware/channel-names'
import { latestTicks, valueOffset } from '../../../shared/hardware/element'
import { allZero, createEnergyTrack, type EnergyTrack } from '../../../shared/hardware/energy-track'
import { joulesPerCount } from '../../../shared/hardware/energy-unit'
import { unavailable, type Reading } from '../../../shared/model/hardware'
import { fail, ok } from '../../../shared/result'
import type { FeedChannel, FeedCursor, FeedFrame } from '../channel-feed'
import { groups, type Channels } from '../channels'
import { channelFormats } from '../ffi/ioreport-subscription'
import type { Reader } from '../reader'

interface EnergyOptions {
  /** Ticks of the elements' timestamps: 24 MHz on every Apple chip so far. */
  readonly ticksPerSecond: number
  /** The same clock now; null where it cannot be asked. */
  readonly nowTicks: (() => number) | null
}

interface TrackedChannel {
  readonly channel: FeedChannel
  readonly kind: EnergyKind
  readonly track: EnergyTrack
}

/** What a part draws at rest is nothing for these; a CPU or DRAM that draws nothing is a counter that stands still. */
const canRest: ReadonlySet<EnergyKind> = new Set(['gpu', 'gpuPart', 'ane'])

/** Power of CPU, GPU, ANE and DRAM from Apple's energy counters (IOReport, Energy Model). */
export function energyReader(channels: Channels, options: EnergyOptions): Reader {
  let tracked: readonly TrackedChannel[] = []
  const cursor: FeedCursor = { generation: 0 }
  const drop = () => {
    for (const { track } of tracked) track.reset()
  }
  return {
    name: 'power.energy',
    everyMs: 1_000,
    fields: ['power.cpuWatts', 'power.gpuWatts', 'power.aneWatts', 'power.dramWatts', 'power.packageWatts'],
    isAvailable: () => tracked.length > 0,
    reason: () =>
      tracked.length > 0 ? null : (channels.problemOf(groups.energy) ?? 'this machine counts no energy'),
    async discover() {
      await channels.discover()
      tracked = (channels.core()?.channels ?? []).flatMap((channel) => trackOf(channel, options))
    },
    read() {
      const frames = channels.core()?.next(cursor) ?? fail('unavailable', 'its channels are gone')
      if (!frames.ok) return frames
      const now = options.nowTicks?.() ?? null
      const readings = tracked.map((each) => ({
        kind: each.kind,
        reading: nextReading(each, frames.value, now),
      }))
      const of = (kind: EnergyKind) =>
        sumOf(readings.flatMap((each) => (each.kind === kind ? [each.reading] : [])))
      const cpuWatts = of('cpu')
      const gpuWatts = tracked.some(({ kind }) => kind === 'gpu') ? of('gpu') : of('gpuPart')
      const aneWatts = restingUnlessFrozen(of('ane'), cpuWatts)
      const packageWatts = packageOf(cpuWatts, gpuWatts, aneWatts)
      return ok({ power: { cpuWatts, gpuWatts, aneWatts, dramWatts: of('dram'), packageWatts } })
    },
    dropBaselines: drop,
    dispose() {
      tracked = []
    },
  }
}

function trackOf(channel: FeedChannel, { ticksPerSecond }: EnergyOptions): readonly TrackedChannel[] {
  const kind = energyKind(channel.name)
  const joules = joulesPerCount(channel.unit, channel.unitLabel)
  const isEnergy = channel.group === groups.energy || (channel.group === 'PMP' && kind === 'ane')
  if (!isEnergy || kind === null || joules === null || channel.format !== channelFormats.simple) return []
  const track = createEnergyTrack({ joulesPerCount: joules, canRest: canRest.has(kind), ticksPerSecond })
  return [{ channel, kind, track }]
}

function nextReading(
  { channel, track }: TrackedChannel,
  frames: readonly (FeedFrame | null)[],
  now: number | null,
): Reading {
  const frame = frames[channel.part] ?? null
  if (frame === null) return unavailable('the system gave no sample of this counter')
  const ticks = latestTicks(frame.current, channel.index)
  const offset = frame.current.offsets[channel.index] ?? -1
  if (ticks === null) return unavailable('the system left this counter out')
  return track.next(frame.current.view, offset + valueOffset, ticks, now)
}

/** Over dies and units; one that is not known makes the sum unknown. */
function sumOf(readings: readonly Reading[]): Reading {
  if (readings.length === 0) return unavailable('this chip has no counter for it')
  const missing = readings.find((reading) => reading.value === null)
  if (missing !== undefined) return missing
  return { value: readings.reduce((sum, reading) => sum + (reading.value ?? 0), 0), class: 'calculated' }
}

/** An ANE that was never used counts 0 as well: believed while the CPU's counter moves beside it. */
function restingUnlessFrozen(ane: Reading, cpu: Reading): Reading {
  return ane.reason === allZero && cpu.value !== null ? { value: 0, class: 'calculated' } : ane
}

function packageOf(cpu: Reading, gpu: Reading, ane: Reading): Reading {
  if (cpu.value === null) return cpu
  if (gpu.value === null) return gpu
  if (ane.value === null)
    return { value: cpu.value + gpu.value, class: 'estimated', reason: 'without the ANE, which is not known' }
  return { value: cpu.value + gpu.value + ane.value, class: 'calculated' }
}
