import type { Rule } from '../../shared/model/rule'
import { familyOf } from '../../shared/rules/conditions/families'
import type { Observation, ObservationKind, Subject } from '../../shared/rules/observation'
import { appliesTo, observedKind } from '../../shared/rules/scope'
import { fingerprintOf } from '../../shared/rules/subjects'
import type { RuleState } from '../../shared/rules/state'

/** What all rules remember of all subjects, with what has to be written and what time moves. */
export interface AlertStates {
  /** As `fingerprintOf`; of what is known already the same string, which a map finds faster than one just made. */
  fingerprint(ruleId: string, subject: Subject): string
  get(fingerprint: string): RuleState | null
  set(fingerprint: string, rule: Rule, state: RuleState | null): void
  /** Its rule or its subject is gone. */
  drop(fingerprint: string): void
  /** They could not be written. */
  putBack(fingerprints: readonly string[]): void
  /** Fingerprints whose state may change by the passing of time alone. */
  timed(): readonly string[]
  entries(): IterableIterator<[string, RuleState]>
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
  const states = new Map<string, RuleState>()
  const timed = new Set<string>()
  /** True: at once. False: some time. */
  const dirty = new Map<string, boolean>()
  const seriesSince = new Map<string, number>()
  const fingerprints = new Map<string, Map<string, string>>()

  function fingerprint(ruleId: string, subject: Subject): string {
    const known = fingerprints.get(ruleId)?.get(subject.key)
    // A rule looks at one kind of subject; after a change it may be another.
    return known?.startsWith(subject.kind, ruleId.length + 1) === true
      ? known
      : fingerprintOf(ruleId, subject)
  }

  function keepFingerprint(fingerprint: string, { ruleId, subject }: RuleState): void {
    const ofRule = fingerprints.get(ruleId) ?? new Map<string, string>()
    fingerprints.set(ruleId, ofRule.set(subject.key, fingerprint))
  }

  function note(fingerprint: string, rule: Rule | null, state: RuleState): void {
    if (!states.has(fingerprint)) keepFingerprint(fingerprint, state)
    states.set(fingerprint, state)
    if (rule !== null && isTimed(rule, state)) timed.add(fingerprint)
    else timed.delete(fingerprint)
    if (state.subject.kind !== 'reports') return
    const known = seriesSince.get(state.subject.key) ?? Infinity
    if (state.watchedSince.wall < known) seriesSince.set(state.subject.key, state.watchedSince.wall)
  }

  function drop(fingerprint: string): void {
    const state = states.get(fingerprint)
    if (state === undefined) return
    states.delete(fingerprint)
    fingerprints.get(state.ruleId)?.delete(state.subject.key)
    timed.delete(fingerprint)
    dirty.set(fingerprint, true)
  }

  for (const state of initial) {
    const fingerprint = fingerprintOf(state.ruleId, state.subject)
    note(fingerprint, ruleOf(state.ruleId), state)
  }

  return {
    fingerprint,
    get: (fingerprint) => states.get(fingerprint) ?? null,
    set(fingerprint, rule, state) {
      if (state === null) {
        drop(fingerprint)
        return
      }
      const before = states.get(fingerprint)
      note(fingerprint, rule, state)
      const isUrgent = before?.phase !== state.phase || before.episode !== state.episode
      // A stream says the same again within a second; what it said of an idle rule need not survive a restart.
      const isWorthIt = isUrgent || familyOf(rule.condition.kind).pace !== 'sampled'
      if (isWorthIt) dirty.set(fingerprint, isUrgent || dirty.get(fingerprint) === true)
    },
    drop,
    putBack(fingerprints) {
      for (const fingerprint of fingerprints) dirty.set(fingerprint, true)
    },
    timed: () => [...timed],
    entries: () => states.entries(),
    takeDirty(all) {
      const taken: { fingerprint: string; state: RuleState | null }[] = []
      for (const [fingerprint, isUrgent] of dirty) {
        if (!all && !isUrgent) continue
        taken.push({ fingerprint, state: states.get(fingerprint) ?? null })
        dirty.delete(fingerprint)
      }
      return taken
    },
    knownSince: (seriesKey) => seriesSince.get(seriesKey) ?? null,
    lastAwake: () => {
      let last = 0
      for (const { seen, watchedSince, episode, since } of states.values()) {
        last = Math.max(
          last,
          watchedSince.awake,
          seen?.awake ?? 0,
          since?.awake ?? 0,
          episode?.toldAt.awake ?? 0,
        )
      }
      return last
    },
  }
}

/** Records wait for records unless a cool-down or a keep-firing holds them up. */
function isTimed(rule: Rule, { phase }: RuleState): boolean {
  const { pace } = familyOf(rule.condition.kind)
  if (pace === 'sampled') return false
  return pace === 'lasting' || phase === 'pending' || phase === 'recovering' || phase === 'spent'
}

/** Enabled rules by the kind of observation that can move them; those that others can keep quiet come last. */
export function rulesByKind(rules: readonly Rule[]): ReadonlyMap<ObservationKind, readonly Rule[]> {
  const byKind = new Map<ObservationKind, Rule[]>()
  for (const rule of rules) {
    if (!rule.enabled) continue
    const kind = observedKind(rule)
    byKind.set(kind, [...(byKind.get(kind) ?? []), rule])
  }
  return byKind
}

export function rulesFor(
  byKind: ReadonlyMap<ObservationKind, readonly Rule[]>,
  observation: Observation,
): readonly Rule[] {
  return (byKind.get(observation.kind) ?? []).filter((rule) => appliesTo(rule, observation))
}
