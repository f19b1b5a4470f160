import type { AlertRefs, AlertType, Severity } from '../model/alert'
import type { Level } from './compare'
import type { Memory } from './conditions/memory'
import type { Subject } from './observation'

/**
 * Both clocks. `wall` (epoch ms) is for dates and jumps when the user sets it. `awake` (ms) only rises, only while the
 * app watches, and never by more than a tick: sleep, a set clock and a closed app add nothing to it. Durations of
 * things that are watched are measured in it.
 */
export interface Moment {
  readonly wall: number
  readonly awake: number
}

/** When something began, in all three times; which one counts depends on the kind of condition. */
export interface Mark extends Moment {
  /** By the data: a report's date, a point's timestamp. */
  readonly at: number
}

/** What a condition says of a subject after one observation, or after time has passed. */
export interface Verdict {
  readonly level: Level
  /** Finite, or null. */
  readonly value: number | null
  readonly limit: number | null
  /** Since when it is so, as the data say; epoch ms. */
  readonly at: number
  readonly title: string
  readonly message: string
  /** One sentence with value and limit; empty unless the level is `breach`. */
  readonly reason: string
  /** Links of this observation, on top of the subject's own: the report, the model version. */
  readonly refs: Partial<AlertRefs>
}

export interface Judgement {
  readonly verdict: Verdict
  readonly memory: Memory | null
  /** The subject has ended and will not change any more: nothing of it needs to be kept. */
  readonly isOver: boolean
}

/**
 * idle: not met · pending: met, but not for long enough or still cooling down · firing · recovering: firing, and clear
 * for a while · spent: a person resolved it while it was met; it must clear before it can fire again.
 */
export type Phase = 'idle' | 'pending' | 'firing' | 'recovering' | 'spent'

/** All that is remembered of one rule and one subject. Plain JSON. */
export interface RuleState {
  readonly ruleId: string
  readonly subject: Subject
  readonly phase: Phase
  readonly memory: Memory | null
  readonly verdict: Verdict | null
  /** When the subject was first seen: what happened long before is history. */
  readonly watchedSince: Moment
  /** The last observation that counted. */
  readonly seen: Mark | null
  /** Evidence that counted lately, newest last. */
  readonly evidence: readonly string[]
  /** The last verdicts, newest last: was it a breach? */
  readonly recent: readonly boolean[]
  /** When it entered the phase it is in, while pending or recovering. */
  readonly since: Mark | null
  /** Clear observations while recovering. */
  readonly clearCount: number
  readonly coolUntil: number | null
  /** Of the open episode; null without one. */
  readonly episode: Episode | null
}

export interface Episode {
  /** Wall clock. */
  readonly firedAt: number
  readonly severity: Severity
  readonly count: number
  /** When it was last told of. */
  readonly toldAt: Moment
  readonly isBackfill: boolean
}

export type TransitionKind = 'fired' | 'repeated' | 'escalated' | 'resolved'

/** News of one alert, whole: the log and the notifier need nothing else. Title, message and reason are empty when it resolves. */
export interface Transition extends AlertRefs {
  readonly kind: TransitionKind
  readonly fingerprint: string
  readonly ruleId: string
  readonly severity: Severity
  readonly type: AlertType
  readonly project: string | null
  readonly subject: string
  readonly title: string
  readonly message: string
  readonly reason: string
  readonly value: number | null
  readonly limit: number | null
  readonly occurredAt: number
  /** Wall clock at which it was seen. */
  readonly seenAt: number
  /** Start of the episode; with the fingerprint it names the alert. */
  readonly firedAt: number
  readonly count: number
  readonly isBackfill: boolean
  /** It began, or got worse, or turned from history into the present: somebody should be told unless it is muted. */
  readonly isNewsworthy: boolean
  readonly inhibitedBy: string | null
  /** Why it resolved; null for the others. */
  readonly resolution: string | null
}
