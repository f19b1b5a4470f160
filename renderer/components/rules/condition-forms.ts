import type { AlertType } from '../../../shared/model/alert'
import {
  failedTestStatuses,
  metricStatistics,
  pressureLevels,
  thermalLevels,
  type Comparison,
  type ConditionKind,
} from '../../../shared/model/rule'
import { hardwareValue, hardwareValues } from '../../../shared/rules/hardware-values'
import { comparisonText } from '../../../shared/rules/wording'
import { textAt, type Draft } from './draft'
import { bytesPerMinute, durations, hardwareUnits, percent, plain, times, type Unit } from './units'

export interface Option {
  readonly value: string
  readonly label: string
}

/** How one value of a condition is asked for. `path` is its place in the rule. */
export interface FieldSpec {
  readonly path: string
  readonly label: string
  readonly hint?: string
  readonly input:
    | { readonly kind: 'text'; readonly placeholder: string; readonly suggests?: 'metrics' }
    | { readonly kind: 'number'; readonly units: readonly Unit[]; readonly placeholder?: string }
    | { readonly kind: 'choice'; readonly options: readonly Option[] }
    | { readonly kind: 'checks'; readonly options: readonly Option[] }
}

export interface ConditionForm {
  readonly kind: ConditionKind
  readonly group: 'Training runs' | 'Models' | 'Reports' | 'This Mac' | 'Sources' | 'Sextant itself'
  readonly label: string
  /** What alerts of such a rule are filed under. */
  readonly type: AlertType
  /** A condition that is good to start from. */
  readonly start: Draft
  readonly fields: (draft: Draft) => readonly FieldSpec[]
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
const options = (values: readonly string[]): readonly Option[] =>
  values.map((value) => ({ value, label: capital(value) }))

export const comparisonOptions: readonly Option[] = (
  ['above', 'at-least', 'below', 'at-most'] satisfies readonly Comparison[]
).map((value) => ({ value, label: comparisonText(value) }))

const metric: FieldSpec = {
  path: 'condition.metric',
  label: 'Metric',
  hint: 'Its name; * stands for any letters: *loss* is every loss.',
  input: { kind: 'text', placeholder: '*loss*', suggests: 'metrics' },
}
const goal: FieldSpec = {
  path: 'condition.goal',
  label: 'Better is',
  input: {
    kind: 'choice',
    options: [
      { value: 'minimize', label: 'lower' },
      { value: 'maximize', label: 'higher' },
    ],
  },
}

export function limitFields(units: readonly Unit[]): readonly FieldSpec[] {
  return [
    { path: 'condition.comparison', label: 'Is', input: { kind: 'choice', options: comparisonOptions } },
    { path: 'condition.limit', label: 'Limit', input: { kind: 'number', units } },
    {
      path: 'condition.clearLimit',
      label: 'Ends at',
      hint: 'Empty: at the limit itself. Another limit keeps a value that sways around it from firing again and again.',
      input: { kind: 'number', units, placeholder: 'the limit' },
    },
  ]
}

const duration = (path: string, label: string, hint?: string): FieldSpec => ({
  path,
  label,
  ...(hint === undefined ? {} : { hint }),
  input: { kind: 'number', units: durations },
})

// Levels have conditions of their own, in words.
const hardwareOptions: readonly Option[] = hardwareValues
  .filter(({ unit }) => unit !== 'level')
  .map(({ name, label }) => ({ value: name, label }))

export const conditionForms: readonly ConditionForm[] = [
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
  {
    kind: 'drift-share',
    group: 'Reports',
    label: 'The dataset drifts',
    type: 'drift_detected',
    start: { limit: 0.5, clearLimit: null },
    fields: () => [
      {
        path: 'condition.limit',
        label: 'Drifted features',
        hint: 'Or more. Empty: the report’s own verdict counts.',
        input: { kind: 'number', units: percent, placeholder: 'as the report says' },
      },
      {
        path: 'condition.clearLimit',
        label: 'Ends below',
        hint: 'Empty: at the limit itself.',
        input: { kind: 'number', units: percent, placeholder: 'the limit' },
      },
    ],
  },
  {
    kind: 'feature-drift',
    group: 'Reports',
    label: 'A feature drifts',
    type: 'drift_detected',
    start: { feature: '*' },
    fields: () => [
      {
        path: 'condition.feature',
        label: 'Feature',
        hint: 'By the report’s own verdict; * is every feature.',
        input: { kind: 'text', placeholder: '*' },
      },
    ],
  },
  {
    kind: 'report-metric',
    group: 'Reports',
    label: 'A quality metric crosses a limit',
    type: 'performance_degraded',
    start: { limits: [{ metric: 'accuracy', comparison: 'below', limit: 0.8, clearLimit: null }] },
    // Any number of limits: see ReportLimits.vue.
    fields: () => [],
  },
  {
    kind: 'tests-failed',
    group: 'Reports',
    label: 'Data tests fail',
    type: 'threshold_exceeded',
    start: { test: '*', statuses: ['FAIL', 'ERROR'], minimumCount: 1 },
    fields: () => [
      {
        path: 'condition.test',
        label: 'Tests named',
        hint: '* is every test.',
        input: { kind: 'text', placeholder: '*' },
      },
      {
        path: 'condition.statuses',
        label: 'Ending as',
        input: {
          kind: 'checks',
          options: failedTestStatuses.map((value) => ({ value, label: capital(value.toLowerCase()) })),
        },
      },
      {
        path: 'condition.minimumCount',
        label: 'At least',
        input: { kind: 'number', units: [{ label: 'tests', factor: 1 }] },
      },
    ],
  },
  {
    kind: 'monitoring-age',
    group: 'Reports',
    label: 'Reports stop coming',
    type: 'monitoring_stale',
    start: { limitMs: 86_400_000, usualGapFactor: 2 },
    fields: () => [
      duration('condition.limitMs', 'Last report older than'),
      {
        path: 'condition.usualGapFactor',
        label: 'And than',
        hint: 'Of the usual time between reports. Empty: the age alone counts.',
        input: { kind: 'number', units: times, placeholder: 'not used' },
      },
    ],
  },
  {
    kind: 'hardware',
    group: 'This Mac',
    label: 'A value of this Mac crosses a limit',
    type: 'apple_silicon_issue',
    start: { value: 'memory.usedRatio', comparison: 'above', limit: 0.9, clearLimit: null },
    fields: (draft) => [
      { path: 'condition.value', label: 'Value', input: { kind: 'choice', options: hardwareOptions } },
      ...limitFields(hardwareUnits(hardwareValue(textAt(draft, 'condition.value'))?.unit ?? 'level')),
    ],
  },
  {
    kind: 'memory-pressure',
    group: 'This Mac',
    label: 'Memory pressure rises',
    type: 'apple_silicon_issue',
    start: { level: 'warning' },
    fields: () => [
      {
        path: 'condition.level',
        label: 'To this or worse',
        input: { kind: 'choice', options: options(pressureLevels.slice(1)) },
      },
    ],
  },
  {
    kind: 'thermal',
    group: 'This Mac',
    label: 'The thermal state rises',
    type: 'apple_silicon_issue',
    start: { level: 'serious' },
    fields: () => [
      {
        path: 'condition.level',
        label: 'To this or worse',
        input: { kind: 'choice', options: options(thermalLevels.slice(1)) },
      },
    ],
  },
  {
    kind: 'swap-rate',
    group: 'This Mac',
    label: 'Swap grows',
    type: 'apple_silicon_issue',
    start: { limitBytesPerMinute: 100e6, clearBytesPerMinute: 20e6, windowMs: 60_000 },
    fields: () => [
      {
        path: 'condition.limitBytesPerMinute',
        label: 'By more than',
        input: { kind: 'number', units: bytesPerMinute },
      },
      {
        path: 'condition.clearBytesPerMinute',
        label: 'Ends below',
        hint: 'Empty: at the limit itself.',
        input: { kind: 'number', units: bytesPerMinute, placeholder: 'the limit' },
      },
      duration('condition.windowMs', 'Measured over'),
    ],
  },
  {
    kind: 'source-unreachable',
    group: 'Sources',
    label: 'A source cannot be read',
    type: 'source_unreachable',
    start: {},
    fields: () => [],
  },
  {
    kind: 'source-age',
    group: 'Sources',
    label: 'A source was not read for long',
    type: 'source_unreachable',
    start: { limitMs: 3_600_000 },
    fields: () => [duration('condition.limitMs', 'Longer than')],
  },
  {
    kind: 'channel-failing',
    group: 'Sextant itself',
    label: 'A way of telling alerts does not work',
    type: 'system_error',
    start: {},
    fields: () => [],
  },
]

export const conditionGroups = [...new Set(conditionForms.map(({ group }) => group))]

export function conditionForm(kind: string): ConditionForm | null {
  return conditionForms.find((form) => form.kind === kind) ?? null
}
