import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DriftReport } from '../../../../shared/model/drift-report'
import { monitoringByProject, monitoringStates, monitoringStatus } from '../../../../shared/monitoring/status'
import { defaultThresholds } from '../../../../shared/monitoring/thresholds'
import { feature, report } from './report'

const hour = 3_600_000
const day = 24 * hour
const quality = (accuracy: number, f1: number, given: Partial<DriftReport> = {}) =>
  report({
    id: 'quality',
    kind: 'classification',
    metrics: { accuracy: { current: accuracy, reference: 0.9 }, f1: { current: f1, reference: null } },
    ...given,
  })
const drift = (share: number, given: Partial<DriftReport> = {}) =>
  report({
    id: 'drift',
    datasetDrift: share >= 0.5,
    driftShare: share,
    driftShareThreshold: 0.5,
    driftedFeatureCount: share * 10,
    featureCount: 10,
    features: [feature('age'), feature('city', { drifted: false })],
    ...given,
  })
const statusOf = (reports: readonly DriftReport[], now = hour) =>
  monitoringStatus(reports, defaultThresholds, now)

describe('the state of monitoring', () => {
  it.each<[string, readonly DriftReport[], number, string]>([
    ['no report', [], hour, 'off'],
    ['no drift', [drift(0.2)], hour, 'ok'],
    ['drift', [drift(0.5)], hour, 'drifted'],
    ['quality within its limits', [quality(0.9, 0.8)], hour, 'ok'],
    ['a broken limit', [quality(0.9, 0.7)], hour, 'degraded'],
    ['a broken limit and drift', [quality(0.5, 0.8), drift(0.9)], hour, 'degraded'],
    [
      'nothing about drift or limits',
      [report({ metrics: { rmse: { current: 1, reference: null } } })],
      hour,
      'unknown',
    ],
    ['nothing for more than a week', [drift(0.9)], 7 * day + 1, 'stale'],
    ['nothing for a week', [drift(0.2)], 7 * day, 'ok'],
  ])('%s', (_name, reports, now, state) => {
    expect(statusOf(reports, now).state).toBe(state)
  })

  it('goes by the newest report of each subject, not by the order they were read in', () => {
    const status = statusOf(
      [
        drift(0.2, { id: 'b', createdAt: 2 * hour }),
        quality(0.9, 0.8, { createdAt: 0 }),
        drift(0.9, { id: 'a', createdAt: hour }),
      ],
      3 * hour,
    )
    expect(status).toMatchObject({
      state: 'ok',
      lastReportId: 'b',
      lastReportAgeMs: hour,
      reportCount: 3,
      drift: { isDrifted: false, share: 0.2, driftedCount: 2, total: 10, drifted: ['age'], reportId: 'b' },
    })
  })

  it('counts a run saved as HTML and as JSON once, by the one that says more', () => {
    const page = drift(0.6, { id: 'a.html', format: 'html', driftShare: 0.601 })
    const json = drift(0.6, { id: 'a.snap.json', format: 'snapshot-json' })
    for (const reports of [
      [page, json],
      [json, page],
    ]) {
      expect(statusOf(reports)).toMatchObject({
        reportCount: 1,
        drift: { share: 0.6, reportId: 'a.snap.json' },
      })
    }
  })

  it('takes the verdict for the dataset when a test suite of the same moment has none', () => {
    const suite = drift(0.7, { id: 'z', kind: 'tests', datasetDrift: null })
    expect(statusOf([drift(0.7, { id: 'a' }), suite]).drift).toMatchObject({ reportId: 'a', isDrifted: true })
  })

  it('counts the statuses of the newest tests', () => {
    const test = { key: 'k', name: 'n', description: '', group: null, column: null }
    const status = statusOf([
      report({ id: 'old', createdAt: 0, tests: [{ ...test, status: 'ERROR' }] }),
      report({
        id: 'new',
        createdAt: 5,
        tests: [
          { ...test, status: 'FAIL' },
          { ...test, status: 'WARNING' },
        ],
      }),
      report({ id: 'none', createdAt: 9 }),
    ])
    expect(status.tests).toEqual({ SUCCESS: 0, WARNING: 1, FAIL: 1, ERROR: 0, SKIPPED: 0 })
  })

  it('tells projects apart, reports without one included', () => {
    const states = monitoringByProject(
      [drift(0.9), drift(0.1, { id: 'b', project: 'style' }), drift(0.1, { id: 'c', project: null })],
      defaultThresholds,
      hour,
    )
    expect([...states].map(([project, status]) => [project, status.state])).toEqual([
      ['lora', 'drifted'],
      ['style', 'ok'],
      [null, 'ok'],
    ])
  })
})

