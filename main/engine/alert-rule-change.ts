import type { Rule } from '../../shared/model/rule'
import { speaksOf } from '../../shared/rules/scope'
import type { RuleState } from '../../shared/rules/state'

/** Why an alert closes when its rule is replaced; null while the rule still speaks of the subject. */
export function whyClosed(old: Rule | null, rule: Rule | null, { subject }: RuleState): string | null {
  if (rule === null) return 'Its rule was deleted'
  if (!rule.enabled) return 'Its rule was turned off'
  const isOther = old !== null && old.condition.kind !== rule.condition.kind
  return isOther || !speaksOf(rule, subject) ? 'Its rule was changed' : null
}

/** What was learned under other limits says nothing under these; that an alert is open stays. */
export function asNew(rule: Rule, state: RuleState): RuleState {
  const isFact = state.memory?.of === 'age' || state.memory?.of === 'source' || state.memory?.of === 'silence'
  return {
    ...state,
    phase: state.phase === 'pending' ? 'idle' : state.phase,
    memory: isFact ? state.memory : null,
    seen: null,
    evidence: [],
    recent: [],
    since: state.phase === 'recovering' ? state.since : null,
    episode: state.episode === null ? null : { ...state.episode, severity: rule.severity },
  }
}
