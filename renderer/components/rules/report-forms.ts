import { failedTestStatuses } from '../../../shared/model/rule'
import { capital, duration, type ConditionForm } from './condition-fields'
import { percent, times } from './units'

/** Conditions of monitoring reports. */
export const reportForms: readonly ConditionForm[] = [
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
]
