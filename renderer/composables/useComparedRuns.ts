import { computed, type ComputedRef } from 'vue'
import type { RunDetail } from '../../shared/model/run-query'
import type { RunRef } from '../../shared/model/run'
import { useCall, type CallState } from '../bridge/useCall'
import { usePush } from '../bridge/usePush'
import { toTable } from '../hardware/history-table'
import { summarizedMetrics, summarizeRun, type RunHardware } from '../hardware/run-summary'
import { wishedPoints } from '../hardware/time-ranges'
import { useRunHistory, type RunHistory } from './useRunHistory'

/** One of the runs that are compared: what is known of it, its metrics' points, and what the machine did meanwhile. */
export interface ComparedSide {
  readonly ref: RunRef
  readonly detail: CallState<RunDetail>
  readonly history: RunHistory
  readonly hardware: ComputedRef<RunHardware | null>
}

/** The runs do not change while the page that compares them lives; what is in them does. */
export function useComparedRuns(refs: readonly RunRef[]): readonly ComparedSide[] {
  const sides = refs.map(useSide)
  usePush('runs.changed', ({ runs, all }) => {
    for (const { ref, detail, history } of sides) {
      const isChanged = runs.some(({ sourceId, runId }) => sourceId === ref.sourceId && runId === ref.runId)
      if (!all && !isChanged) continue
      void detail.refresh()
      history.refresh()
    }
  })
  return sides
}

function useSide(ref: RunRef): ComparedSide {
  const detail = useCall('runs.get', () => ref)
  const window = computed(() => {
    const run = detail.data.value
    return run?.startTime != null && run.endTime !== null ? { from: run.startTime, to: run.endTime } : null
  })
  const recorded = useCall(
    'hardware.history',
    () =>
      // One row more on the left: the first minute of a run lies in a slot that began before it.
      window.value && {
        metrics: [...summarizedMetrics],
        from: window.value.from - 60_000,
        to: window.value.to + 1,
        points: wishedPoints,
      },
  )
  const hardware = computed(() =>
    window.value && recorded.data.value ? summarizeRun(toTable(recorded.data.value), window.value) : null,
  )
  return { ref, detail, history: useRunHistory(() => ref), hardware }
}
