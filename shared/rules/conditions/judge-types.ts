import type { Condition, ConditionKind, ConditionOf } from '../../model/rule'
import type { Level } from '../compare'
import type { Observation, ObservationKind, ObservationOf, Subject } from '../observation'
import type { Sharing } from '../sharing'
import type { Judgement, Moment, Verdict } from '../state'
import type { Memory } from './memory'

/**
 * How time passes for a condition. sampled: by a steady stream, where a gap means "not known" · recorded: by dated
 * records that may come in at any time, late or all at once · lasting: what was seen holds until something else is
 * seen, so that the passing of time alone can fire it.
 */
export type Pace = 'sampled' | 'recorded' | 'lasting'

export interface Sight {
  readonly subject: Subject
  readonly now: Moment
  /** Of a steady stream: a longer silence means "not known". */
  readonly mostGapMs: number
  /** Null when only time has passed. */
  readonly sharing: Sharing | null
}

/** One kind of condition. `observation` is null when only time has passed; asked so for `lasting` ones alone. */
export interface Family<K extends ConditionKind, O extends ObservationKind = ObservationKind> {
  readonly observes: O
  readonly pace: Pace
  judge(
    condition: ConditionOf<K>,
    memory: Memory | null,
    observation: ObservationOf<O> | null,
    sight: Sight,
  ): Judgement
}

export interface AnyFamily {
  readonly observes: ObservationKind
  readonly pace: Pace
  judge(condition: Condition, memory: Memory | null, observation: Observation | null, sight: Sight): Judgement
}

export interface Words {
  readonly title: string
  readonly message: string
  readonly reason: string
}

/** `words` are for a breach alone: thousands of verdicts a second are clear, and have none made, nor anything that could make them. */
export function verdictOf(
  level: Level,
  at: number,
  value: number | null,
  limit: number | null,
  words: Words | null = null,
  refs: Verdict['refs'] = {},
): Verdict {
  const { title, message, reason } = words ?? noWords
  const finite = value !== null && Number.isFinite(value) ? value : null
  return { level, value: finite, limit, at, title, message, reason, refs }
}

const noWords: Words = { title: '', message: '', reason: '' }

export const unknownVerdict: Verdict = verdictOf('unknown', 0, null, null)

/** Where a run is to be found, for people. */
export function placeOfRun(subject: Subject): string {
  const experiment = subject.experiment === null ? '' : `, experiment ${subject.experiment}`
  return `Run ${subject.label}${experiment}`
}
