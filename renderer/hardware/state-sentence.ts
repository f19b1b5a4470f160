import { headlineMetric } from '../../shared/catalog/headline-metric'
import { remainingMs, runProgress } from '../../shared/catalog/run-progress'
import type { RunRow } from '../../shared/model/run-query'
import type { Formats } from '../composables/useFormat'

type Words = Pick<Formats, 'metric' | 'count' | 'timeOfDay'>

/** What is going on, in a sentence: "Training able-42: step 1,840 of 5,000, loss 1.732, done about 14:20:00". */
export function stateSentence(running: readonly RunRow[], now: number, format: Words): string {
  const [first, ...others] = running
  if (first === undefined) return 'No training run is active'
  const metric = headlineMetric(first.metrics)
  const progress = runProgress(first)
  const remaining = progress === null ? null : remainingMs(progress, first.startTime, now)
  const parts: string[] = []
  if (metric !== null) {
    const total = progress?.totalSteps ?? null
    const step = format.count(metric.step)
    parts.push(total === null ? `step ${step}` : `step ${step} of ${format.count(total)}`)
    parts.push(`${metric.key} ${format.metric(metric.value)}`)
  }
  if (remaining !== null) parts.push(`done about ${format.timeOfDay(now + remaining)}`)
  const more = others.length === 0 ? '' : `, and ${others.length} more`
  return `Training ${first.name}${more}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`
}
