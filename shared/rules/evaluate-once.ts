import type { Rule } from '../model/rule'
import { evaluate } from './evaluate'
import { canInhibit, reportKey } from './inhibition'
import type { Observation } from './observation'
import { appliesTo } from './scope'
import type { Moment, RuleState, Transition } from './state'
import { fingerprintOf } from './subjects'

/**
 * What would be open after one look at everything, for those who look once and go: no time passes, so that what has
 * to last before it fires does not. Records are taken in the order of their dates, so that of a series only what its
 * end leaves open is given. What the dataset drift of the same report says already is left out.
 */
export function evaluateOnce(
  rules: readonly Rule[],
  observations: readonly Observation[],
  now: number,
): readonly Transition[] {
  const enabled = rules.filter((rule) => rule.enabled)
  const states = new Map<string, RuleState>()
  const open = new Map<string, { readonly rule: Rule; readonly transition: Transition }>()
  const moment: Moment = { wall: now, awake: 0 }
  for (const observation of observations.toSorted((a, b) => a.at - b.at)) {
    for (const rule of enabled) {
      if (!appliesTo(rule, observation)) continue
      const fingerprint = fingerprintOf(rule.id, observation.subject)
      const { state, transition } = evaluate(rule, states.get(fingerprint) ?? null, observation, moment)
      if (state === null) states.delete(fingerprint)
      else states.set(fingerprint, state)
      if (transition === null) continue
      if (transition.kind === 'resolved') open.delete(fingerprint)
      else open.set(fingerprint, { rule, transition })
    }
  }
  const found = [...open.values()]
  const drifted = new Set(
    found.flatMap(({ rule, transition }) => (canInhibit(rule) ? (reportKey(transition) ?? []) : [])),
  )
  return found
    .filter(({ rule, transition }) => rule.inhibitedBy === null || !drifted.has(reportKey(transition) ?? ''))
    .map(({ transition }) => transition)
}
