import type { ConditionOf } from '../../model/rule'
import { levelOf } from '../compare'
import type { Subject } from '../observation'
import { comparisonText, numberText } from '../wording'
import { placeOfRun, unknownVerdict, verdictOf, type Family, type Words } from './judge-types'
import type { ExtremeMemory, Memory } from './memory'

/** Lowest and highest are of the points that were seen: a store gives the newest one only. */
export const metricThreshold: Family<'metric-threshold', 'metric'> = {
  observes: 'metric',
  pace: 'recorded',
  judge(condition, memory, point, { subject }) {
    if (point === null) return { verdict: unknownVerdict, memory, isOver: false }
    const isOver = point.runStatus !== 'RUNNING'
    if (!Number.isFinite(point.value) || point.step < condition.fromStep) {
      return { verdict: unknownVerdict, memory, isOver }
    }
    const kept = extremeOf(condition, memory, point.value, point.step)
    const { value, step } = kept ?? point
    const level = levelOf(value, condition)
    const words = level !== 'breach' ? null : wordsOf(condition, point.metric, { value, step }, subject)
    return { verdict: verdictOf(level, point.at, value, condition.limit, words), memory: kept, isOver }
  },
}

function wordsOf(
  condition: ConditionOf<'metric-threshold'>,
  metric: string,
  { value, step }: { readonly value: number; readonly step: number },
  subject: Subject,
): Words {
  const statistic = condition.statistic === 'latest' ? '' : `${condition.statistic} `
  const limit = `${comparisonText(condition.comparison)} ${numberText(condition.limit)}`
  return {
    title: `${statistic}${metric} is ${limit}`,
    message: placeOfRun(subject),
    reason: `${statistic}${metric} is ${numberText(value)} at step ${numberText(step)} (limit: ${limit})`,
  }
}

function extremeOf(
  { statistic }: ConditionOf<'metric-threshold'>,
  memory: Memory | null,
  value: number,
  step: number,
): ExtremeMemory | null {
  if (statistic === 'latest') return null
  const known = memory?.of === 'extreme' ? memory : null
  if (known !== null && (statistic === 'lowest' ? known.value <= value : known.value >= value)) return known
  return { of: 'extreme', value, step }
}
