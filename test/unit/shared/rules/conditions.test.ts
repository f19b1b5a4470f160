import { describe, expect, it } from 'vitest'
import type { ConditionKind, RuleInput } from '../../../../shared/model/rule'
import type { Observation } from '../../../../shared/rules/observation'
import { aRule, day, hour, kinds, minute, play, second, seen, start } from './observations'

interface Case {
  readonly name: string
  readonly condition: RuleInput['condition']
  readonly steps: readonly (Observation | number)[]
  readonly expected: string
  readonly reason?: string
  readonly title?: string
  readonly message?: string
}

const point = (step: number, value: number, fields: object = {}) =>
  seen('metric', start + step * second, { step, value, ...fields })
const sample = (at: number, values: Record<string, number>, isFresh = false) =>
  seen('hardware', start + at, { values, isFresh })
const report = (at: number, fields: object) => seen('report', start + at, fields)
const version = (name: string, value: number) => ({
  version: name,
  createdAt: null,
  runId: `run-${name}`,
  modelId: `clf/${name}`,
  metrics: { accuracy: value },
})

const metricCases: readonly Case[] = [
  {
    name: 'a metric above its limit, until it is below the clear limit',
    condition: { kind: 'metric-threshold', metric: '*loss', comparison: 'above', limit: 2, clearLimit: 1.5 },
    steps: [point(1, 1.9), point(1_840, 2.31), point(1_900, 1.7), point(2_000, 1.4)],
    expected: 'fired resolved',
    title: 'train_loss is above 2',
    reason: 'train_loss is 2.31 at step 1 840 (limit: above 2)',
  },
  {
    name: 'exactly at a limit that counts',
    condition: { kind: 'metric-threshold', metric: '*', comparison: 'at-most', limit: 0.5 },
    steps: [point(1, 0.5)],
    expected: 'fired',
  },
  {
    name: 'exactly at a limit that does not',
    condition: { kind: 'metric-threshold', metric: '*', comparison: 'below', limit: 0.5 },
    steps: [point(1, 0.5)],
    expected: '',
  },
  {
    name: 'the highest so far, which never comes down again',
    condition: { kind: 'metric-threshold', metric: '*', statistic: 'highest', comparison: 'above', limit: 5 },
    steps: [point(1, 6), point(2, 1)],
    expected: 'fired repeated',
    reason: 'highest train_loss is 6 at step 1 (limit: above 5)',
  },
  {
    name: 'not before the step from which it counts',
    condition: { kind: 'metric-threshold', metric: '*', comparison: 'above', limit: 5, fromStep: 100 },
    steps: [point(1, 9), point(99, 9)],
    expected: '',
  },
  {
    name: 'NaN is no value below a limit',
    condition: { kind: 'metric-threshold', metric: '*', comparison: 'below', limit: 5 },
    steps: [point(1, NaN)],
    expected: '',
  },
  {
    name: 'NaN, since the first step that was',
    condition: { kind: 'metric-not-finite', metric: '*loss*' },
    steps: [point(1_839, 1.7), point(1_840, NaN), point(1_841, NaN), point(1_842, 1.6)],
    expected: 'fired repeated resolved',
    title: 'train_loss is NaN',
    reason: 'train_loss is NaN since step 1 840',
  },
  {
    name: 'infinity',
    condition: { kind: 'metric-not-finite', metric: '*' },
    steps: [point(3, Infinity)],
    expected: 'fired',
    reason: 'train_loss is infinite since step 3',
  },
  {
    name: 'a loss far above its best and its start',
    condition: { kind: 'diverged', metric: '*', factor: 3, minimumPoints: 3 },
    steps: [
      point(1, 2.3),
      point(2, 2.2),
      point(3, 1),
      point(4, 0.5),
      point(5, 2),
      point(6, 6.2),
      point(7, 0.6),
    ],
    expected: 'fired resolved',
    reason: 'train_loss is 6.2 at step 6; its best was 0.5 at step 4 (limit 2.2)',
  },
  {
    name: 'the noise of a loss that is almost 0 is no divergence',
    condition: { kind: 'diverged', metric: '*', factor: 3, minimumPoints: 3 },
    steps: [point(1, 2.3), point(2, 0.4), point(3, 0.01), point(4, 0.2), point(5, 0.09)],
    expected: '',
  },
  {
    name: 'a loss below 0 diverges above its start',
    condition: { kind: 'diverged', metric: '*', factor: 3, minimumPoints: 3 },
    steps: [point(1, -1), point(2, -2), point(3, -5), point(4, -7), point(5, -3), point(6, 3)],
    expected: 'fired',
  },
  {
    name: 'a plateau, until there is a gain',
    condition: { kind: 'plateau', metric: '*', goal: 'minimize', minimumGainRatio: 0.01, overSteps: 100 },
    steps: [point(0, 1), point(50, 0.999), point(99, 0.998), point(100, 0.995), point(120, 0.9)],
    expected: 'fired resolved',
    reason: 'train_loss has gained less than 1% on 1 in 100 steps (limit 100)',
  },
  {
    name: 'a run that has ended is on no plateau',
    condition: { kind: 'plateau', metric: '*', goal: 'maximize', minimumGainRatio: 0.01, overSteps: 10 },
    steps: [point(0, 1), point(20, 1), point(21, 1, { runStatus: 'FINISHED' })],
    expected: 'fired resolved',
  },
]

