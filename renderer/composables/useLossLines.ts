import { shallowRef, watch, type ShallowRef } from 'vue'
import { headlineMetric } from '../../shared/catalog/headline-metric'
import type { RunRow } from '../../shared/model/run-query'
import { useClient } from '../bridge/client'

/** A run's own curve, thinned: values in order. */
export type LossLine = readonly number[]

const points = 80

/** The curve of the metric that matters of each run, by run id; read again when a run has logged something new. */
export function useLossLines(runs: () => readonly RunRow[]): ShallowRef<ReadonlyMap<string, LossLine>> {
  const client = useClient()
  const lines = shallowRef<ReadonlyMap<string, LossLine>>(new Map())
  const readAt = new Map<string, number>()

  async function read(run: RunRow): Promise<void> {
    const metric = headlineMetric(run.metrics)
    if (metric === null || readAt.get(run.runId) === metric.step) return
    readAt.set(run.runId, metric.step)
    const { sourceId, runId } = run
    const answer = await client.call('metrics.history', {
      sourceId,
      runId,
      keys: [metric.key],
      maxPoints: points,
    })
    const series = answer.ok ? answer.value.series[0] : undefined
    if (series) lines.value = new Map(lines.value).set(runId, Array.from(series.value))
  }

  watch(runs, (next) => next.forEach((run) => void read(run)), { immediate: true })
  return lines
}
