import type { AlertType } from '../../../shared/model/alert'
import type { Comparison, ConditionKind } from '../../../shared/model/rule'
import { comparisonText } from '../../../shared/rules/wording'
import type { Draft } from './draft'
import { durations, type Unit } from './units'

export interface Option {
  readonly value: string
  readonly label: string
}

/** How one value of a condition is asked for. `path` is its place in the rule. */
export interface FieldSpec {
  readonly path: string
  readonly label: string
  readonly hint?: string
  readonly input:
    | { readonly kind: 'text'; readonly placeholder: string; readonly suggests?: 'metrics' }
    | { readonly kind: 'number'; readonly units: readonly Unit[]; readonly placeholder?: string }
    | { readonly kind: 'choice'; readonly options: readonly Option[] }
    | { readonly kind: 'checks'; readonly options: readonly Option[] }
}

export interface ConditionForm {
  readonly kind: ConditionKind
  readonly group: 'Training runs' | 'Models' | 'Reports' | 'This Mac' | 'Sources' | 'Sextant itself'
  readonly label: string
  /** What alerts of such a rule are filed under. */
  readonly type: AlertType
  /** A condition that is good to start from. */
  readonly start: Draft
  readonly fields: (draft: Draft) => readonly FieldSpec[]
}

export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
export const options = (values: readonly string[]): readonly Option[] =>
  values.map((value) => ({ value, label: capital(value) }))

export const comparisonOptions: readonly Option[] = (
  ['above', 'at-least', 'below', 'at-most'] satisfies readonly Comparison[]
).map((value) => ({ value, label: comparisonText(value) }))

export const metric: FieldSpec = {
  path: 'condition.metric',
  label: 'Metric',
  hint: 'Its name; * stands for any letters: *loss* is every loss.',
  input: { kind: 'text', placeholder: '*loss*', suggests: 'metrics' },
}
export const goal: FieldSpec = {
  path: 'condition.goal',
  label: 'Better is',
  input: {
    kind: 'choice',
    options: [
      { value: 'minimize', label: 'lower' },
      { value: 'maximize', label: 'higher' },
    ],
  },
}

export function limitFields(units: readonly Unit[]): readonly FieldSpec[] {
  return [
    { path: 'condition.comparison', label: 'Is', input: { kind: 'choice', options: comparisonOptions } },
    { path: 'condition.limit', label: 'Limit', input: { kind: 'number', units } },
    {
      path: 'condition.clearLimit',
      label: 'Ends at',
      hint: 'Empty: at the limit itself. Another limit keeps a value that sways around it from firing again and again.',
      input: { kind: 'number', units, placeholder: 'the limit' },
    },
  ]
}

export const duration = (path: string, label: string, hint?: string): FieldSpec => ({
  path,
  label,
  ...(hint === undefined ? {} : { hint }),
  input: { kind: 'number', units: durations },
})