const machineCases: readonly Case[] = [
  {
    name: 'memory in use, in the words of the toolkit',
    condition: {
      kind: 'hardware',
      value: 'memory.usedRatio',
      comparison: 'above',
      limit: 0.9,
      clearLimit: 0.85,
    },
    steps: [
      sample(0, { 'memory.usedRatio': 0.9 }),
      sample(1_000, { 'memory.usedRatio': 0.925 }),
      sample(2_000, { 'memory.usedRatio': 0.88 }),
      sample(3_000, { 'memory.usedRatio': 0.8 }),
    ],
    expected: 'fired resolved',
    title: 'High memory pressure: 92.5% used',
    reason: 'Memory use is 92.5% (limit: above 90%)',
  },
  {
    name: 'what is not known neither fires nor clears',
    condition: { kind: 'hardware', value: 'power.systemWatts', comparison: 'above', limit: 60 },
    steps: [
      sample(0, {}),
      sample(1_000, { 'power.systemWatts': 61 }),
      sample(2_000, {}),
      sample(3_000, { 'power.systemWatts': 20 }),
    ],
    expected: 'fired resolved',
    reason: 'System power is 61 W (limit: above 60 W)',
  },
  {
    name: 'memory pressure of a level or worse',
    condition: { kind: 'memory-pressure', level: 'warning' },
    steps: [
      sample(0, { 'memory.pressure': 0 }),
      sample(1_000, { 'memory.pressure': 2 }),
      sample(2_000, { 'memory.pressure': 0 }),
    ],
    expected: 'fired resolved',
    reason: 'macOS reports memory pressure “critical” (limit: warning)',
  },
  {
    name: 'thermal state, in the words of the toolkit',
    condition: { kind: 'thermal', level: 'serious' },
    steps: [sample(0, { 'thermal.pressure': 1 }), sample(1_000, { 'thermal.pressure': 2 })],
    expected: 'fired',
    title: 'Thermal state: serious',
  },
  {
    name: 'swap that grows',
    condition: { kind: 'swap-rate', limitBytesPerMinute: 100e6, clearBytesPerMinute: 20e6 },
    steps: [0, 15, 30, 45].map((at) => sample(at * second, { 'memory.swapUsedBytes': at * 4e6 })),
    expected: 'fired',
    reason: 'Swap grows by 240 MB/min (limit 100 MB/min)',
  },
  {
    name: 'swap that was full already and stands',
    condition: { kind: 'swap-rate', limitBytesPerMinute: 100e6 },
    steps: [0, 20, 40, 60, 80].map((at) => sample(at * second, { 'memory.swapUsedBytes': 9e9 })),
    expected: '',
  },
  {
    name: 'swap written while the Mac slept',
    condition: { kind: 'swap-rate', limitBytesPerMinute: 100e6 },
    steps: [
      ...[0, 15, 30].map((at) => sample(at * second, { 'memory.swapUsedBytes': 0 })),
      sample(45 * second, { 'memory.swapUsedBytes': 9e9 }, true),
      ...[60, 75, 90].map((at) => sample(at * second, { 'memory.swapUsedBytes': 9e9 })),
    ],
    expected: '',
  },
]

