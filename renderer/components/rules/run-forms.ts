import { metricStatistics } from '../../../shared/model/rule'
import { duration, limitFields, goal, metric, type ConditionForm } from './condition-fields'
import { percent, plain, times } from './units'

/** Conditions of training runs and of registered models. */
export const runForms: readonly ConditionForm[] = [
  {
    kind: 'metric-threshold',
    group: 'Training runs',
    label: 'A metric crosses a limit',
    type: 'threshold_exceeded',
    start: {
      metric: '*loss*',
      statistic: 'latest',
      comparison: 'above',
      limit: 10,
      clearLimit: null,
      fromStep: 0,
    },
    fields: () => [
      metric,
      {
        path: 'condition.statistic',
        label: 'Value',
        input: {
          kind: 'choice',
          options: metricStatistics.map((value) => ({ value, label: `the ${value}` })),
        },
      },
      ...limitFields(plain),
      {
        path: 'condition.fromStep',
        label: 'From step',
        hint: 'Points before this step do not count: the first steps of a training are wild.',
        input: { kind: 'number', units: plain },
      },
    ],
  },
  {
    kind: 'metric-not-finite',
    group: 'Training runs',
    label: 'A metric is NaN or infinite',
    type: 'metric_invalid',
    start: { metric: '*loss*' },
    fields: () => [metric],
  },
  {
    kind: 'diverged',
    group: 'Training runs',
    label: 'A metric diverges',
    type: 'training_diverged',
    start: { metric: '*loss*', factor: 3, minimumPoints: 5 },
    fields: () => [
      metric,
      {
        path: 'condition.factor',
        label: 'Above its best by',
        hint: 'And above where it started.',
        input: { kind: 'number', units: times },
      },
      { path: 'condition.minimumPoints', label: 'After points', input: { kind: 'number', units: plain } },
    ],
  },
  {
    kind: 'plateau',
    group: 'Training runs',
    label: 'A metric stops improving',
    type: 'training_plateau',
    start: { metric: '*loss*', goal: 'minimize', minimumGainRatio: 0.005, overSteps: 1_000 },
    fields: () => [
      metric,
      goal,
      {
        path: 'condition.minimumGainRatio',
        label: 'Gains less than',
        input: { kind: 'number', units: percent },
      },
      {
        path: 'condition.overSteps',
        label: 'Over',
        input: { kind: 'number', units: [{ label: 'steps', factor: 1 }] },
      },
    ],
  },
  {
    kind: 'run-failed',
    group: 'Training runs',
    label: 'A run fails',
    type: 'run_failed',
    start: {},
    fields: () => [],
  },
  {
    kind: 'run-stuck',
    group: 'Training runs',
    label: 'A run makes no progress',
    type: 'run_stuck',
    start: { factor: 10, minimumSilenceMs: 600_000 },
    fields: () => [
      {
        path: 'condition.factor',
        label: 'Silent for',
        hint: 'Of its usual time between points, which is learned.',
        input: { kind: 'number', units: times },
      },
      duration('condition.minimumSilenceMs', 'And at least'),
    ],
  },
  {
    kind: 'model-regression',
    group: 'Models',
    label: 'A new model version is worse',
    type: 'model_regression',
    start: { metric: '*accuracy*', goal: 'maximize', toleranceRatio: 0.01, noiseFactor: 2 },
    fields: () => [
      metric,
      goal,
      {
        path: 'condition.toleranceRatio',
        label: 'Allowed in any case',
        hint: 'Of the value of the version before.',
        input: { kind: 'number', units: percent },
      },
      {
        path: 'condition.noiseFactor',
        label: 'And beyond the noise',
        hint: 'Of the usual difference between earlier versions.',
        input: { kind: 'number', units: times },
      },
    ],
  },
]
