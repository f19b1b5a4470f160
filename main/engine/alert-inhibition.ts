import type { Rule } from '../../shared/model/rule'
import { canInhibit, openDriftOf, reportKey } from '../../shared/rules/inhibition'
import type { RuleState, Transition } from '../../shared/rules/state'

/** Which alerts say no more than another one already does: features of a report whose dataset drift fires. */
export interface AlertInhibition {
  /** The transition with who keeps it quiet; one that nobody does any longer is news. */
  mark(rule: Rule, transition: Transition): Transition
  /** The alert is no longer open. */
  release(fingerprint: string): void
}

export function createAlertInhibition(
  states: Iterable<RuleState>,
  ruleOf: (id: string) => Rule | null,
): AlertInhibition {
  const openDrift = openDriftOf(states, ruleOf)
  const inhibited = new Set<string>()

  function release(fingerprint: string): void {
    inhibited.delete(fingerprint)
    for (const [report, by] of openDrift) if (by === fingerprint) openDrift.delete(report)
  }

  return {
    release,
    mark(rule, transition) {
      const { fingerprint, kind } = transition
      const report = reportKey(transition)
      if (canInhibit(rule)) {
        release(fingerprint)
        if (report !== null && kind !== 'resolved') openDrift.set(report, fingerprint)
        return transition
      }
      if (rule.inhibitedBy === null || kind === 'resolved') return transition
      const inhibitedBy = report === null ? null : (openDrift.get(report) ?? null)
      const wasInhibited = inhibited.delete(fingerprint)
      if (inhibitedBy !== null) inhibited.add(fingerprint)
      const isReleased = wasInhibited && inhibitedBy === null && !transition.isBackfill
      return { ...transition, inhibitedBy, isNewsworthy: transition.isNewsworthy || isReleased }
    },
  }
}