const reportCases: readonly Case[] = [
  {
    name: 'dataset drift by the report’s verdict, in the words of the toolkit with the names it lost',
    condition: { kind: 'drift-share', limit: null },
    steps: [
      report(0, {
        datasetDrift: true,
        driftShare: 1,
        driftShareThreshold: 0.5,
        driftedFeatureCount: 2,
        featureCount: 2,
        driftedFeatures: ['age', 'income'],
      }),
      report(day, { datasetDrift: false, driftShare: 0, driftShareThreshold: 0.5 }),
    ],
    expected: 'fired resolved',
    title: 'Data Drift Detected: 100.0% of features',
    message: 'Detected drift in 2/2 features. Affected features: age, income',
    reason: '100% of the features have drifted (limit 50%): age and income',
  },
  {
    name: 'a report without drift says nothing about it',
    condition: { kind: 'drift-share', limit: null },
    steps: [report(0, { datasetDrift: true, driftShare: 0.6 }), report(day, { metrics: { accuracy: 1 } })],
    expected: 'fired',
  },
  {
    name: 'drift share with a limit of its own and hysteresis',
    condition: { kind: 'drift-share', limit: 0.3, clearLimit: 0.2 },
    steps: [0.3, 0.25, 0.31, 0.1].map((driftShare, at) => report(at * day, { driftShare })),
    expected: 'fired repeated resolved',
  },
  {
    name: 'drift of a feature',
    condition: { kind: 'feature-drift' },
    steps: [
      seen('feature', start, { drifted: false }),
      seen('feature', start + day, { drifted: true, method: 'psi', score: 0.31, threshold: 0.1 }),
      seen('feature', start + 2 * day, { drifted: null }),
      seen('feature', start + 3 * day, { drifted: false }),
    ],
    expected: 'fired resolved',
    reason: 'age has drifted: psi 0.31 (limit 0.1)',
  },
  {
    name: 'performance, all reasons in one alert, in the words of the toolkit',
    condition: {
      kind: 'report-metric',
      limits: [
        { metric: 'accuracy', comparison: 'below', limit: 0.8 },
        { metric: 'latency_ms', comparison: 'above', limit: 100 },
      ],
    },
    steps: [
      report(0, { metrics: { accuracy: 0.503, latency_ms: 180, other: 1 } }),
      report(hour, { metrics: { other: 1 } }),
      report(2 * hour, { metrics: { accuracy: 0.8, latency_ms: 100 } }),
    ],
    expected: 'fired resolved',
    title: 'Model Performance Degraded',
    reason: 'Accuracy 0.503 < threshold 0.8 and Latency 180ms > threshold 100ms',
  },
  {
    name: 'failed tests',
    condition: { kind: 'tests-failed', statuses: ['FAIL', 'ERROR'] },
    steps: [
      report(0, {
        tests: [
          { name: 'Drift of age', status: 'FAIL' },
          { name: 'Rows', status: 'WARNING' },
        ],
      }),
      report(hour, { tests: [] }),
      report(2 * hour, { tests: [{ name: 'Drift of age', status: 'SUCCESS' }] }),
    ],
    expected: 'fired resolved',
    reason: '1 of 2 tests failed: Drift of age',
  },
  {
    name: 'monitoring that no longer reports, beyond its own rhythm',
    condition: { kind: 'monitoring-age', limitMs: day, usualGapFactor: 2 },
    steps: [
      seen('monitoring', start, { lastReportAt: start, usualGapMs: day }),
      47 * hour,
      2 * hour,
      seen('monitoring', start + 50 * hour, { lastReportAt: start + 50 * hour, usualGapMs: day }),
    ],
    expected: 'fired resolved',
    reason: 'The last report is 2 days 1 h old (limit 2 days); one came every day',
  },
  {
    name: 'monitoring without a rhythm is stale after a week, as its status says',
    condition: { kind: 'monitoring-age', limitMs: day, usualGapFactor: 2 },
    steps: [seen('monitoring', start, { lastReportAt: start }), 6 * day],
    expected: '',
  },
]

