import type { Formats } from '../composables/useFormat'
import type { SeriesSummary } from '../../shared/series/summary'

/** One sentence that says what the chart shows: its label for VoiceOver. */
export function metricSentence(key: string, summary: SeriesSummary, format: Formats): string {
  const { first, last, lowest, highest, pointCount, nonFiniteCount } = summary
  if (!first || !last || !lowest || !highest) {
    return pointCount === 0
      ? `${key} has no points.`
      : `${key} has ${format.counted(pointCount, 'point')}, ${pointCount === 1 ? 'which is no number' : 'none of them a number'}.`
  }
  const extent =
    last.step > first.step
      ? ` over ${format.counted(last.step - first.step, 'step')}`
      : ` in ${format.count(pointCount)} points`
  const course =
    pointCount === 1
      ? `is ${format.metric(last.value)}`
      : `${verb(first.value, last.value)} from ${format.metric(first.value)} to ${format.metric(last.value)}${extent}`
  const extremes =
    pointCount > 2
      ? `; lowest ${format.metric(lowest.value)} at step ${format.count(lowest.step)}, highest ${format.metric(highest.value)} at step ${format.count(highest.step)}`
      : ''
  const gaps =
    nonFiniteCount > 0
      ? `; ${format.count(nonFiniteCount)} of its ${format.count(pointCount)} values not a number`
      : ''
  return `${key} ${course}${extremes}${gaps}.`
}

function verb(first: number, last: number): string {
  if (last === first) return 'stayed'
  return last < first ? 'fell' : 'rose'
}
