import { addTest, type Draft } from './report-content'
import { testStatusOf } from './test-result'
import { arrayOf, fieldOf, recordOf, textOf, typeNameOf } from './untrusted'

export interface V2Test {
  /** Fingerprint of the metric that it tests, or null. */
  readonly metricId: string | null
  /** "drift", "lt", "eq" … */
  readonly id: string | null
  readonly status: NonNullable<ReturnType<typeof testStatusOf>>
  readonly description: string
}

/** Adds the tests of a report; returns what the reader of drift needs of them. */
export function readV2Tests(draft: Draft, tests: readonly unknown[]): readonly V2Test[] {
  const read: V2Test[] = []
  for (const test of tests) {
    const status = testStatusOf(fieldOf(test, 'status'))
    const name = textOf(fieldOf(test, 'name'))
    if (status === null || name === null) {
      draft.problems.add('A test without a name or a known status was left out.')
      continue
    }
    const config = fieldOf(test, 'metric_config')
    const id = textOf(fieldOf(test, 'id'))
    const description = textOf(fieldOf(test, 'description')) ?? ''
    const column = textOf(fieldOf(fieldOf(config, 'params'), 'column'))
    const metricId = textOf(fieldOf(config, 'metric_id'))
    addTest(draft, {
      key: v2TestKey(test, metricId ?? name, id),
      name,
      status,
      description,
      group: null,
      column,
    })
    read.push({ metricId, id, status, description })
  }
  return read
}

/**
 * The metric's fingerprint, the part of its value and the condition: names hold reference values, which change from
 * report to report. Fields that are null were added by later versions and say nothing.
 */
function v2TestKey(test: unknown, metric: string, id: string | null): string {
  const bound = recordOf(fieldOf(test, 'bound_test')) ?? {}
  const slots = ['is_count', 'is_mean', 'label', 'slot', 'column']
    .filter((slot) => bound[slot] !== undefined && bound[slot] !== null)
    .map((slot) => `${slot}=${JSON.stringify(bound[slot]).slice(0, 200)}`)
  const config = fieldOf(bound, 'test') ?? fieldOf(test, 'test_config')
  const condition = ['threshold', 'expected', 'values']
    .map((field) => fieldOf(config, field))
    .filter((value) => value !== undefined && value !== null)
    .map((value) => JSON.stringify(value).slice(0, 200))
  return [metric, typeNameOf(bound['type']) ?? '', ...slots, id ?? '', ...condition].join('|')
}

/** `tests` is a list; in 0.6.0 – 0.6.6 an object keyed by fingerprint, of tests or of lists of them. */
export function listOfTests(tests: unknown): readonly unknown[] {
  return arrayOf(tests) ?? Object.values(recordOf(tests) ?? {}).flatMap((each) => arrayOf(each) ?? [each])
}
