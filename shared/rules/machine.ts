import type { Rule } from '../model/rule'
import type { Level } from './compare'
import type { Pace } from './conditions/judge-types'
import { resolveEpisode, startEpisode, tellMore } from './episode'
import type { Subject } from './observation'
import type { Sharing } from './sharing'
import type { Judgement, Mark, Moment, RuleState, Transition, Verdict } from './state'

export interface Evaluation {
  /** Null: there is nothing to remember. The same object when nothing changed. */
  readonly state: RuleState | null
  readonly transition: Transition | null
}

/** How often an alert that simply goes on is told of again, so that its "last seen" is true. */
export const tellEveryMs: Readonly<Record<Pace, number>> = {
  sampled: 60_000,
  recorded: Infinity,
  lasting: 1_800_000,
}

export interface Step {
  readonly state: RuleState
  /** The newest name, project and report of what the rule speaks of. */
  readonly subject: Subject
  readonly judged: Judgement
  readonly seen: Mark
  /** Null when only time has passed. */
  readonly evidence: string | null
  readonly now: Moment
  readonly sharing: Sharing
}

const keptEvidence = 8

/** The alert's life: idle → pending → firing → recovering → idle, moved by one verdict. */
export function step(rule: Rule, pace: Pace, step: Step): Evaluation {
  const { judged, now } = step
  const { level } = judged.verdict
  const state = withNews(rule, pace, step)
  // Nearly always nothing is the matter: that costs one object.
  const isQuiet =
    level === 'unknown' || (level !== 'breach' && state.phase === 'idle' && state.since === null)
  const next = isQuiet ? { state, transition: null } : move(rule, pace, { ...step, state }, judged.verdict)
  const isDone = judged.isOver && next.state !== null && isForgettable(next.state, pace, now)
  return isDone ? { state: null, transition: next.transition } : next
}

/** Each field by name: spreading what has a dozen costs several times as much, and this is done thousands of times a second. */
function withNews(
  rule: Rule,
  pace: Pace,
  { state, subject, judged, seen, evidence, sharing }: Step,
): RuleState {
  const { level } = judged.verdict
  return {
    ruleId: state.ruleId,
    subject,
    phase: state.phase,
    memory: judged.memory,
    verdict: level === 'unknown' || isSameRest(state, level) ? state.verdict : judged.verdict,
    watchedSince: state.watchedSince,
    seen,
    evidence:
      evidence === null
        ? state.evidence
        : sharing.withEvidence(state.evidence, evidence, pace === 'recorded' ? keptEvidence : 1),
    recent:
      evidence === null || level === 'unknown'
        ? state.recent
        : withVerdict(state.recent, level === 'breach', rule.sustained.outOf),
    since: state.since,
    clearCount: state.clearCount,
    coolUntil: state.coolUntil,
    episode: state.episode,
  }
}

/** Of a rule at rest nobody asks for the value: a verdict of the same level stands for the next ones. */
function isSameRest({ phase, verdict }: RuleState, level: Level): boolean {
  return phase === 'idle' && level !== 'breach' && verdict?.level === level
}

const onlyBreach: readonly boolean[] = [true]
const onlyRest: readonly boolean[] = [false]

function withVerdict(recent: readonly boolean[], isBreach: boolean, outOf: number): readonly boolean[] {
  if (outOf === 1) return isBreach ? onlyBreach : onlyRest
  const isAllRest = !isBreach && recent.length === outOf && !recent.includes(true)
  return isAllRest ? recent : [...recent, isBreach].slice(-outOf)
}

/** Of a run that has ended well nothing needs to be kept; of projects, sources and the machine it does. */
export function isForgettable({ phase, coolUntil }: RuleState, pace: Pace, now: Moment): boolean {
  const isWaiting = phase === 'pending' && pace === 'recorded'
  return (phase === 'idle' || isWaiting) && (coolUntil === null || coolUntil <= now.wall)
}

function move(rule: Rule, pace: Pace, step: Step, verdict: Verdict): Evaluation {
  const { state } = step
  switch (state.phase) {
    case 'idle':
    case 'pending':
      return verdict.level === 'breach' ? hold(rule, pace, step, verdict) : rest(state)
    case 'firing':
    case 'recovering':
      if (verdict.level === 'clear') return recover(rule, pace, step)
      return tellMore(
        rule,
        step,
        verdict,
        verdict.level === 'breach' ? tellEveryMs[pace] : null,
        pace === 'recorded',
      )
    case 'spent':
      return verdict.level === 'clear'
        ? {
            state: { ...state, phase: 'idle', episode: null, since: null, clearCount: 0, recent: [] },
            transition: null,
          }
        : { state, transition: null }
  }
}

function rest(state: RuleState): Evaluation {
  if (state.phase === 'idle' && state.since === null) return { state, transition: null }
  return { state: { ...state, phase: 'idle', since: null }, transition: null }
}

/** Met: fires once it has held for long and often enough and the cool-down is over. */
function hold(rule: Rule, pace: Pace, { state, seen, now }: Step, verdict: Verdict): Evaluation {
  const since = state.since ?? seen
  const heldMs =
    pace === 'recorded'
      ? seen.at - since.at
      : pace === 'lasting'
        ? now.awake - since.awake
        : seen.awake - since.awake
  const breaches = state.recent.filter(Boolean).length
  const isOften = pace === 'lasting' || breaches >= rule.sustained.count
  const coolUntil = coolUntilOf(rule, state.coolUntil, now)
  const waiting: RuleState = { ...state, phase: 'pending', since, coolUntil }
  if (heldMs < rule.sustained.forMs || !isOften || (coolUntil !== null && now.wall < coolUntil)) {
    return { state: waiting, transition: null }
  }
  return startEpisode(rule, waiting, verdict, now)
}

/** A clock that was set back would else make the cool-down last for years. */
function coolUntilOf({ cooldownMs }: Rule, coolUntil: number | null, now: Moment): number | null {
  return coolUntil === null ? null : Math.min(coolUntil, now.wall + cooldownMs)
}

/** Clear while it fires: resolves once it has been so for long and often enough. */
function recover(rule: Rule, pace: Pace, { state, seen, evidence, now }: Step): Evaluation {
  const isFirst = state.phase === 'firing'
  const since: Mark = (isFirst ? null : state.since) ?? { ...seen, awake: now.awake, wall: now.wall }
  const clearCount = (isFirst ? 0 : state.clearCount) + (evidence === null ? 0 : 1)
  const byData = pace === 'recorded' ? seen.at - since.at : 0
  const clearMs = Math.max(byData, now.awake - since.awake)
  const isOften = pace === 'lasting' || clearCount >= rule.keepFiring.count
  const recovering: RuleState = { ...state, phase: 'recovering', since, clearCount }
  if (clearMs < rule.keepFiring.forMs || !isOften) return { state: recovering, transition: null }
  return resolveEpisode(rule, recovering, 'The condition has cleared', now)
}
