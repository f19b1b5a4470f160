import type { RunRow } from '../../../shared/model/run-query'
import { metricRank } from './metric-rank'

export interface NewestMetric {
  readonly key: string
  readonly value: number
  readonly step: number
}

/** What training wrote last, what matters most first. */
export function newestMetrics(run: RunRow, count: number): readonly NewestMetric[] {
  return Object.entries(run.metrics)
    .sort(
      ([a, one], [b, other]) =>
        metricRank(a) - metricRank(b) || other.timestamp - one.timestamp || a.localeCompare(b),
    )
    .slice(0, count)
    .map(([key, { value, step }]) => ({ key, value, step }))
}
