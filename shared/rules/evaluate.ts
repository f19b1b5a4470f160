import type { Rule } from '../model/rule'
import { familyOf } from './conditions/families'
import type { AnyFamily, Pace } from './conditions/judge-types'
import type { Observation } from './observation'
import { step, tellEveryMs, type Evaluation } from './machine'
import { createSharing, type Sharing } from './sharing'
import type { Mark, Moment, RuleState } from './state'

export interface Surroundings {
  /** A longer silence of a steady stream means "not known": what was sustained before it starts anew. */
  readonly mostGapMs: number
  /** Epoch ms at which what the subject is part of was first seen: features come and go, their project does not. */
  readonly knownSince: number | null
  /** Of this observation alone: given by who asks many rules about it. */
  readonly sharing?: Sharing
}

/** Of a stream with a sample every so often; two that are missing end nothing. */
export function gapOf(sampleEveryMs: number): number {
  return Math.max(30_000, 3 * sampleEveryMs)
}

export const live: Surroundings = { mostGapMs: gapOf(0), knownSince: null }

/**
 * One rule, one subject, one observation; null when only time has passed. Pure: the same input gives the same output,
 * and a state that went through JSON behaves as the one that did not. Observations that were seen before, or that are
 * older than what was seen, change nothing; neither does a clock that is set.
 */
export function evaluate(
  rule: Rule,
  state: RuleState | null,
  observation: Observation | null,
  now: Moment,
  around: Surroundings = live,
): Evaluation {
  const family = familyOf(rule.condition.kind)
  const subject = observation?.subject ?? state?.subject
  if (subject === undefined || (observation !== null && observation.kind !== family.observes)) {
    return { state, transition: null }
  }
  if (observation === null) {
    return state === null ? { state, transition: null } : passTime(rule, family, state, now, around)
  }
  const sharing = around.sharing ?? createSharing()
  if (state !== null && isOldNews(state, observation, now, sharing)) return { state, transition: null }
  const known = state === null ? freshState(rule, observation, now, around) : withinClock(state, now)
  const seen = sharing.mark(timeOf(observation, now), now)
  const judged = family.judge(rule.condition, known.memory, observation, {
    subject,
    now,
    mostGapMs: around.mostGapMs,
    sharing,
  })
  const hadGap = family.pace === 'sampled' && isGap(known.seen, observation, now, around)
  const next = step(rule, family.pace, {
    state: hadGap ? { ...known, since: null, recent: [] } : known,
    subject,
    judged,
    seen,
    evidence: observation.evidence,
    now,
    sharing,
  })
  // Of thousands of columns most never drift: those are not remembered one by one.
  const isPlain = state === null && observation.kind === 'feature' && next.state?.phase === 'idle'
  return isPlain ? { state: null, transition: null } : next
}

function passTime(
  rule: Rule,
  family: AnyFamily,
  state: RuleState,
  now: Moment,
  { mostGapMs }: Surroundings,
): Evaluation {
  // Without a sample nothing is known of a stream; it stays what it was.
  if (family.pace === 'sampled' || state.verdict === null) return { state, transition: null }
  const sight = { subject: state.subject, now, mostGapMs, sharing: null }
  const told = family.pace === 'lasting' ? family.judge(rule.condition, state.memory, null, sight) : null
  const judged =
    told === null || told.verdict.level === 'unknown'
      ? { verdict: state.verdict, memory: state.memory, isOver: false }
      : told
  const isSameLevel = judged.verdict.level === state.verdict.level
  if (isSameLevel && isAtRest(state) && !isDue(state, family.pace, now)) return { state, transition: null }
  const seen = state.seen ?? { at: now.wall, ...now }
  const next = step(rule, family.pace, {
    state: withinClock(state, now),
    subject: state.subject,
    judged,
    seen,
    evidence: null,
    now,
    sharing: createSharing(),
  })
  // Still waiting: the same object says that there is nothing to store.
  const isSame = isSameLevel && next.transition === null && next.state?.phase === state.phase
  return isSame ? { state, transition: null } : next
}

/** Time alone moves only what is pending, recovering, or was resolved by a person after it had cleared. */
function isAtRest({ phase, verdict }: RuleState): boolean {
  return phase === 'idle' || phase === 'firing' || (phase === 'spent' && verdict?.level !== 'clear')
}

function isDue({ episode, phase }: RuleState, pace: Pace, now: Moment): boolean {
  return phase === 'firing' && episode !== null && now.awake - episode.toldAt.awake >= tellEveryMs[pace]
}

function freshState(
  rule: Rule,
  observation: Observation,
  now: Moment,
  { knownSince }: Surroundings,
): RuleState {
  return {
    ruleId: rule.id,
    subject: observation.subject,
    phase: 'idle',
    memory: null,
    verdict: null,
    watchedSince: knownSince === null ? now : { ...now, wall: Math.min(knownSince, now.wall) },
    seen: null,
    evidence: [],
    recent: [],
    since: null,
    clearCount: 0,
    coolUntil: null,
    episode: null,
  }
}

function isOldNews(
  { seen, evidence }: RuleState,
  observation: Observation,
  now: Moment,
  sharing: Sharing,
): boolean {
  if (sharing.includes(evidence, observation.evidence)) return true
  // What was seen lies ahead of now: the clock was set back, and order cannot be told by it.
  return seen !== null && seen.at <= now.wall && timeOf(observation, now) < seen.at
}

/** A date ahead of now, from another clock or a typing error, would make all that follows look old. */
function timeOf({ at }: Observation, now: Moment): number {
  return Number.isFinite(at) ? Math.min(at, now.wall) : now.wall
}

/** After the clock was set back nothing that was noted may lie in the future. */
function withinClock(state: RuleState, now: Moment): RuleState {
  return state.watchedSince.wall <= now.wall
    ? state
    : { ...state, watchedSince: { ...state.watchedSince, wall: now.wall } }
}

function isGap(
  seen: Mark | null,
  observation: Observation,
  now: Moment,
  { mostGapMs }: Surroundings,
): boolean {
  if (seen === null) return false
  const isFresh = observation.kind === 'hardware' && observation.isFresh
  const wallGap = now.wall - seen.wall
  return isFresh || wallGap < 0 || wallGap > mostGapMs || now.awake - seen.awake > mostGapMs
}
