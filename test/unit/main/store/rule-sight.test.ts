import { expect, it } from 'vitest'
import { createCatalog } from '../../../../main/store/catalog'
import { openAppDatabase } from '../../../../main/store/open'
import { createRuleSight } from '../../../../main/store/rule-sight'
import { defaultRules } from '../../../../shared/rules/defaults'
import { evaluateOnce } from '../../../../shared/rules/evaluate-once'
import { aRun } from '../../../support/entities'
import { createFakeClock } from '../../../support/fake-clock'
import { report } from '../../shared/monitoring/report'

function makeSight() {
  const clock = createFakeClock()
  const { database } = openAppDatabase({ path: ':memory:', now: 0, log: () => {} })
  const catalog = createCatalog({ database, clock, onSummary: () => {}, onRunsChanged: () => {} })
  catalog.setSources(
    [
      { id: 'ev', kind: 'evidently', location: '/repo/reports', root: '/repo' },
      { id: 'store', kind: 'mlflow-file', location: '/repo/mlruns', root: '/repo' },
    ],
    [],
  )
  const stop = () => {
    catalog.dispose()
    database.close()
  }
  return { clock, catalog, sight: createRuleSight(database), stop }
}

it('tells of a report that was dropped into a folder once, as one drift', () => {
  const { clock, catalog, sight, stop } = makeSight()
  const now = clock.now()
  const drifted = report({ sourceId: 'ev', createdAt: now, datasetDrift: true, driftShare: 0.6 })
  catalog.apply('ev', 1, { reports: [drifted] })
  const { observations, hasMore } = sight.observeReports(now)
  expect(hasMore).toBe(false)
  expect(evaluateOnce(defaultRules, observations, now).map(({ ruleId }) => ruleId)).toContain(
    'toolkit.data-drift',
  )
  expect(sight.observeReports(now).observations).toEqual([])
  stop()
})

it('tells of runs what is new: the failed one, the watched metric, and nothing twice', () => {
  const { clock, catalog, sight, stop } = makeSight()
  const now = clock.now()
  const metrics = {
    loss: { value: NaN, step: 3, timestamp: now },
    accuracy: { value: 0.9, step: 3, timestamp: now },
  }
  const run = aRun({ status: 'FAILED', startTime: now - 60_000, endTime: now, metrics })
  catalog.apply('store', 1, { runs: [run, aRun({ runId: 'old', startTime: now - 90 * 86_400_000 })] })
  const told = sight.observeRuns('recent', ['*loss*'], now)
  expect(told.map(({ kind }) => kind)).toEqual(['run', 'metric'])
  expect(told[1]).toMatchObject({ metric: 'loss', value: NaN })
  expect(sight.observeRuns('recent', ['*loss*'], now)).toEqual([])
  const gone = { sourceId: 'store', runId: 'nobody' }
  expect(sight.missing([gone, { sourceId: 'store', runId: run.runId }])).toEqual([gone])
  expect(sight.missingSources(['store', 'other'])).toEqual(['other'])
  stop()
})

it('finds runs for a preview whose logs keep no start', () => {
  const { clock, catalog, sight, stop } = makeSight()
  const now = clock.now()
  const day = 86_400_000
  const undated = (runId: string, endTime: number) => aRun({ runId, startTime: null, endTime })
  const runs = [
    undated('of today', now - 1_000),
    undated('of last year', now - 365 * day),
    aRun({ runId: 'to come', startTime: now + day, endTime: null }),
  ]
  catalog.apply('store', 1, { runs })
  expect(sight.runsBetween(now - day, now, now).map(({ runId }) => runId)).toEqual(['of today'])
  stop()
})
