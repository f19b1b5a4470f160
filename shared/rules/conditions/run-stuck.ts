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
    const next = run === null ? known : hear(known, run, sight)
    if (next === null) return { verdict: unknownVerdict, memory: null, isOver: false }
    if (next.status !== 'RUNNING') {
      const isOver = next.status !== 'SCHEDULED'
      return { verdict: verdictOf('clear', sight.now.wall, null, null), memory: next, isOver }
    }
    return judgeSilence(condition, next, sight)
  },
}

/** What is learned of a run is the same whatever the limits of a rule are. */
function hear(known: SilenceMemory | null, run: RunObservation, sight: Sight): SilenceMemory {
  const shared = sight.sharing?.learnedFrom(known)
  if (shared?.of === 'silence') return shared
  const next = listen(known, run, sight)
  sight.sharing?.noteLearned(known, next)
  return next
}

function listen(known: SilenceMemory | null, run: RunObservation, { now }: Sight): SilenceMemory {
  const { status, usualGapMs: knownGapMs, isStale, lastPointAt, startTime } = run
  if (known === null || lastPointAt === null || known.lastPointAt === null) {
    // First sight: the silence before it can only be read off the wall clock.
    const silentMs = Math.max(0, now.wall - (lastPointAt ?? startTime ?? now.wall))
    const gaps = known?.gaps ?? []
    return {
      of: 'silence',
      status,
      lastPointAt,
      startTime,
      noticedAwake: now.awake,
      silentMs,
      gaps,
      knownGapMs,
      isStale,
    }
  }
  const isSilent = lastPointAt <= known.lastPointAt
  if (isSilent && known.status === status && known.knownGapMs === knownGapMs && known.isStale === isStale) {
    return known
  }
  return {
    of: 'silence',
    status,
    lastPointAt: isSilent ? known.lastPointAt : lastPointAt,
    noticedAwake: isSilent ? known.noticedAwake : now.awake,
    silentMs: isSilent ? known.silentMs : 0,
    gaps: isSilent ? known.gaps : withGap(known.gaps, lastPointAt - known.lastPointAt),
    knownGapMs,
    isStale,
  }
}

function withGap(gaps: readonly number[], gapMs: number): readonly number[] {
  const next = gaps.length < keptGaps ? gaps.slice() : gaps.slice(1 - keptGaps)
  next.push(gapMs)
  return next
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
  const spokeAt = memory.lastPointAt ?? memory.startTime ?? null
  const words = {
    title: `${subject.label} seems stuck`,
    message: placeOfRun(subject),
    reason: reasonOf(memory, silentMs, gapMs),
  }
  const since = memory.isStale ? (spokeAt ?? at) : at
  return {
    verdict: verdictOf('breach', Math.min(since, now.wall), spokeAt === null ? null : silentMs, limit, words),
    memory,
    isOver: false,
  }
}

function reasonOf({ lastPointAt, startTime }: SilenceMemory, silentMs: number, gapMs: number | null): string {
  const claim = 'although the run says RUNNING'
  if (lastPointAt === null) {
    const since = startTime == null ? 'so far' : `since it started ${durationText(silentMs)} ago`
    return `No point ${since} ${claim}`
  }
  const usual = gapMs === null ? '' : `; a point came every ${durationText(gapMs)}`
  return `No new point for ${durationText(silentMs)} ${claim}${usual}`
}

function usualGap(gaps: readonly number[]): number | null {
  if (gaps.length < fewestGaps) return null
  const sorted = gaps.toSorted((a: number, b: number) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? null
}

export function isTrainingMetric(key: string): boolean {
  return !/^(system\/|apple_silicon_)/.test(key)
}
