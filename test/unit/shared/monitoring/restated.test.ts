import { describe, expect, it } from 'vitest'
import { buildGrid } from '../../../../shared/monitoring/report-grid'
import { withoutRestated } from '../../../../shared/monitoring/restated'
import { feature, report } from './report'

const at = 1_800_000_000_000
const drift = report({
  id: 'drift/drift_report.html',
  createdAt: at,
  features: [feature('age'), feature('income', { drifted: false })],
})
const suite = report({
  id: 'drift/tests.json',
  kind: 'tests',
  createdAt: at + 5_000,
  features: [feature('age'), feature('income', { drifted: null })],
})
const idsOf = (...reports: Parameters<typeof withoutRestated>[0][number][]) =>
  withoutRestated(reports).map(({ id }) => id)

describe('a suite that states the drift of a report once more', () => {
  it('is one column with it, whichever comes first', () => {
    expect(idsOf(drift, suite)).toEqual([drift.id])
    expect(idsOf(suite, drift)).toEqual([drift.id])
    expect(buildGrid([drift, suite], 10)).toMatchObject({
      reports: [{ id: drift.id }],
      features: [{ name: 'age', driftedCount: 1 }, { name: 'income' }],
    })
  })

  it('stands for it where it says more', () => {
    const wide = { ...suite, features: [...suite.features, feature('city')] }
    expect(idsOf(drift, wide)).toEqual([wide.id])
  })

  it('is a column of its own at another time, in another folder, and where it disagrees', () => {
    expect(idsOf(drift, { ...suite, createdAt: at + 120_000 })).toHaveLength(2)
    expect(idsOf(drift, { ...suite, id: 'other/tests.json' })).toHaveLength(2)
    expect(idsOf(drift, { ...suite, sourceId: 'another' })).toHaveLength(2)
    expect(idsOf(drift, { ...suite, features: [feature('age', { drifted: false })] })).toHaveLength(2)
    expect(idsOf(drift, { ...suite, features: [feature('city')] })).toHaveLength(2)
  })

  it('leaves reports without a time alone', () => {
    expect(idsOf({ ...drift, createdAt: null }, { ...suite, createdAt: null })).toHaveLength(2)
  })
})
