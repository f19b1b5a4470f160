import { severities, type Severity } from '../model/alert'
import type { Rule } from '../model/rule'
import { isUpward } from './compare'
import { fingerprintOf } from './subjects'
import type { Episode, Moment, RuleState, Transition, TransitionKind, Verdict } from './state'

/** The rule's severity, or the highest whose limit the value is beyond. */
export function severityOf(rule: Rule, { value }: Verdict): Severity {
  const { condition } = rule
  if (value === null || condition.kind === 'report-metric' || condition.kind === 'model-regression')
    return rule.severity
  const upward = 'comparison' in condition ? isUpward(condition.comparison) : true
  return rule.escalations
    .filter(({ limit }) => (upward ? value > limit : value < limit))
    .reduce((worst, { severity }) => worse(worst, severity), rule.severity)
}

export function worse(a: Severity, b: Severity): Severity {
  return severities.indexOf(a) >= severities.indexOf(b) ? a : b
}

/** A clear verdict has no words: who keeps the alert keeps those of its last breach. */
export function transitionOf(
  kind: TransitionKind,
  rule: Pick<Rule, 'id' | 'type'>,
  state: RuleState,
  episode: Episode & { readonly isNewsworthy: boolean },
  verdict: Verdict,
  now: Moment,
  resolution: string | null = null,
): Transition {
  const { subject } = state
  const refs = { ...subject, ...verdict.refs }
  return {
    kind,
    fingerprint: fingerprintOf(rule.id, subject),
    ruleId: rule.id,
    severity: episode.severity,
    type: rule.type,
    project: subject.project,
    subject: subject.label,
    title: verdict.title,
    message: verdict.message,
    reason: verdict.reason,
    value: verdict.value,
    limit: verdict.limit,
    occurredAt: verdict.at,
    seenAt: now.wall,
    firedAt: episode.firedAt,
    count: episode.count,
    isBackfill: episode.isBackfill,
    isNewsworthy: episode.isNewsworthy,
    inhibitedBy: null,
    resolution,
    sourceId: refs.sourceId,
    runId: refs.runId,
    modelId: refs.modelId,
    reportId: refs.reportId,
    feature: refs.feature,
    metric: refs.metric,
  }
}
