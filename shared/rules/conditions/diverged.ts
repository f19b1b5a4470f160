import { numberText } from '../wording'
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
  judge(condition, memory, point, { subject }) {
    if (point === null) return { verdict: unknownVerdict, memory, isOver: false }
    const isOver = point.runStatus !== 'RUNNING'
    if (!Number.isFinite(point.value)) return { verdict: unknownVerdict, memory, isOver }
    const known = learn(memory, point.value, point.step)
    if (known.points < condition.minimumPoints) {
      return { verdict: verdictOf('clear', point.at, point.value, null), memory: known, isOver }
    }
    const limit = Math.max(condition.factor * known.best, medianOf(known.first))
    const isBeyond = point.value > limit && point.value > known.best
    const clearLimit = limit > 0 ? limit * clearShare : limit
    const level = isBeyond ? 'breach' : point.value <= clearLimit ? 'clear' : 'between'
    const words = () => ({
      title: `${point.metric} has diverged`,
      message: placeOfRun(subject),
      reason:
        `${point.metric} is ${numberText(point.value)} at step ${numberText(point.step)}; its best was ` +
        `${numberText(known.best)} at step ${numberText(known.bestStep)} (limit ${numberText(limit)})`,
    })
    return { verdict: verdictOf(level, point.at, point.value, limit, words), memory: known, isOver }
  },
}

function learn(memory: Memory | null, value: number, step: number): BestMemory {
  if (memory?.of !== 'best') return { of: 'best', first: [value], best: value, bestStep: step, points: 1 }
  const first = memory.first.length < 3 ? [...memory.first, value] : memory.first
  const points = memory.points + 1
  return value < memory.best
    ? { of: 'best', first, best: value, bestStep: step, points }
    : { ...memory, first, points }
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
