import type { MetricSeries } from '../../../shared/model/run'
import { fieldOf } from '../evidently/untrusted'
import { metricTimeOf } from '../mlflow-sqlite/cells'
import { createSeriesBuilder } from '../mlflow-sqlite/series-builder'
import type { Endpoints } from './endpoints'
import { metricValueOf, stepOf } from './numbers'
import type { PageToken } from './page-token'

/** Each point is some 80 bytes of JSON. Servers before 2.4, and those on a file store, send all points at once. */
const pagePoints = 10_000

/** The complete history of one metric, ordered by timestamp, step and value. */
export async function readHistory(
  endpoints: Endpoints,
  runId: string,
  key: string,
  signal: AbortSignal,
): Promise<MetricSeries> {
  const builder = createSeriesBuilder(key)
  let pages = 0
  for (let token: PageToken | null = null; ;) {
    const page = await endpoints.history(runId, key, {
      token,
      size: pagePoints,
      signal,
      take: (item) =>
        builder.add(
          metricTimeOf(stepOf(fieldOf(item, 'timestamp'))),
          stepOf(fieldOf(item, 'step')),
          metricValueOf(fieldOf(item, 'value')),
        ),
    })
    pages++
    token = page.nextToken
    if (token === null) break
  }
  const series = builder.build()
  return pages === 1 ? series : withoutRepeats(series)
}

/** A point that is logged with an older time meanwhile shifts the pages: the last point of one comes again in the next. */
function withoutRepeats(series: MetricSeries): MetricSeries {
  const { step, timestamp, value } = series
  const kept: number[] = []
  for (let at = 0; at < value.length; at++) {
    const isRepeat =
      at > 0 &&
      step[at] === step[at - 1] &&
      timestamp[at] === timestamp[at - 1] &&
      Object.is(value[at], value[at - 1])
    if (!isRepeat) kept.push(at)
  }
  if (kept.length === value.length) return series
  const pick = (from: Float64Array) => Float64Array.from(kept, (at) => from[at] ?? 0)
  return { key: series.key, step: pick(step), timestamp: pick(timestamp), value: pick(value) }
}
