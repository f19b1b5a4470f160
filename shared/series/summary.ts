import type { MetricSeries } from '../model/run'

/** A point by its position in the series. */
export interface SeriesPoint {
  readonly value: number
  readonly step: number
  /** Epoch ms. */
  readonly timestamp: number
}

/** What a series says in a few numbers; null where it has no finite value. */
export interface SeriesSummary {
  readonly pointCount: number
  /** Points that are NaN or infinite. */
  readonly nonFiniteCount: number
  readonly first: SeriesPoint | null
  readonly last: SeriesPoint | null
  readonly lowest: SeriesPoint | null
  readonly highest: SeriesPoint | null
}

/** First, last and extremes over the finite points, in the order given. */
export function summarize(series: MetricSeries): SeriesSummary {
  let first = -1
  let last = -1
  let lowest = -1
  let highest = -1
  let nonFiniteCount = 0
  for (const [index, value] of series.value.entries()) {
    if (!Number.isFinite(value)) {
      nonFiniteCount += 1
      continue
    }
    if (first < 0) first = index
    last = index
    if (lowest < 0 || value < (series.value[lowest] ?? 0)) lowest = index
    if (highest < 0 || value > (series.value[highest] ?? 0)) highest = index
  }
  const at = (index: number): SeriesPoint | null =>
    index < 0
      ? null
      : {
          value: series.value[index] ?? NaN,
          step: series.step[index] ?? NaN,
          timestamp: series.timestamp[index] ?? NaN,
        }
  return {
    pointCount: series.value.length,
    nonFiniteCount,
    first: at(first),
    last: at(last),
    lowest: at(lowest),
    highest: at(highest),
  }
}
