import type { Rule } from '../../shared/model/rule'
import { familyOf } from '../../shared/rules/conditions/families'
import type { Pace } from '../../shared/rules/conditions/judge-types'
import type { RuleState } from '../../shared/rules/state'
import { fingerprintOf } from '../../shared/rules/subjects'

/**
 * One rule and one subject. It is looked at as often as the subject has news, so that all it needs is at hand: neither
 * its name nor its place in a map is worked out again. Only `AlertStates` writes to it.
 */
export interface Pair {
  readonly fingerprint: string
  /** Null once the rule is gone. */
  readonly rule: Rule | null
  /** Null while there is nothing to remember. */
  readonly state: RuleState | null
}

interface KeptPair {
  readonly fingerprint: string
  rule: Rule | null
  state: RuleState | null
  /** What has to be written of it: at once, or some time, since it can be learned again. */
  unsaved: 'nothing' | 'some-time' | 'at-once'
}

/** What all rules remember of all subjects, with what has to be written and what time moves. */
export interface AlertStates {
  /** The one that is remembered, or a new one that nobody else has. */
  pair(fingerprint: string, rule: Rule): Pair
  get(fingerprint: string): Pair | null
  put(pair: Pair, state: RuleState | null): void
  /** Rules were replaced: each pair gets the rule that now has its name. */
  renew(ruleOf: (id: string) => Rule | null): void
  /** They could not be written. */
  putBack(fingerprints: readonly string[]): void
  /** Those whose state may change by the passing of time alone. */
  timed(): Iterable<Pair>
  /** All with a state. */
  all(): Iterable<Pair>
  /** What changed since it was last taken; `all` takes also what can wait (it can be learned again). */
  takeDirty(all: boolean): { readonly fingerprint: string; readonly state: RuleState | null }[]
  /** The wall-clock time at which a series of reports was first seen by any rule; null when never. */
  knownSince(seriesKey: string): number | null
  /** The highest awake time that any state mentions: the clock goes on from there. */
  lastAwake(): number
}

export function createAlertStates(
  initial: readonly RuleState[],
  ruleOf: (id: string) => Rule | null,
): AlertStates {
  const pairs = new Map<string, KeptPair>()
  const timed = new Set<KeptPair>()
  const dirty = new Set<KeptPair>()
  const seriesSince = new Map<string, number>()

  function retime(pair: KeptPair): void {
    const { rule, state } = pair
    if (rule !== null && state !== null && isTimed(rule, state)) timed.add(pair)
    else timed.delete(pair)
  }

  function noteSeries({ subject, watchedSince }: RuleState): void {
    if (subject.kind !== 'reports') return
    const known = seriesSince.get(subject.key) ?? Infinity
    if (watchedSince.wall < known) seriesSince.set(subject.key, watchedSince.wall)
  }

  function drop(pair: KeptPair): void {
    if (pair.state === null) return
    pair.state = null
    pairs.delete(pair.fingerprint)
    timed.delete(pair)
    mark(pair, true)
  }

  function mark(pair: KeptPair, isUrgent: boolean): void {
    if (pair.unsaved === 'at-once' || (pair.unsaved === 'some-time' && !isUrgent)) return
    pair.unsaved = isUrgent ? 'at-once' : 'some-time'
    dirty.add(pair)
  }

  for (const state of initial) {
    const fingerprint = fingerprintOf(state.ruleId, state.subject)
    const pair: KeptPair = { ...emptyPair(fingerprint, ruleOf(state.ruleId)), state }
    pairs.set(fingerprint, pair)
    retime(pair)
    noteSeries(state)
  }

  return {
    pair: (fingerprint, rule) => pairs.get(fingerprint) ?? emptyPair(fingerprint, rule),
    get: (fingerprint) => pairs.get(fingerprint) ?? null,
    put(given, state) {
      const pair = given as KeptPair
      const before = pair.state
      if (state === null) {
        drop(pair)
        return
      }
      pair.state = state
      if (before === null) pairs.set(pair.fingerprint, pair)
      if (before?.phase !== state.phase) retime(pair)
      if (before?.watchedSince !== state.watchedSince) noteSeries(state)
      const isUrgent = before?.phase !== state.phase || before.episode !== state.episode
      // A stream says the same again within a second; what it said of an idle rule need not survive a restart.
      const isWorthIt = isUrgent || pair.rule === null || paceOf(pair.rule) !== 'sampled'
      if (isWorthIt) mark(pair, isUrgent)
    },
    renew(ruleOf) {
      for (const pair of pairs.values()) {
        pair.rule = pair.state === null ? null : ruleOf(pair.state.ruleId)
        retime(pair)
      }
    },
    putBack(fingerprints) {
      for (const fingerprint of fingerprints)
        mark(pairs.get(fingerprint) ?? emptyPair(fingerprint, null), true)
    },
    timed: () => timed,
    all: () => pairs.values(),
    takeDirty(all) {
      const taken: { fingerprint: string; state: RuleState | null }[] = []
      for (const pair of dirty) {
        if (!all && pair.unsaved === 'some-time') continue
        taken.push({ fingerprint: pair.fingerprint, state: pair.state })
        pair.unsaved = 'nothing'
        dirty.delete(pair)
      }
      return taken
    },
    knownSince: (seriesKey) => seriesSince.get(seriesKey) ?? null,
    lastAwake: () => {
      let last = 0
      for (const { state } of pairs.values()) if (state !== null) last = Math.max(last, awakeOf(state))
      return last
    },
  }
}

function emptyPair(fingerprint: string, rule: Rule | null): KeptPair {
  return { fingerprint, rule, state: null, unsaved: 'nothing' }
}

function paceOf({ condition }: Rule): Pace {
  return familyOf(condition.kind).pace
}

/** Records wait for records unless a cool-down or a keep-firing holds them up. */
function isTimed(rule: Rule, { phase }: RuleState): boolean {
  const pace = paceOf(rule)
  if (pace === 'sampled') return false
  return pace === 'lasting' || phase === 'pending' || phase === 'recovering' || phase === 'spent'
}

function awakeOf({ seen, watchedSince, episode, since }: RuleState): number {
  return Math.max(watchedSince.awake, seen?.awake ?? 0, since?.awake ?? 0, episode?.toldAt.awake ?? 0)
}
