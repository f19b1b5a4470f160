import { residencyIncrease } from '../../../shared/hardware/element'
import { needsTwoReadings, numberReading, ratioReading } from '../../../shared/hardware/reading'
import { activityOf, stateTable, type StateTable } from '../../../shared/hardware/residency'
import { unavailable } from '../../../shared/model/hardware'
import { fail, ok } from '../../../shared/result'
import type { FeedChannel, FeedCursor } from '../channel-feed'
import { groups, type Channels } from '../channels'
import type { Reader } from '../reader'

/** Share of time not OFF and mean frequency, from the states of the channel GPUPH (IOReport, GPU Stats). */
export function gpuResidencyReader(channels: Channels, steps: readonly number[] | null): Reader {
  let planned: { readonly channel: FeedChannel; readonly table: StateTable } | null = null
  const cursor: FeedCursor = { generation: 0 }
  const noTable = 'its frequencies are not known'
  const maxFrequencyHz = numberReading(steps?.at(-1) ?? null, 'exact', noTable)
  return {
    name: 'gpu.residency',
    everyMs: 1_000,
    fields: ['gpu.utilizationRatio', 'gpu.frequencyHz', 'gpu.maxFrequencyHz'],
    isAvailable: () => planned !== null,
    reason: () =>
      planned !== null ? null : (channels.problemOf(groups.gpu) ?? 'this machine counts no GPU states'),
    async discover() {
      await channels.discover()
      const channel = channels
        .core()
        ?.channels.find(({ group, stateNames }) => group === groups.gpu && stateNames.length > 0)
      planned = channel === undefined ? null : { channel, table: stateTable(channel.stateNames, steps ?? []) }
    },
    read() {
      const frames = channels.core()?.next(cursor) ?? fail('unavailable', 'its channels are gone')
      if (!frames.ok) return frames
      const frame = planned === null ? null : (frames.value[planned.channel.part] ?? null)
      if (planned === null || frame === null)
        return fail('unavailable', 'the system gave no sample of its states')
      const { previous, current } = frame
      if (previous === null) {
        const reading = unavailable(needsTwoReadings)
        return ok({ gpu: { utilizationRatio: reading, frequencyHz: reading, maxFrequencyHz } })
      }
      const gained = residencyIncrease(previous, current, planned.channel.index)
      const activity = gained === null ? null : activityOf(gained, planned.table)
      const rest = activity?.activeRatio === 0 ? 'it rested all the time' : noTable
      const still = 'its counters did not move'
      return ok({
        gpu: {
          utilizationRatio: ratioReading(activity?.activeRatio ?? null, 'calculated', still),
          frequencyHz: numberReading(
            activity?.frequencyHz ?? null,
            'calculated',
            activity === null ? still : rest,
          ),
          maxFrequencyHz,
        },
      })
    },
    dropBaselines: () => channels.core()?.drop(),
    dispose() {
      planned = null
    },
  }
}
