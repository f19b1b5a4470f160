import type { Rule } from '../model/rule'
import type { RuleState } from './state'
import { fingerprintOf } from './subjects'

/** Open alerts of dataset drift, by the report that last confirmed them. */
export type OpenDrift = Map<string, string>

/** The report that an alert is about now. */
export function reportKey(refs: {
  readonly sourceId: string | null
  readonly reportId: string | null
}): string | null {
  return refs.sourceId === null || refs.reportId === null ? null : `${refs.sourceId}\n${refs.reportId}`
}

export function canInhibit(rule: Rule): boolean {
  return rule.condition.kind === 'drift-share'
}

/** Which report keeps the features of which alert quiet; rebuilt from states after a restart. */
export function openDriftOf(states: Iterable<RuleState>, ruleOf: (id: string) => Rule | null): OpenDrift {
  const open: OpenDrift = new Map()
  for (const state of states) {
    const rule = ruleOf(state.ruleId)
    if (rule === null || !canInhibit(rule) || state.episode === null || state.phase === 'spent') continue
    const key = reportKey({ ...state.subject, ...state.verdict?.refs })
    if (key !== null) open.set(key, fingerprintOf(rule.id, state.subject))
  }
  return open
}
