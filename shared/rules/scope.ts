import type { Condition, Rule } from '../model/rule'
import { familyOf } from './conditions/families'
import { globMatches } from './glob'
import type { Observation, ObservationKind, Subject } from './observation'

/** The only kind of observation that can move a rule. */
export function observedKind(rule: Rule): ObservationKind {
  return familyOf(rule.condition.kind).observes
}

/** Whether a rule speaks of this observation: by its kind, its scope, and the metric or feature it names. */
export function appliesTo(rule: Rule, observation: Observation): boolean {
  return observation.kind === observedKind(rule) && speaksOf(rule, observation.subject)
}

/** Of a subject of the right kind. */
export function speaksOf({ scope, condition }: Rule, subject: Subject): boolean {
  return isInScope(scope, subject) && isNamed(condition, subject)
}

/** The machine belongs to no project, so that a scope leaves it in. */
function isInScope(scope: Rule['scope'], { kind, project, experiment, name }: Subject): boolean {
  if (kind === 'machine') return true
  return (
    isListed(scope.projects, project) &&
    isListed(scope.experiments, experiment) &&
    isListed(scope.names, name)
  )
}

function isListed(patterns: readonly string[], text: string | null): boolean {
  return patterns.length === 0 || (text !== null && patterns.some((pattern) => globMatches(pattern, text)))
}

function isNamed(condition: Condition, { kind, metric, feature }: Subject): boolean {
  if (kind === 'metric' && 'metric' in condition)
    return metric !== null && globMatches(condition.metric, metric)
  if (kind === 'feature' && 'feature' in condition) {
    return feature !== null && globMatches(condition.feature, feature)
  }
  return true
}
