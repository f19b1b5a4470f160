import type { SourceState } from '../../model/source'
import type { Level } from '../compare'
import { unknownVerdict, verdictOf, type Family } from './judge-types'

const levels: Readonly<Record<SourceState, Level>> = {
  waiting: 'unknown',
  reading: 'unknown',
  ok: 'clear',
  stale: 'breach',
  failed: 'breach',
}

/** Its last read failed; being read again neither fires nor clears. */
export const sourceUnreachable: Family<'source-unreachable', 'source'> = {
  observes: 'source',
  pace: 'lasting',
  judge(_condition, memory, seen, { subject, now }) {
    const known = memory?.of === 'source' ? memory : null
    // While it is read once more, what was known of it holds.
    const isSettled = seen !== null && levels[seen.state] !== 'unknown'
    const facts = isSettled ? { of: 'source' as const, state: seen.state, message: seen.message } : known
    if (facts === null) return { verdict: unknownVerdict, memory: null, isOver: false }
    const words =
      levels[facts.state] !== 'breach'
        ? null
        : {
            title: `${subject.label} cannot be read`,
            message: subject.name ?? subject.label,
            reason: facts.message,
          }
    return {
      verdict: verdictOf(levels[facts.state], seen?.at ?? now.wall, null, null, words),
      memory: facts,
      isOver: false,
    }
  },
}
