import type { Rule } from '../../shared/model/rule'
import type { Observation, ObservationKind, Subject } from '../../shared/rules/observation'
import { appliesTo, observedKind } from '../../shared/rules/scope'
import { fingerprintOf } from '../../shared/rules/subjects'
import type { AlertStates, Pair } from './alert-states'

/** Which rules look at what: asked for every observation, worked out once for each subject. */
export interface AlertIndex {
  pairsOf(observation: Observation): readonly Pair[]
  /** After a change of the rules nothing of what was worked out holds. */
  setRules(rules: readonly Rule[]): void
}

interface Watched {
  readonly subject: Subject
  readonly pairs: readonly Pair[]
}

/** Of runs that have ended nobody asks again; beyond this all is forgotten, and worked out anew for what is asked. */
const mostPairs = 20_000

export function createAlertIndex(first: readonly Rule[], states: Pick<AlertStates, 'pair'>): AlertIndex {
  let byKind = rulesByKind(first)
  const known = new Map<ObservationKind, Map<string, Watched>>()
  let size = 0

  function workOut(observation: Observation): readonly Pair[] {
    return (byKind.get(observation.kind) ?? [])
      .filter((rule) => appliesTo(rule, observation))
      .map((rule) => states.pair(fingerprintOf(rule.id, observation.subject), rule))
  }

  function clear(): void {
    known.clear()
    size = 0
  }

  return {
    pairsOf(observation) {
      const { kind, subject } = observation
      // Columns come in thousands, each once a report.
      if (kind === 'feature') return workOut(observation)
      const watched = known.get(kind)?.get(subject.key)
      if (watched !== undefined && isSame(watched.subject, subject)) return watched.pairs
      const pairs = workOut(observation)
      if (size > mostPairs) clear()
      size += pairs.length + 1
      const ofKind = known.get(kind) ?? new Map<string, Watched>()
      known.set(kind, ofKind.set(subject.key, { subject, pairs }))
      return pairs
    },
    setRules(rules) {
      byKind = rulesByKind(rules)
      clear()
    },
  }
}

/** In all that a rule's scope and names ask for. */
function isSame(a: Subject, b: Subject): boolean {
  return (
    a === b ||
    (a.kind === b.kind &&
      a.project === b.project &&
      a.experiment === b.experiment &&
      a.name === b.name &&
      a.metric === b.metric &&
      a.feature === b.feature)
  )
}

/** Enabled rules by the kind of observation that can move them. */
function rulesByKind(rules: readonly Rule[]): ReadonlyMap<ObservationKind, readonly Rule[]> {
  const byKind = new Map<ObservationKind, Rule[]>()
  for (const rule of rules) {
    if (!rule.enabled) continue
    const kind = observedKind(rule)
    byKind.set(kind, [...(byKind.get(kind) ?? []), rule])
  }
  return byKind
}
