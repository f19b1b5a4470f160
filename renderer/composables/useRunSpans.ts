import { computed, type ComputedRef } from 'vue'
import { storeToRefs } from 'pinia'
import type { RunRow } from '../../shared/model/run-query'
import { useCall } from '../bridge/useCall'
import { runSpans, type RunSpan } from '../hardware/run-spans'
import { useSnapshotStore } from '../stores/snapshot'
import { useNow } from './useNow'
import type { Timeline } from './useTimeline'

/** More bands than that could not be told apart. */
const askedRuns = 300
const refreshEveryMs = 10_000
/** While the window slides with time, it is asked for anew only so often. */
const sameWindowMs = 60_000

/** The runs that were under way in the timeline's window, however long ago that was: the newest of them where there are many. */
export function useRunSpans(timeline: Timeline): ComputedRef<readonly RunSpan[]> {
  const { catalog } = storeToRefs(useSnapshotStore())
  const now = useNow(refreshEveryMs)
  // A run that logs changes the catalogue every second; when it started and ended does not.
  const revision = computed(() => `${catalog.value.statistics.totalRuns} ${catalog.value.activeRuns.length}`)
  const asked = computed(() => {
    const { from, to } = timeline.window.value
    return [Math.floor(from / sameWindowMs) * sameWindowMs, Math.ceil(to / sameWindowMs) * sameWindowMs].join(
      ' ',
    )
  })
  const order = { limit: askedRuns, sort: 'startTime', descending: true } as const
  const refresh = { refreshOn: () => `${revision.value} ${now.value}` }
  const within = () => asked.value.split(' ')
  const ended = useCall(
    'runs.list',
    () => ({ ...order, text: `start_time <= ${within()[1]} AND end_time >= ${within()[0]}` }),
    refresh,
  )
  const running = useCall(
    'runs.list',
    () => ({ ...order, text: `start_time <= ${within()[1]}`, statuses: ['RUNNING'] }),
    refresh,
  )
  const rowsOf = (answer: typeof ended) => answer.data.value?.rows ?? []
  return computed(() =>
    runSpans(
      [...rowsOf(ended).filter(hasEnd), ...rowsOf(running).filter((run) => !hasEnd(run))],
      timeline.window.value,
    ),
  )
}

/** A run that ended between the two answers is in both of them. */
const hasEnd = ({ endTime }: RunRow) => endTime !== null