const watchCases: readonly Case[] = [
  {
    name: 'a failed run',
    condition: { kind: 'run-failed' },
    steps: [
      seen('run', start),
      seen('run', start + hour, { status: 'FAILED', startTime: start, endTime: start + hour }),
    ],
    expected: 'fired',
    reason: 'The run ended as FAILED after 1 h',
  },
  {
    name: 'a run that a person killed',
    condition: { kind: 'run-failed' },
    steps: [seen('run', start, { status: 'KILLED' })],
    expected: '',
  },
  {
    name: 'a run that was started again',
    condition: { kind: 'run-failed' },
    steps: [
      seen('run', start, { status: 'FAILED', endTime: start }),
      seen('run', start + hour, { status: 'RUNNING' }),
    ],
    expected: 'fired resolved',
  },
  {
    name: 'a run without a new point for ten times its usual gap, until there is one',
    condition: { kind: 'run-stuck', factor: 10, minimumSilenceMs: minute },
    steps: [
      ...[0, 30, 60, 90].map((at) => seen('run', start + at * second, { lastPointAt: start + at * second })),
      299 * second,
      2 * second,
      seen('run', start + 400 * second, { lastPointAt: start + 399 * second }),
    ],
    expected: 'fired resolved',
    reason: 'No new point for 5 min 1 s although the run says RUNNING; a point came every 30 s',
  },
  {
    name: 'a run whose rhythm is not known yet',
    condition: { kind: 'run-stuck', factor: 10, minimumSilenceMs: minute },
    steps: [seen('run', start, { lastPointAt: start }), hour],
    expected: '',
  },
  {
    name: 'a run that was killed before its first point, as long as it has been under way',
    condition: { kind: 'run-stuck', factor: 10, minimumSilenceMs: minute },
    steps: [seen('run', start + 50 * hour, { startTime: start, isStale: true })],
    expected: 'fired',
    reason: 'No point since it started 2 days 2 h ago although the run says RUNNING',
  },
  {
    name: 'a run without points and start',
    condition: { kind: 'run-stuck', factor: 10, minimumSilenceMs: minute },
    steps: [seen('run', start, { startTime: null, isStale: true })],
    expected: 'fired',
    reason: 'No point so far although the run says RUNNING',
  },
  {
    name: 'a silent run that ends is not stuck',
    condition: { kind: 'run-stuck', factor: 2, minimumSilenceMs: minute },
    steps: [
      seen('run', start, { lastPointAt: start, usualGapMs: second }),
      2 * minute,
      seen('run', start + 3 * minute, { status: 'FINISHED' }),
    ],
    expected: 'fired resolved',
  },
  {
    name: 'a source that cannot be read; trying again changes nothing',
    condition: { kind: 'source-unreachable' },
    steps: [
      seen('source', start, { state: 'ok' }),
      seen('source', start + minute, { state: 'stale', message: 'The database is locked.' }),
      seen('source', start + 2 * minute, { state: 'reading' }),
      seen('source', start + 3 * minute, { state: 'ok' }),
    ],
    expected: 'fired resolved',
    reason: 'The database is locked.',
  },
  {
    name: 'a channel that gave up, until a message goes through',
    condition: { kind: 'channel-failing' },
    steps: [
      seen('channel', start),
      seen('channel', start + minute, { isFailing: true, message: 'Slack cannot be reached.' }),
      seen('channel', start + 2 * minute, { isFailing: true, message: 'Slack cannot be reached.' }),
      seen('channel', start + 3 * minute),
    ],
    expected: 'fired repeated resolved',
    reason: 'Slack cannot be reached.',
  },
  {
    name: 'a source that was not read for long',
    condition: { kind: 'source-age', limitMs: hour },
    steps: [seen('source', start, { lastGoodAt: start }), 61 * minute],
    expected: 'fired',
    reason: 'It was last read 1 h 1 min ago (limit 1 h)',
  },
  {
    name: 'a model version that is worse than the one before',
    condition: {
      kind: 'model-regression',
      metric: 'acc*',
      goal: 'maximize',
      toleranceRatio: 0.01,
      noiseFactor: 2,
    },
    steps: [
      seen('model', start, { versions: [version('1', 0.9)] }),
      seen('model', start + day, { versions: [version('1', 0.9), version('2', 0.895)] }),
      seen('model', start + 2 * day, {
        versions: [version('1', 0.9), version('2', 0.895), version('3', 0.8)],
      }),
    ],
    expected: 'fired',
    title: 'clf got worse with version 3',
    reason: 'accuracy is 0.8, was 0.895 in version 2: worse by 0.095 (allowed 0.00895)',
  },
  {
    name: 'a model version within the noise of those before',
    condition: {
      kind: 'model-regression',
      metric: '*',
      goal: 'maximize',
      toleranceRatio: 0.01,
      noiseFactor: 2,
    },
    steps: [
      seen('model', start, {
        versions: [0.9, 0.8, 0.92, 0.81, 0.9, 0.8].map((value, index) => version(String(index), value)),
      }),
    ],
    expected: '',
  },
]

