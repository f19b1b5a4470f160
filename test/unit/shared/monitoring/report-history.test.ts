import { describe, expect, it } from 'vitest'
import { historyKeys, onePerRun, reportHistory } from '../../../../shared/monitoring/report-history'
import { reportLacks } from '../../../../shared/monitoring/report-lacks'
import { feature, report } from './report'

const test = { key: 'k', name: 'n', description: '', group: null, column: null } as const
const reports = [
  report({
    id: 'second',
    createdAt: 20,
    driftShare: 0.5,
    datasetDrift: true,
    features: [
      feature('a', { score: 0.4, methodId: 'wasserstein' }),
      feature('a/b', { score: 0.2, drifted: null }),
    ],
    metrics: { accuracy: { current: 0.7, reference: null } },
    tests: [
      { ...test, status: 'FAIL' },
      { ...test, status: 'SUCCESS' },
    ],
  }),
  report({ id: 'undated', createdAt: null, driftShare: 0.9 }),
  report({
    id: 'first',
    createdAt: 10,
    driftShare: 0,
    datasetDrift: false,
    features: [feature('a', { score: 0.01, methodId: 'ks', drifted: false })],
    metrics: Object.fromEntries([
      ['accuracy', { current: 0.9, reference: 0.95 }],
      ['__proto__', { current: 1, reference: null }],
    ]),
  }),
]

describe('the history of reports', () => {
  it.each<[string, readonly (readonly [string, number])[]]>([
    [
      'drift_share',
      [
        ['first', 0],
        ['second', 0.5],
      ],
    ],
    [
      'dataset_drift',
      [
        ['first', 0],
        ['second', 1],
      ],
    ],
    [
      'feature/a',
      [
        ['first', 0.01],
        ['second', 0.4],
      ],
    ],
    ['feature/a/b', [['second', 0.2]]],
    [
      'drifted/a',
      [
        ['first', 0],
        ['second', 1],
      ],
    ],
    [
      'metric/accuracy',
      [
        ['first', 0.9],
        ['second', 0.7],
      ],
    ],
    ['metric/__proto__', [['first', 1]]],
    ['metric/toString', []],
    ['reference/accuracy', [['first', 0.95]]],
    ['tests/FAIL', [['second', 1]]],
    ['tests/ERROR', [['second', 0]]],
    ['feature/none', []],
    ['anything', []],
    ['', []],
  ])('%s', (key, expected) => {
    expect(reportHistory(reports, key).map((point) => [point.reportId, point.value])).toEqual(expected)
  })

  it('says by which method a score was taken, so that a line can break where it changes', () => {
    expect(reportHistory(reports, 'feature/a').map((point) => point.methodId)).toEqual(['ks', 'wasserstein'])
  })

  it('knows every key that has a value', () => {
    const keys = historyKeys(reports)
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys.filter((key) => reportHistory(reports, key).length === 0)).toEqual([])
    expect(keys).toEqual(
      expect.arrayContaining(['feature/a/b', 'metric/__proto__', 'tests/WARNING', 'reference/accuracy']),
    )
    expect(keys).not.toContain('drifted/a/b')
  })

  it('keeps one report for each run, and both runs of two sources', () => {
    const kept = onePerRun([
      report({ id: 'x/drift.html', format: 'html' }),
      report({ id: 'x/drift.json', format: 'results-json' }),
      report({ id: 'x/drift.dump.json', format: 'snapshot-json' }),
      report({ id: 'y/drift.json' }),
      report({ id: 'x/drift.json', sourceId: 'other' }),
      report({ id: 'evidently.db#1', format: 'sqlite' }),
      report({ id: 'evidently.db#2', format: 'sqlite' }),
    ])
    expect(kept.map((each) => `${each.sourceId} ${each.id}`)).toEqual([
      'ev x/drift.dump.json',
      'ev y/drift.json',
      'other x/drift.json',
      'ev evidently.db#1',
      'ev evidently.db#2',
    ])
  })
})

describe('what a format cannot say', () => {
  it('is said', () => {
    expect(reportLacks(report({ features: [feature('a')] }))).toEqual([])
    const page = report({ format: 'html', timeIsFrom: 'file', features: [feature('a', { threshold: null })] })
    expect(reportLacks(page)).toEqual([
      'The report holds no time; shown is when the file was last changed.',
      'HTML reports hold no thresholds.',
      'Scores and metrics are rounded, as on the page.',
    ])
    const early = report({ timeIsFrom: 'name', features: [feature('a', { method: null, threshold: null })] })
    expect(reportLacks(early)).toHaveLength(3)
  })
})
