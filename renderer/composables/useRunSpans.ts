import { computed, type ComputedRef } from 'vue'
import { storeToRefs } from 'pinia'
import { useCall } from '../bridge/useCall'
import { runSpans, type RunSpan } from '../hardware/run-spans'
import { useSnapshotStore } from '../stores/snapshot'
import { useNow } from './useNow'
import type { Timeline } from './useTimeline'

const askedRuns = 300
const refreshEveryMs = 10_000

/** The newest runs that were under way in the timeline's window. */
export function useRunSpans(timeline: Timeline): ComputedRef<readonly RunSpan[]> {
  const { catalog } = storeToRefs(useSnapshotStore())
  const now = useNow(refreshEveryMs)
  // A run that logs changes the catalogue every second; when it started and ended does not.
  const revision = computed(() => `${catalog.value.statistics.totalRuns} ${catalog.value.activeRuns.length}`)
  const runs = useCall('runs.list', () => ({ limit: askedRuns, sort: 'startTime', descending: true }), {
    refreshOn: () => `${revision.value} ${now.value}`,
  })
  return computed(() => runSpans(runs.data.value?.rows ?? [], timeline.window.value))
}