describe.each([
  ['metrics', metricCases],
  ['the machine', machineCases],
  ['reports', reportCases],
  ['runs, sources and models', watchCases],
])('conditions on %s', (_group, cases) => {
  it.each(cases)('$name', ({ condition, steps, expected, reason, title, message }) => {
    const { transitions } = play(aRule({ condition }), steps)
    expect(kinds(transitions)).toBe(expected)
    if (reason !== undefined) expect(transitions[0]?.reason.replaceAll('\u202f', ' ')).toBe(reason)
    if (title !== undefined) expect(transitions[0]?.title).toBe(title)
    if (message !== undefined) expect(transitions[0]?.message).toBe(message)
  })
})

it('a run that was killed before its first point has been stuck since it started', () => {
  const condition = { kind: 'run-stuck', factor: 10, minimumSilenceMs: minute } as const
  const step = seen('run', start + 50 * hour, { startTime: start, isStale: true })
  const [fired] = play(aRule({ condition }), [step]).transitions
  expect(fired).toMatchObject({ occurredAt: start, value: 50 * hour })
})

it('every condition that can fire gives its words', () => {
  const tried = [...metricCases, ...machineCases, ...reportCases, ...watchCases].filter(
    ({ expected }) => expected !== '',
  )
  const covered = new Set(tried.map(({ condition }) => condition.kind))
  const all: readonly ConditionKind[] = [
    'metric-threshold',
    'metric-not-finite',
    'diverged',
    'plateau',
    'hardware',
    'memory-pressure',
    'thermal',
    'swap-rate',
    'drift-share',
    'feature-drift',
    'report-metric',
    'tests-failed',
    'monitoring-age',
    'source-age',
    'source-unreachable',
    'run-failed',
    'run-stuck',
    'model-regression',
    'channel-failing',
  ]
  expect([...covered].sort()).toEqual([...all].sort())
  for (const { condition, steps } of tried) {
    const [fired] = play(aRule({ condition }), steps).transitions
    expect(fired).toMatchObject({
      kind: 'fired',
      title: expect.stringMatching(/./) as string,
      reason: expect.stringMatching(/./) as string,
    })
  }
})
