import { expect, it } from 'vitest'
import { createRunFacts } from '../../../../../main/sources/mlflow-rest/run-facts'
import { aRun } from '../../../../support/entities'

const run = (runId: string, startTime: number | null, status: 'RUNNING' | 'FINISHED' = 'RUNNING') =>
  aRun({ runId, startTime, status, experimentId: runId === 'c' ? '2' : '1' })

it('knows when the newest run began, but never later than now', () => {
  const facts = createRunFacts(() => 100)
  expect(facts.newestStart).toBe(0)
  facts.note(run('a', 50))
  facts.note(run('b', null))
  expect(facts.newestStart).toBe(50)
  facts.note(run('c', 5_000))
  expect(facts.newestStart).toBe(100)
})

it('tells whose end was missed: under way before, and not among the newest that are now', () => {
  const facts = createRunFacts(() => 100)
  for (const one of [run('a', 10), run('b', 20), run('c', 30), run('d', 40, 'FINISHED')]) facts.note(one)
  expect(facts.leftOver([run('b', 20)], 10)).toEqual(['a', 'c'])
  // Only the newest two were asked for: what is older may still go on.
  expect(facts.leftOver([run('c', 30), run('b', 20)], 2)).toEqual([])
  facts.forget('c')
  expect(facts.leftOver([], 10)).toEqual(['a', 'b'])
  expect([facts.has('a'), facts.has('c'), facts.experimentsOf(['a', 'b', 'c'])]).toEqual([true, false, ['1']])
})
