import { expect, it } from 'vitest'
import { defaultRules } from '../../../../shared/rules/defaults'
import { evaluateOnce } from '../../../../shared/rules/evaluate-once'
import { day, minute, seen, start } from './observations'

const now = start + 10 * day
const once = (...observations: ReturnType<typeof seen>[]) =>
  evaluateOnce(defaultRules, observations, now).map(({ ruleId, subject }) => `${ruleId}: ${subject}`)

it('gives what one look leaves open', () => {
  expect(
    once(
      seen('run', now, { status: 'FAILED', endTime: now - minute }),
      seen('metric', now - minute, { value: NaN, runStatus: 'FINISHED' }),
      seen('source', now, { state: 'failed', message: 'It is locked.' }),
    ),
  ).toEqual(['run.loss-not-finite: able-fox', 'run.failed: able-fox'])
})

it('takes a series in the order of its dates, however it comes', () => {
  const drifted = seen('report', start, { datasetDrift: true, driftShare: 0.8 })
  const calm = seen('report', start + day, { datasetDrift: false, driftShare: 0.1 })
  expect(once(calm, drifted)).toEqual([])
  expect(once(drifted)).toEqual(['toolkit.data-drift: churn'])
})

it('leaves out features of which the dataset speaks', () => {
  const report = { datasetDrift: true, driftShare: 0.8, subject: { reportId: 'r2' } }
  const feature = (at: number, reportId: string) =>
    seen('feature', at, { drifted: true, subject: { reportId } })
  const features = [feature(start, 'r1'), feature(start + day, 'r2')]
  expect(once(...features)).toEqual(['monitoring.feature-drift: age'])
  expect(once(...features, seen('report', start + day, report))).toEqual(['toolkit.data-drift: churn'])
})
