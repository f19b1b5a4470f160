import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { flattenSample } from '../../shared/hardware/flatten'
import type { HardwareSample } from '../../shared/model/hardware'
import type { AppError } from '../../shared/result'
import { useClient } from '../bridge/client'
import {
  appendRow,
  emptyTable,
  fullResolutionMs,
  toTable,
  type HistoryTable,
} from '../hardware/history-table'
import { refreshMs, wishedPoints } from '../hardware/time-ranges'
import { useClock } from './useClock'
import type { Timeline } from './useTimeline'

export interface HardwareHistory {
  /** Kept while another range is awaited: charts then show the part of it that they have. */
  readonly table: ShallowRef<HistoryTable>
  readonly error: ShallowRef<AppError | null>
  readonly isFirstLoad: ComputedRef<boolean>
  readonly refresh: () => Promise<void>
}

/** A little more than is shown, so that lines reach the left edge while it moves. */
const marginShare = 0.02

/**
 * Recorded values of the timeline's window. A live range in seconds is read once and then grows by the samples that
 * arrive; a coarser one is read again now and then. Nothing is read while the window is hidden.
 */
export function useHardwareHistory(
  timeline: Timeline,
  metrics: () => readonly string[],
  sample: () => HardwareSample | null,
): HardwareHistory {
  const client = useClient()
  const clock = useClock()
  const table = shallowRef(emptyTable)
  const error = shallowRef<AppError | null>(null)
  const isRead = shallowRef(false)
  let latest = 0
  let readAt = -Infinity
  let isReading = false
  // Samples that arrive between a question and its answer, which may or may not hold them.
  let meanwhile: HardwareSample[] = []

  const oldest = () => {
    const { from, to } = timeline.window.value
    return from - (to - from) * marginShare
  }

  async function refresh(): Promise<void> {
    const wanted = metrics()
    if (wanted.length === 0 || document.hidden) return
    const ticket = (latest += 1)
    readAt = clock.monotonic()
    isReading = true
    meanwhile = []
    const range = { from: oldest(), to: timeline.window.value.to + 1, points: wishedPoints }
    const answer = await client.call('hardware.history', { metrics: [...wanted], ...range })
    if (ticket !== latest) return
    isReading = false
    isRead.value = true
    error.value = answer.ok ? null : answer.error
    if (!answer.ok) return
    const read = toTable(answer.value)
    table.value = meanwhile.reduce(withSample, read)
    meanwhile = []
  }

  function withSample(before: HistoryTable, next: HardwareSample): HistoryTable {
    return isGrowing(before) ? appendRow(before, next.takenAt, flattenSample(next), oldest()) : before
  }

  // A zoom ends in the past; rolled-up tiers are the store's to make.
  const isGrowing = ({ slotMs }: HistoryTable) => timeline.zoom.value === null && slotMs <= fullResolutionMs

  watch(sample, (next) => {
    if (next === null) return
    if (isReading) meanwhile.push(next)
    table.value = withSample(table.value, next)
  })
  watch([timeline.range, timeline.zoom, () => metrics().join()], () => void refresh(), { immediate: true })
  watch(timeline.window, () => {
    if (timeline.zoom.value !== null || isGrowing(table.value) || isReading) return
    if (clock.monotonic() - readAt >= refreshMs(table.value.slotMs)) void refresh()
  })
  const onVisible = () => void refresh()
  document.addEventListener('visibilitychange', onVisible)
  onScopeDispose(() => document.removeEventListener('visibilitychange', onVisible))

  const isFirstLoad = computed(() => !isRead.value)
  return { table, error, isFirstLoad, refresh }
}
