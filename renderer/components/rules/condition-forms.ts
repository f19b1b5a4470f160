import type { ConditionForm } from './condition-fields'
import { machineForms } from './machine-forms'
import { reportForms } from './report-forms'
import { runForms } from './run-forms'

/** How every kind of condition is asked for, in the order of the choice. */
export const conditionForms: readonly ConditionForm[] = [...runForms, ...reportForms, ...machineForms]

export const conditionGroups = [...new Set(conditionForms.map(({ group }) => group))]

export function conditionForm(kind: string): ConditionForm | null {
  return conditionForms.find((form) => form.kind === kind) ?? null
}