describe('stale monitoring', () => {
  const every = (gap: number, count: number) =>
    Array.from({ length: count }, (_, at) => drift(0.1, { id: `r${at}`, createdAt: at * gap }))

  it('goes by the rhythm of the project: twice the usual gap, at least a day', () => {
    expect(statusOf(every(7 * day, 4), 3 * 7 * day + 14 * day)).toMatchObject({
      isStale: false,
      usualGapMs: 7 * day,
    })
    expect(statusOf(every(7 * day, 4), 3 * 7 * day + 14 * day + 1).isStale).toBe(true)
    expect(statusOf(every(hour, 10), 9 * hour + day)).toMatchObject({ isStale: false, staleAfterMs: day })
    expect(statusOf(every(hour, 10), 9 * hour + day + 1)).toMatchObject({ isStale: true, state: 'stale' })
  })

  it('does not take the drift and performance reports of one run for a rhythm of seconds', () => {
    const pairs = [0, 7, 14].flatMap((at) => [
      drift(0.1, { id: `d${at}`, createdAt: at * day }),
      quality(0.9, 0.9, { id: `p${at}`, createdAt: at * day + 1_000 }),
    ])
    expect(statusOf(pairs, 20 * day).usualGapMs).toBe(7 * day)
  })

  it('can be set by hand, and survives a clock that was set back', () => {
    expect(
      monitoringStatus([drift(0.1)], { ...defaultThresholds, staleAfterMs: hour }, 2 * hour).isStale,
    ).toBe(true)
    expect(statusOf([drift(0.1, { createdAt: 5 * day })], day)).toMatchObject({
      isStale: false,
      lastReportAgeMs: 0,
    })
  })
})

describe('performance against its limits', () => {
  it('has the limits and the words of the toolkit, and every limit can be edited', () => {
    const { performance, isDegraded } = statusOf([
      report({
        metrics: {
          accuracy: { current: 0.5033333, reference: null },
          recall: { current: 0.75, reference: null },
          latency_ms: { current: 180, reference: null },
          memory_mb: { current: 2_048, reference: null },
        },
      }),
    ])
    expect(performance.map(({ metric, limit, isMet, reason }) => [metric, limit, isMet, reason])).toEqual([
      ['accuracy', 0.8, false, 'Accuracy 0.5033 < threshold 0.8'],
      ['precision', 0.75, null, null],
      ['recall', 0.75, true, null],
      ['f1', 0.75, null, null],
      ['latency_ms', 100, false, 'Latency 180ms > threshold 100ms'],
      ['memory_mb', 2_048, true, null],
    ])
    expect(isDegraded).toBe(true)
    const looser = defaultThresholds.performance.map((each) => ({
      ...each,
      limit: each.kind === 'atLeast' ? 0.1 : 1e6,
    }))
    expect(
      monitoringStatus([quality(0.5, 0.5)], { ...defaultThresholds, performance: looser }, hour).isDegraded,
    ).toBe(false)
  })

  it('joins what only runs measured, whichever is newer', () => {
    const measured = [
      { metric: 'latency_ms', value: 90, at: 5 },
      { metric: 'latency_ms', value: 300, at: 9 },
      { metric: 'accuracy', value: 0.1, at: 3 },
    ]
    const status = monitoringStatus([quality(0.9, 0.9, { createdAt: 4 })], defaultThresholds, hour, measured)
    const of = (metric: string) => status.performance.find((each) => each.metric === metric)
    expect(of('latency_ms')).toMatchObject({ value: 300, isMet: false, reportId: null, at: 9 })
    expect(of('accuracy')).toMatchObject({ value: 0.9, isMet: true, reportId: 'quality', reference: 0.9 })
  })
})

