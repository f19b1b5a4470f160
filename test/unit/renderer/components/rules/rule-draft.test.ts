import { describe, expect, it } from 'vitest'
import { conditionForms } from '../../../../../renderer/components/rules/condition-forms'
import { valueAt, withValue } from '../../../../../renderer/components/rules/draft'
import {
  canEscalate,
  checkDraft,
  draftOf,
  newDraft,
  patienceOf,
  withCondition,
} from '../../../../../renderer/components/rules/rule-draft'
import { templateGroups } from '../../../../../renderer/components/rules/rule-templates'
import { ConditionSchema } from '../../../../../shared/model/rule'
import { defaultRules } from '../../../../../shared/rules/defaults'
import { aRule } from '../../support/alert-entities'

const hardware = aRule({
  condition: { kind: 'hardware', value: 'memory.usedRatio', comparison: 'above', limit: 0.9 },
})
const errorsOf = (path: string, value: unknown, rule = hardware) =>
  Object.fromEntries(checkDraft(withValue(draftOf(rule), path, value)).errors)

describe('the forms', () => {
  it('has one for every condition that a rule can have', () => {
    const kinds = ConditionSchema.options.map((option) => option.entries.kind.literal)
    expect(conditionForms.map(({ kind }) => kind).sort()).toEqual([...kinds].sort())
  })

  it.each(conditionForms.map((form) => [form.kind, form] as const))(
    'starts %s with a rule that only lacks a name, asking for what is there',
    (_kind, form) => {
      const draft = newDraft('user.1', form)
      expect(Object.fromEntries(checkDraft(draft).errors)).toEqual({ name: 'Fill this in.' })
      expect(checkDraft({ ...draft, name: 'Mine' }).rule).not.toBeNull()
      for (const { path } of form.fields(draft))
        expect([path, valueAt(draft, path)]).not.toEqual([path, undefined])
    },
  )

  it.each(defaultRules.map((rule) => [rule.id, rule] as const))('takes %s through unchanged', (_id, rule) => {
    expect(checkDraft(draftOf(rule)).rule).toEqual(rule)
  })

  it.each(templateGroups.flatMap(({ templates }) => templates.map((each) => [each.id, each] as const)))(
    'offers the template %s as a rule that is complete',
    (_id, { rule }) => {
      expect(Object.fromEntries(checkDraft({ ...rule, id: 'user.1' }).errors)).toEqual({})
    },
  )
})

describe('checkDraft', () => {
  it.each([
    ['a name that is blank', 'name', '  ', { name: 'Fill this in.' }],
    ['a limit that is missing', 'condition.limit', null, { 'condition.limit': 'Enter a number.' }],
    [
      'a value nobody knows',
      'condition.value',
      'memory.luck',
      { 'condition.value': 'This value is not known here.' },
    ],
    [
      'a clear limit on the bad side',
      'condition.clearLimit',
      0.95,
      { 'condition.clearLimit': 'This has to be below the limit, or it would end at once.' },
    ],
    ['a negative time', 'sustained.forMs', -1, { 'sustained.forMs': 'This cannot be negative.' }],
    ['a part of a sample', 'sustained.count', 1.5, { 'sustained.count': 'Enter a whole number.' }],
    [
      'more than are looked at',
      'sustained',
      { forMs: 0, count: 3, outOf: 2 },
      { 'sustained.count': 'At most as many as are looked at.' },
    ],
    ['years of quiet', 'cooldownMs', 1e12, { cooldownMs: 'This is too large.' }],
    [
      'a rise on the good side',
      'escalations',
      [{ limit: 0.5, severity: 'critical' }],
      { 'escalations.0.limit': 'This is on the good side of the limit.' },
    ],
  ])('says at the field what is wrong with %s', (_what, path, value, errors) => {
    expect(errorsOf(path, value)).toEqual(errors)
  })

  it('finds a limit among several of a report', () => {
    const rule = aRule({
      condition: { kind: 'report-metric', limits: [{ metric: 'f1', comparison: 'below', limit: 0.7 }] },
    })
    expect(errorsOf('condition.limits.0.metric', '', rule)).toEqual({
      'condition.limits.0.metric': 'Fill this in.',
    })
  })
})

describe('withCondition', () => {
  it('keeps name, severity and scope and drops what belonged to the old condition', () => {
    const [, form] = conditionForms
    const before = draftOf({ ...hardware, escalations: [{ limit: 0.95, severity: 'critical' }] })
    const next = withCondition(before, form!)
    expect(next).toMatchObject({
      name: 'Run failed',
      severity: 'error',
      type: 'metric_invalid',
      escalations: [],
    })
    expect(next['condition']).toEqual({ kind: 'metric-not-finite', metric: '*loss*' })
  })
})

it('asks for time and counts only where they mean something', () => {
  const of = (kind: string) => {
    const draft = newDraft(
      'user.1',
      conditionForms.find((form) => form.kind === kind)!,
    )
    return { ...patienceOf(draft), rises: canEscalate(draft) }
  }
  expect(of('run-failed')).toEqual({ hasTime: false, noun: null, rises: false })
  expect(of('hardware')).toEqual({ hasTime: true, noun: 'samples', rises: true })
  expect(of('drift-share')).toEqual({ hasTime: true, noun: 'reports', rises: true })
  expect(of('source-unreachable')).toEqual({ hasTime: true, noun: null, rises: false })
})
