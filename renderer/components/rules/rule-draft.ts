import * as v from 'valibot'
import { RuleSchema, type Comparison, type Condition, type Rule } from '../../../shared/model/rule'
import { isUpward } from '../../../shared/rules/compare'
import { familyOf } from '../../../shared/rules/conditions/families'
import { hardwareValue } from '../../../shared/rules/hardware-values'
import type { ConditionForm } from './condition-fields'
import { conditionForm } from './condition-forms'
import { textAt, type Draft } from './draft'

/** A draft as the schema sees it; `errors` by the path of the field, in words. */
export interface CheckedDraft {
  readonly rule: Rule | null
  readonly errors: ReadonlyMap<string, string>
}

export function draftOf(rule: Rule): Draft {
  return JSON.parse(JSON.stringify(rule)) as Draft
}

/** Another condition of a rule: what belonged to the old one goes, name and scope stay. */
export function withCondition(draft: Draft, form: ConditionForm): Draft {
  return {
    ...draft,
    type: form.type,
    condition: { kind: form.kind, ...form.start },
    escalations: [],
    inhibitedBy: form.kind === 'feature-drift' ? 'dataset-drift' : null,
  }
}

export function newDraft(id: string, form: ConditionForm): Draft {
  const empty = { id, name: '', enabled: true, severity: 'warning', scope: noScope }
  return withCondition({ ...empty, sustained: once, keepFiring: afterOne, cooldownMs: 0 }, form)
}

const noScope = { projects: [], experiments: [], names: [] }
const once = { forMs: 0, count: 1, outOf: 1 }
const afterOne = { forMs: 0, count: 1 }

export function checkDraft(draft: Draft): CheckedDraft {
  const parsed = v.safeParse(RuleSchema, draft)
  const errors = new Map<string, string>()
  if (!parsed.success) {
    for (const issue of parsed.issues) note(errors, placeOf(v.getDotPath(issue)), sentenceOf(issue))
    return { rule: null, errors }
  }
  for (const [path, sentence] of contradictions(parsed.output)) note(errors, path, sentence)
  return { rule: errors.size === 0 ? parsed.output : null, errors }
}

function note(errors: Map<string, string>, path: string, sentence: string): void {
  if (!errors.has(path)) errors.set(path, sentence)
}

// Of a list of patterns the whole list is one field.
function placeOf(path: string | null): string {
  if (path === null) return ''
  return /^scope\.\w+/.exec(path)?.[0] ?? (path === 'sustained' ? 'sustained.count' : path)
}

function sentenceOf(issue: v.BaseIssue<unknown>): string {
  const isMissing = issue.input === null || issue.input === undefined || issue.input === ''
  if (isMissing)
    return issue.expected === 'string' || issue.type === 'min_length' ? 'Fill this in.' : 'Enter a number.'
  switch (issue.type) {
    case 'number':
    case 'finite':
      return 'Enter a number.'
    case 'integer':
      return 'Enter a whole number.'
    case 'min_value':
      return issue.requirement === 0 ? 'This cannot be negative.' : 'This is too small.'
    case 'max_value':
      return 'This is too large.'
    case 'min_length':
      return 'Choose at least one.'
    case 'check':
      return 'At most as many as are looked at.'
    default:
      return `${issue.message.charAt(0).toUpperCase()}${issue.message.slice(1)}.`
  }
}

/** What the schema allows and nobody means. */
function contradictions({ condition, escalations }: Rule): readonly (readonly [string, string])[] {
  const found: (readonly [string, string])[] = []
  if (condition.kind === 'hardware' && hardwareValue(condition.value) === null) {
    found.push(['condition.value', 'This value is not known here.'])
  }
  if (condition.kind === 'report-metric') {
    for (const [index, limit] of condition.limits.entries()) {
      if (isWrongSide(limit)) found.push([`condition.limits.${index}.clearLimit`, wrongSide(limit)])
    }
  } else {
    const limits = limitsOf(condition)
    if (limits && isWrongSide(limits)) found.push([clearPath(condition), wrongSide(limits)])
    for (const [index, { limit }] of escalations.entries()) {
      if (limits && (isUpward(limits.comparison) ? limit < limits.limit : limit > limits.limit)) {
        found.push([`escalations.${index}.limit`, 'This is on the good side of the limit.'])
      }
    }
  }
  return found
}

interface Limits {
  readonly comparison: Comparison
  readonly limit: number
  readonly clearLimit: number | null
}

function limitsOf(condition: Condition): Limits | null {
  if (condition.kind === 'swap-rate') {
    const { limitBytesPerMinute: limit, clearBytesPerMinute: clearLimit } = condition
    return { comparison: 'above', limit, clearLimit }
  }
  if (condition.kind === 'drift-share') {
    const { limit, clearLimit } = condition
    return limit === null ? null : { comparison: 'at-least', limit, clearLimit }
  }
  return condition.kind === 'metric-threshold' || condition.kind === 'hardware' ? condition : null
}

function clearPath({ kind }: Condition): string {
  return kind === 'swap-rate' ? 'condition.clearBytesPerMinute' : 'condition.clearLimit'
}

function isWrongSide({ comparison, limit, clearLimit }: Limits): boolean {
  return clearLimit !== null && (isUpward(comparison) ? clearLimit > limit : clearLimit < limit)
}

function wrongSide({ comparison }: Limits): string {
  return `This has to be ${isUpward(comparison) ? 'below' : 'above'} the limit, or it would end at once.`
}

/** What of "for how long" has a meaning for this condition. */
export function patienceOf(draft: Draft): { readonly hasTime: boolean; readonly noun: string | null } {
  const form = conditionForm(textAt(draft, 'condition.kind'))
  if (form === null) return { hasTime: false, noun: null }
  const { pace, observes } = familyOf(form.kind)
  // A run that failed stays failed, and a channel has tried for long before it gives up.
  if (form.kind === 'run-failed' || form.kind === 'channel-failing') return { hasTime: false, noun: null }
  if (pace === 'lasting') return { hasTime: true, noun: null }
  if (observes === 'run' || observes === 'model') return { hasTime: false, noun: null }
  if (observes === 'hardware') return { hasTime: true, noun: 'samples' }
  return { hasTime: true, noun: observes === 'metric' ? 'points' : 'reports' }
}

/** Whether a severity can rise with the value. */
export function canEscalate(draft: Draft): boolean {
  const kind = textAt(draft, 'condition.kind')
  return ['metric-threshold', 'hardware', 'swap-rate', 'drift-share'].includes(kind)
}

/** Whether the rule speaks of the machine, which no project can narrow. */
export function isOfMachine(draft: Draft): boolean {
  return conditionForm(textAt(draft, 'condition.kind'))?.group === 'This Mac'
}
