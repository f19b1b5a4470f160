import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { headlineMetric } from '../../shared/catalog/headline-metric'
import type { RunRef } from '../../shared/model/run'
import type { RunRow } from '../../shared/model/run-query'
import { untilWhole } from '../../shared/series/whole'
import { useClient } from '../bridge/client'

/** A run's own curve, thinned: values in order. */
export type LossLine = readonly number[]

const points = 80

export interface LossLines {
  readonly lines: ShallowRef<ReadonlyMap<string, LossLine>>
  /** Empty until it is read. */
  of(run: RunRef): LossLine
}

/** The curve of the metric that matters of each run; read again when a run has logged something new. */
export function useLossLines(runs: () => readonly RunRow[]): LossLines {
  const client = useClient()
  const lines = shallowRef<ReadonlyMap<string, LossLine>>(new Map())
  const readAt = new Map<string, string>()
  let isGone = false

  async function read(run: RunRow): Promise<void> {
    const metric = headlineMetric(run.metrics)
    const name = nameOf(run)
    const at = metric === null ? null : `${metric.key}\n${metric.step}`
    if (metric === null || at === null || readAt.get(name) === at) return
    readAt.set(name, at)
    const { sourceId, runId } = run
    const isWanted = () => !isGone && readAt.get(name) === at
    const answer = await untilWhole(
      () => client.call('metrics.history', { sourceId, runId, keys: [metric.key], maxPoints: points }),
      isWanted,
    )
    if (!isWanted()) return
    // What could not be read is asked for with the next news of the runs.
    if (!answer.ok) readAt.delete(name)
    const series = answer.ok ? answer.value.series[0] : undefined
    if (series) lines.value = new Map(lines.value).set(name, Array.from(series.value))
  }

  watch(runs, (next) => next.forEach((run) => void read(run)), { immediate: true })
  onScopeDispose(() => (isGone = true))
  return { lines, of: (run) => lines.value.get(nameOf(run)) ?? [] }
}

/** Copies of a store have runs of the same id. */
function nameOf({ sourceId, runId }: RunRef): string {
  return `${sourceId}\n${runId}`
}
