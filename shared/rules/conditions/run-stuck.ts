import type { ConditionOf } from '../../model/rule'
import type { RunObservation } from '../observation'
import type { Judgement } from '../state'
import { durationText } from '../wording'
import { placeOfRun, unknownVerdict, verdictOf, type Family, type Sight } from './judge-types'
import type { SilenceMemory } from './memory'

const keptGaps = 20
const fewestGaps = 3

/**
 * RUNNING without a new point for much longer than usual. Silence is counted in awake time: a Mac that slept made
 * no points either. A killed process never says so, and shows as silence for hours.
 */
export const runStuck: Family<'run-stuck', 'run'> = {
  observes: 'run',
  pace: 'lasting',
  judge(condition, memory, run, sight) {
    const known = memory?.of === 'silence' ? memory : null
    const next = run === null ? known : listen(known, run, sight)
    if (next === null) return { verdict: unknownVerdict, memory: null, isOver: false }
    if (next.status !== 'RUNNING') {
      const isOver = next.status !== 'SCHEDULED'
      return { verdict: verdictOf('clear', sight.now.wall, null, null), memory: next, isOver }
    }
    return judgeSilence(condition, next, sight)
  },
}

function listen(known: SilenceMemory | null, run: RunObservation, { now }: Sight): SilenceMemory {
  const base = {
    of: 'silence' as const,
    status: run.status,
    lastPointAt: run.lastPointAt,
    knownGapMs: run.usualGapMs,
    isStale: run.isStale,
  }
  if (known === null || run.lastPointAt === null || known.lastPointAt === null) {
    // First sight: the silence before it can only be read off the wall clock.
    const silentMs = run.lastPointAt === null ? 0 : Math.max(0, now.wall - run.lastPointAt)
    return { ...base, noticedAwake: now.awake, silentMs, gaps: known?.gaps ?? [] }
  }
  if (run.lastPointAt <= known.lastPointAt) return { ...known, ...base, lastPointAt: known.lastPointAt }
  const gaps = [...known.gaps, run.lastPointAt - known.lastPointAt].slice(-keptGaps)
  return { ...base, noticedAwake: now.awake, silentMs: 0, gaps }
}

function judgeSilence(
  condition: ConditionOf<'run-stuck'>,
  memory: SilenceMemory,
  { subject, now }: Sight,
): Judgement {
  const silentMs = memory.silentMs + Math.max(0, now.awake - memory.noticedAwake)
  if (!memory.isStale && silentMs <= condition.minimumSilenceMs) {
    // Most runs have just spoken: their usual gap need not be worked out.
    return { verdict: verdictOf('clear', now.wall, silentMs, null), memory, isOver: false }
  }
  const gapMs = memory.knownGapMs ?? usualGap(memory.gaps)
  const limit = gapMs === null ? null : Math.max(condition.minimumSilenceMs, condition.factor * gapMs)
  const at = memory.lastPointAt === null || limit === null ? now.wall : memory.lastPointAt + limit
  const isStuck = memory.isStale || (limit !== null && memory.lastPointAt !== null && silentMs > limit)
  if (!isStuck) return { verdict: verdictOf('clear', now.wall, silentMs, limit), memory, isOver: false }
  const usual = gapMs === null ? '' : `; a point came every ${durationText(gapMs)}`
  const words = () => ({
    title: `${subject.label} seems stuck`,
    message: placeOfRun(subject),
    reason: `No new point for ${durationText(silentMs)} although the run says RUNNING${usual}`,
  })
  const since = memory.isStale && memory.lastPointAt !== null ? memory.lastPointAt : at
  return {
    verdict: verdictOf('breach', Math.min(since, now.wall), silentMs, limit, words),
    memory,
    isOver: false,
  }
}

function usualGap(gaps: readonly number[]): number | null {
  if (gaps.length < fewestGaps) return null
  const sorted = gaps.toSorted((a: number, b: number) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? null
}

export function isTrainingMetric(key: string): boolean {
  return !/^(system\/|apple_silicon_)/.test(key)
}
