import { numberText } from '../wording'
import type { Sharing } from '../sharing'
import { placeOfRun, unknownVerdict, verdictOf, type Family } from './judge-types'
import type { BestMemory, Memory } from './memory'

const clearShare = 0.8

/**
 * Far above its best and above where it started. The best alone would not do: a loss that has come down to 0.01 is
 * three times that with every noisy batch.
 */
export const diverged: Family<'diverged', 'metric'> = {
  observes: 'metric',
  pace: 'recorded',
  judge(condition, memory, point, { subject, sharing }) {
    if (point === null) return { verdict: unknownVerdict, memory, isOver: false }
    const isOver = point.runStatus !== 'RUNNING'
    if (!Number.isFinite(point.value)) return { verdict: unknownVerdict, memory, isOver }
    const known = learn(memory, point.value, point.step, sharing)
    if (known.points < condition.minimumPoints) {
      return { verdict: verdictOf('clear', point.at, point.value, null), memory: known, isOver }
    }
    const limit = Math.max(condition.factor * known.best, medianOf(known.first))
    const isBeyond = point.value > limit && point.value > known.best
    const clearLimit = limit > 0 ? limit * clearShare : limit
    const level = isBeyond ? 'breach' : point.value <= clearLimit ? 'clear' : 'between'
    const words =
      level !== 'breach'
        ? null
        : {
            title: `${point.metric} has diverged`,
            message: placeOfRun(subject),
            reason:
              `${point.metric} is ${numberText(point.value)} at step ${numberText(point.step)}; its best was ` +
              `${numberText(known.best)} at step ${numberText(known.bestStep)} (limit ${numberText(limit)})`,
          }
    return { verdict: verdictOf(level, point.at, point.value, limit, words), memory: known, isOver }
  },
}

/** What is learned of a metric is the same whatever the limits of a rule are. */
function learn(memory: Memory | null, value: number, step: number, sharing: Sharing | null): BestMemory {
  const known = sharing?.learnedFrom(memory)
  if (known?.of === 'best') return known
  const next = oneMore(memory, value, step)
  sharing?.noteLearned(memory, next)
  return next
}

function oneMore(memory: Memory | null, value: number, step: number): BestMemory {
  if (memory?.of !== 'best') return { of: 'best', first: [value], best: value, bestStep: step, points: 1 }
  const first = memory.first.length < 3 ? [...memory.first, value] : memory.first
  const isBest = value < memory.best
  return {
    of: 'best',
    first,
    best: isBest ? value : memory.best,
    bestStep: isBest ? step : memory.bestStep,
    points: memory.points + 1,
  }
}

/** Of three at most; of two the higher. */
function medianOf(values: readonly number[]): number {
  const [a = 0, b = a, c = Infinity] = values
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}
