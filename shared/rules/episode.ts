import type { Rule } from '../model/rule'
import type { Evaluation, Step } from './machine'
import type { Episode, Moment, RuleState, Verdict } from './state'
import { severityOf, transitionOf, worse } from './transition'

/** What happened longer ago than this when it was first seen is history and notifies nobody. */
export const backfillAfterMs = 15 * 60_000

export function startEpisode(rule: Rule, state: RuleState, verdict: Verdict, now: Moment): Evaluation {
  const episode: Episode = {
    firedAt: now.wall,
    severity: severityOf(rule, verdict),
    count: 1,
    toldAt: now,
    isBackfill: isHistory(state, verdict),
  }
  return {
    state: { ...state, phase: 'firing', since: null, clearCount: 0, coolUntil: null, episode },
    transition: transitionOf(
      'fired',
      rule,
      state,
      { ...episode, isNewsworthy: !episode.isBackfill },
      verdict,
      now,
    ),
  }
}

function isHistory({ watchedSince }: RuleState, verdict: Verdict): boolean {
  return verdict.at < watchedSince.wall - backfillAfterMs
}

/**
 * It goes on: counted when something new confirms it, told again from time to time, and at once when it got worse.
 * @param tellEveryMs Null while it is neither met nor clear: nothing to tell.
 */
export function tellMore(
  rule: Rule,
  { state, evidence, now }: Step,
  verdict: Verdict,
  tellEveryMs: number | null,
  countsEvidence: boolean,
): Evaluation {
  const { episode, phase } = state
  const firing: RuleState = { ...state, phase: 'firing', since: null, clearCount: 0 }
  if (episode === null || tellEveryMs === null) return { state: firing, transition: null }
  const severity = worse(episode.severity, severityOf(rule, verdict))
  const isConfirmed = countsEvidence ? evidence !== null : phase === 'recovering'
  const isDue = now.awake - episode.toldAt.awake >= tellEveryMs
  const isWorse = severity !== episode.severity
  if (!isConfirmed && !isDue && !isWorse) return { state: firing, transition: null }
  const count = episode.count + (isConfirmed ? 1 : 0)
  const isBackfill = episode.isBackfill && isHistory(state, verdict)
  const told: Episode = { ...episode, severity, count, toldAt: now, isBackfill }
  // History that goes on today is news.
  const isNewsworthy = !isBackfill && (isWorse || episode.isBackfill)
  return {
    state: { ...firing, episode: told },
    transition: transitionOf(
      isWorse ? 'escalated' : 'repeated',
      rule,
      firing,
      { ...told, isNewsworthy },
      verdict,
      now,
    ),
  }
}

export function resolveEpisode(
  rule: Pick<Rule, 'id' | 'type' | 'cooldownMs'>,
  state: RuleState,
  resolution: string,
  now: Moment,
): Evaluation {
  const { episode, verdict } = state
  const idle: RuleState = {
    ...state,
    phase: 'idle',
    since: null,
    clearCount: 0,
    recent: [],
    episode: null,
    coolUntil: rule.cooldownMs > 0 ? now.wall + rule.cooldownMs : null,
  }
  if (episode === null || verdict === null) return { state: idle, transition: null }
  return {
    state: idle,
    transition: transitionOf(
      'resolved',
      rule,
      state,
      { ...episode, isNewsworthy: false },
      verdict,
      now,
      resolution,
    ),
  }
}

/** A person resolved it: silent until the condition has cleared and the cool-down is over. */
export function resolveByPerson(rule: Pick<Rule, 'cooldownMs'>, state: RuleState, now: Moment): RuleState {
  if (state.phase !== 'firing' && state.phase !== 'recovering') return state
  return { ...state, phase: 'spent', coolUntil: rule.cooldownMs > 0 ? now.wall + rule.cooldownMs : null }
}

/** Takes `resolveByPerson` back. Once the condition has cleared there is nothing left to go on with. */
export function reopenByPerson(state: RuleState): RuleState {
  if (state.phase !== 'spent') return state
  const isClear = state.verdict?.level === 'clear' && state.since !== null
  return isClear
    ? { ...state, phase: 'recovering', coolUntil: null }
    : { ...state, phase: 'firing', since: null, clearCount: 0, coolUntil: null }
}
