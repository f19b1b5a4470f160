import { numberText } from '../wording'
import { placeOfRun, unknownVerdict, verdictOf, type Family } from './judge-types'

/** NaN or infinite, until a number follows. */
export const metricNotFinite: Family<'metric-not-finite', 'metric'> = {
  observes: 'metric',
  pace: 'recorded',
  judge(_condition, memory, point, { subject }) {
    if (point === null) return { verdict: unknownVerdict, memory, isOver: false }
    const isOver = point.runStatus !== 'RUNNING'
    if (Number.isFinite(point.value)) {
      return { verdict: verdictOf('clear', point.at, point.value, null), memory: null, isOver }
    }
    const word = Number.isNaN(point.value) ? 'NaN' : point.value > 0 ? 'infinite' : 'minus infinity'
    const since =
      memory?.of === 'not-finite' && memory.word === word
        ? memory
        : { of: 'not-finite' as const, word, step: point.step, at: point.at }
    const words = {
      title: `${point.metric} is ${word}`,
      message: placeOfRun(subject),
      reason: `${point.metric} is ${word} since step ${numberText(since.step)}`,
    }
    return { verdict: verdictOf('breach', since.at, null, null, words), memory: since, isOver }
  },
}