describe('the retraining suggestion', () => {
  const of = (...reports: readonly DriftReport[]) => statusOf(reports).retraining

  it.each<[string, readonly DriftReport[], string, boolean, readonly string[]]>([
    ['nothing wrong', [drift(0.2), quality(0.9, 0.9)], 'none', false, []],
    [
      'half of the columns',
      [drift(0.5)],
      'watch',
      false,
      ['The dataset has drifted: 50% of the columns (5 of 10).'],
    ],
    [
      'most columns, quality unknown',
      [drift(0.6)],
      'suggest',
      true,
      [
        '60% of the columns (6 of 10) drifted, more than 50%.',
        'Nothing is known of the quality: look at the data before retraining.',
      ],
    ],
    [
      'most columns, quality kept',
      [drift(0.6), quality(0.9, 0.9)],
      'suggest',
      true,
      [
        '60% of the columns (6 of 10) drifted, more than 50%.',
        'Quality is within its limits: look at the data before retraining.',
      ],
    ],
    ['a broken limit', [quality(0.5, 0.9)], 'suggest', true, ['Accuracy 0.5 < threshold 0.8.']],
    [
      'both',
      [drift(0.6), quality(0.5, 0.9)],
      'urgent',
      true,
      ['60% of the columns (6 of 10) drifted, more than 50%.', 'Accuracy 0.5 < threshold 0.8.'],
    ],
    ['a share that the report does not call drift', [drift(0.6, { datasetDrift: false })], 'none', false, []],
  ])('%s', (_name, reports, level, isSuggested, reasons) => {
    expect(of(...reports)).toEqual({ level, isSuggested, reasons })
  })
})

describe('any reports', () => {
  it('have a state, an age that is not negative, and a reason for every suggestion', () => {
    const nullable = (share: fc.Arbitrary<number>) => fc.option(share, { nil: null })
    const one = fc
      .record({
        id: fc.constantFrom('a.json', 'a.html', 'b.json', 'c.snap.json'),
        createdAt: nullable(fc.integer({ min: -1e12, max: 4e12 })),
        datasetDrift: fc.option(fc.boolean(), { nil: null }),
        driftShare: nullable(fc.double({ min: 0, max: 1, noNaN: true })),
        metrics: fc.dictionary(
          fc.constantFrom('accuracy', 'f1', 'latency_ms', '__proto__'),
          fc.record({ current: nullable(fc.double()), reference: nullable(fc.double()) }),
        ),
      })
      .map((given) => report(given))
    fc.assert(
      fc.property(fc.array(one, { maxLength: 12 }), fc.integer({ min: 0, max: 3e12 }), (reports, now) => {
        const status = statusOf(reports, now)
        expect(monitoringStates).toContain(status.state)
        expect(status.isEnabled).toBe(reports.length > 0)
        expect(status.lastReportAgeMs ?? 0).toBeGreaterThanOrEqual(0)
        expect(status.staleAfterMs).toBeGreaterThanOrEqual(day)
        if (status.retraining.isSuggested) expect(status.retraining.reasons.length).toBeGreaterThan(0)
        else expect(['none', 'watch']).toContain(status.retraining.level)
        // The order in which files were found changes nothing.
        const ids = new Set(reports.map((each) => each.id))
        if (ids.size === reports.length) expect(statusOf([...reports].reverse(), now)).toEqual(status)
      }),
      { numRuns: 500 },
    )
  })
})
