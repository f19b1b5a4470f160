import * as v from 'valibot'
import { ruleFormatVersion, RuleSchema, type Rule } from '../model/rule'
import { fail, ok, type Result } from '../result'

const format = 'sextant-rules'

/** Rules as a file that another person can import. */
export function exportRules(rules: readonly Rule[]): string {
  return `${JSON.stringify({ format, version: ruleFormatVersion, rules }, null, 2)}\n`
}

export interface ImportedRules {
  readonly rules: readonly Rule[]
  /** A sentence for each rule that could not be taken. */
  readonly problems: readonly string[]
}

/** Takes what `exportRules` wrote, a bare list, or a single rule. One bad rule never costs the others. */
export function importRules(text: string): Result<ImportedRules> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (thrown) {
    return fail('invalid-input', 'This file is not JSON.', String(thrown))
  }
  const list = listOf(value)
  if (list === null) return fail('invalid-input', 'This file holds no rules of Sextant.')
  const rules: Rule[] = []
  const problems: string[] = []
  for (const [index, item] of list.entries()) {
    const parsed = v.safeParse(RuleSchema, item)
    if (!parsed.success) problems.push(problemOf(item, index, parsed.issues))
    else if (rules.some((rule) => rule.id === parsed.output.id))
      problems.push(`Rule ${parsed.output.id} is there twice.`)
    else rules.push(parsed.output)
  }
  return ok({ rules, problems })
}

function listOf(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value as unknown[]
  if (typeof value !== 'object' || value === null) return null
  if ('rules' in value) return Array.isArray(value.rules) ? (value.rules as unknown[]) : null
  return 'condition' in value ? [value] : null
}

function problemOf(item: unknown, index: number, issues: readonly v.BaseIssue<unknown>[]): string {
  const given = typeof item === 'object' && item !== null && 'name' in item ? item.name : null
  const name = typeof given === 'string' ? `“${given.slice(0, 80)}”` : `number ${index + 1}`
  const [issue] = issues
  const where = issue === undefined ? null : v.getDotPath(issue)
  return `Rule ${name} was not taken: ${where === null ? '' : `${where}: `}${issue?.message ?? 'not understood'}.`
}
