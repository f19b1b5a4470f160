import { reportRhythm } from '../../monitoring/rhythm'
import { durationText, rhythmText } from '../wording'
import { unknownVerdict, verdictOf, type Family } from './judge-types'
import type { AgeMemory } from './memory'

/** No report for much longer than usual. A state of its own: no news is not good news. */
export const monitoringAge: Family<'monitoring-age', 'monitoring'> = {
  observes: 'monitoring',
  pace: 'lasting',
  judge(condition, memory, seen, { subject, now }) {
    const known = memory?.of === 'age' ? memory : null
    const facts: AgeMemory | null =
      seen === null ? known : { of: 'age', lastAt: seen.lastReportAt, usualGapMs: seen.usualGapMs }
    if (facts === null) return { verdict: unknownVerdict, memory: null, isOver: false }
    const limit = Math.max(condition.limitMs, rhythmMs(condition.usualGapFactor, facts.usualGapMs))
    const ageMs = now.wall - facts.lastAt
    if (ageMs <= limit)
      return { verdict: verdictOf('clear', facts.lastAt, ageMs, limit), memory: facts, isOver: false }
    const usual = facts.usualGapMs === null ? '' : `; one came every ${rhythmText(facts.usualGapMs)}`
    const words = {
      title: `Monitoring of ${subject.label} is stale`,
      message: 'Drift and performance since the last report are not known',
      reason: `The last report is ${durationText(ageMs)} old (limit ${durationText(limit)})${usual}`,
    }
    return {
      verdict: verdictOf('breach', facts.lastAt + limit, ageMs, limit, words),
      memory: facts,
      isOver: false,
    }
  },
}

const unknownRhythmMs = reportRhythm([]).staleAfterMs

/** As the project's status has it: while no rhythm can be told, only a long silence is one. */
function rhythmMs(factor: number | null, usualGapMs: number | null): number {
  if (factor === null) return 0
  return usualGapMs === null ? unknownRhythmMs : factor * usualGapMs
}

/** A source whose last complete read is too long ago, whatever the reason. */
export const sourceAge: Family<'source-age', 'source'> = {
  observes: 'source',
  pace: 'lasting',
  judge(condition, memory, seen, { subject, now }) {
    const known = memory?.of === 'age' ? memory : null
    const facts: AgeMemory | null =
      seen === null
        ? known
        : seen.lastGoodAt === null
          ? null
          : { of: 'age', lastAt: seen.lastGoodAt, usualGapMs: null }
    if (facts === null) return { verdict: unknownVerdict, memory: null, isOver: false }
    const ageMs = now.wall - facts.lastAt
    const limit = condition.limitMs
    if (ageMs <= limit)
      return { verdict: verdictOf('clear', facts.lastAt, ageMs, limit), memory: facts, isOver: false }
    const words = {
      title: `${subject.label} is out of date`,
      message: subject.name ?? subject.label,
      reason: `It was last read ${durationText(ageMs)} ago (limit ${durationText(limit)})`,
    }
    return {
      verdict: verdictOf('breach', facts.lastAt + limit, ageMs, limit, words),
      memory: facts,
      isOver: false,
    }
  },
}
