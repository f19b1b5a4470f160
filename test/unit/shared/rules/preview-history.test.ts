import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { RuleSchema } from '../../../../shared/model/rule'
import { previewHistory } from '../../../../shared/rules/preview-history'
import { aRun } from '../../../support/entities'

/** The curve of a log without times: three points above the limit. */
const series = {
  key: 'loss',
  step: Float64Array.of(1, 2, 3),
  timestamp: Float64Array.of(NaN, NaN, NaN),
  value: Float64Array.of(9, 8, 7),
}
const hour = 3_600_000
const metrics = { loss: { value: 7, step: 3, timestamp: 20 * hour } }
const nothing = { hardware: [], reports: [], models: [] }

function ruleOf(condition: Record<string, unknown>) {
  return v.parse(RuleSchema, {
    ...{ id: 'r', name: 'r', enabled: true, type: 'performance_degraded', severity: 'warning' },
    condition,
    sustained: { forMs: 0, count: 3, outOf: 3 },
  })
}
const above = ruleOf({
  ...{ kind: 'metric-threshold', metric: 'loss', statistic: 'latest', comparison: 'above' },
  ...{ limit: 5, clearLimit: null, fromStep: 0 },
})

describe('the preview of a rule over a log without times', () => {
  it.each([
    ['the run’s start', { startTime: 10 * hour }, 10 * hour],
    ['the date of the newest value', { startTime: null }, 20 * hour],
    ['the run’s end', { startTime: null, metrics: {} }, 21 * hour],
  ])('takes %s for the time of its points', (_name, fields, firedAt) => {
    const run = { ...aRun({ metrics, endTime: 21 * hour, ...fields }), project: null }
    const row = { ...run, experimentName: 'e', isStale: false }
    const preview = previewHistory(above, {
      ...nothing,
      ...{ from: hour, to: 30 * hour, runs: [{ run: row, series: [series] }] },
    })
    expect(preview).toMatchObject({ observationCount: 3, subjectCount: 1, episodes: [{ firedAt }] })
  })

  it('says nothing of a run of which no time is known', () => {
    const run = { ...aRun({ startTime: null, endTime: null }), project: null }
    const row = { ...run, experimentName: 'e', isStale: false }
    const history = { ...nothing, from: 0, to: 30 * hour, runs: [{ run: row, series: [series] }] }
    expect(previewHistory(above, history)).toMatchObject({ observationCount: 0, episodes: [] })
  })
})
