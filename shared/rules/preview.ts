import type { Severity } from '../model/alert'
import type { Rule } from '../model/rule'
import { familyOf } from './conditions/families'
import { evaluate, gapOf, live, type Surroundings } from './evaluate'
import type { Observation, Subject } from './observation'
import { appliesTo } from './scope'
import { fingerprintOf } from './subjects'
import type { Moment, RuleState, Transition } from './state'

export interface PreviewEpisode {
  readonly subject: Subject
  /** Epoch ms. */
  readonly firedAt: number
  /** Null: it would fire still. */
  readonly resolvedAt: number | null
  readonly severity: Severity
  readonly value: number | null
  /** Of the moment it fired. */
  readonly reason: string
  readonly count: number
}

export interface Preview {
  /** Oldest first. */
  readonly episodes: readonly PreviewEpisode[]
  /** Observations and subjects the rule speaks of; none means that the preview says nothing. */
  readonly observationCount: number
  readonly subjectCount: number
}

export interface PreviewWindow {
  /** Epoch ms; the past 30 days as a rule. History before `from` only warms the rule up. */
  readonly from: number
  readonly to: number
  /** How far apart the points of the history are: thinned history of hardware has one a minute or rarer. */
  readonly resolutionMs?: number
}

/** Often enough that what fires by the passing of time alone is placed within minutes. */
const tickMs = 10 * 60_000

/** When a rule would have fired, had it watched this history; in order of time or not. */
export function preview(rule: Rule, history: readonly Observation[], window: PreviewWindow): Preview {
  const observations = history
    .filter((one) => one.at <= window.to && appliesTo(rule, one))
    .toSorted((a, b) => a.at - b.at)
  const around: Surroundings = { ...live, mostGapMs: gapOf(window.resolutionMs ?? 0) }
  const isLasting = familyOf(rule.condition.kind).pace === 'lasting'
  const states = new Map<string, RuleState>()
  const episodes = new Map<string, PreviewEpisode[]>()
  const at = (wall: number): Moment => ({ wall, awake: wall })

  function apply(fingerprint: string, subject: Subject, observation: Observation | null, wall: number): void {
    const next = evaluate(rule, states.get(fingerprint) ?? null, observation, at(wall), around)
    if (next.state === null) states.delete(fingerprint)
    else states.set(fingerprint, next.state)
    if (next.transition === null) return
    episodes.set(fingerprint, extended(episodes.get(fingerprint) ?? [], subject, next.transition))
  }

  function pass(until: number): void {
    for (; tick <= until; tick += tickMs) {
      for (const [fingerprint, state] of states) apply(fingerprint, state.subject, null, tick)
    }
  }

  let tick = observations[0]?.at ?? Infinity
  const subjects = new Set<string>()
  for (const observation of observations) {
    if (isLasting) pass(observation.at)
    const fingerprint = fingerprintOf(rule.id, observation.subject)
    subjects.add(fingerprint)
    apply(fingerprint, observation.subject, observation, observation.at)
  }
  if (isLasting) pass(window.to)
  return {
    episodes: [...episodes.values()]
      .flat()
      .filter((episode) => episode.resolvedAt === null || episode.resolvedAt >= window.from)
      .sort((a, b) => a.firedAt - b.firedAt),
    observationCount: observations.filter((one) => one.at >= window.from).length,
    subjectCount: subjects.size,
  }
}

function extended(known: PreviewEpisode[], subject: Subject, transition: Transition): PreviewEpisode[] {
  const { kind, occurredAt, seenAt, severity, value, reason, count } = transition
  if (kind === 'fired') {
    // What time alone brought about is placed where it happened, not at the tick that saw it.
    const firedAt = Math.min(occurredAt, seenAt)
    return [...known, { subject, firedAt, resolvedAt: null, severity, value, reason, count }]
  }
  const last = known.at(-1)
  if (last === undefined) return known
  const resolvedAt = kind === 'resolved' ? seenAt : null
  return [...known.slice(0, -1), { ...last, resolvedAt, severity, count }]
}
