import { expect, it } from 'vitest'
import { createAlertStates, type Pair } from '../../../../main/engine/alert-states'
import { watchedBy } from '../../../../main/engine/alert-watched'
import type { RuleState } from '../../../../shared/rules/state'
import { noRefs } from '../../../../shared/rules/observation'

function pair(refs: Partial<typeof noRefs>): Pair {
  const subject = { ...noRefs, ...refs } as unknown as RuleState['subject']
  return { fingerprint: '', rule: null, state: { subject } as RuleState }
}

it('tells each run and source once, and leaves out what belongs to none', () => {
  expect(watchedBy(createAlertStates([], () => null))).toEqual({ runs: [], sourceIds: [] })
  const all = () => [
    pair({ sourceId: 's', runId: 'r' }),
    pair({ sourceId: 's', runId: 'r' }),
    pair({ sourceId: 't', runId: 'r' }),
    pair({ sourceId: 's' }),
    pair({}),
    { fingerprint: 'new', rule: null, state: null } as Pair,
  ]
  expect(watchedBy({ all })).toEqual({
    runs: [
      { sourceId: 's', runId: 'r' },
      { sourceId: 't', runId: 'r' },
    ],
    sourceIds: ['s', 't'],
  })
})
