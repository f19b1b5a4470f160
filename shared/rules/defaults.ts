import * as v from 'valibot'
import { defaultThresholds } from '../monitoring/thresholds'
import { RuleSchema, type Rule, type RuleInput } from '../model/rule'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/**
 * On from the first start. The first four are the toolkit's own, with its thresholds, types, severities and words
 * (its alert_manager, config and monitor); it never showed one of them. Ids are part of saved data and never change.
 */
const toolkitRules: readonly RuleInput[] = [
  {
    id: 'toolkit.data-drift',
    name: 'Data drift',
    severity: 'info',
    type: 'drift_detected',
    // The report's verdict: the toolkit's is at a share of 0.5 or more, another report may say otherwise.
    condition: { kind: 'drift-share', limit: null },
    escalations: [
      { limit: 0.5, severity: 'warning' },
      { limit: 0.7, severity: 'critical' },
    ],
  },
  {
    id: 'toolkit.performance',
    name: 'Model performance',
    severity: 'warning',
    type: 'performance_degraded',
    condition: {
      kind: 'report-metric',
      limits: defaultThresholds.performance.map(({ metric, kind, limit }) => ({
        metric,
        comparison: kind === 'atLeast' ? 'below' : 'above',
        limit,
      })),
    },
  },
  {
    id: 'toolkit.memory',
    name: 'Memory almost full',
    severity: 'warning',
    type: 'apple_silicon_issue',
    condition: {
      kind: 'hardware',
      value: 'memory.usedRatio',
      comparison: 'above',
      limit: 0.9,
      clearLimit: 0.85,
    },
    sustained: { forMs: 30 * second },
    keepFiring: { forMs: minute },
    cooldownMs: 10 * minute,
  },
  {
    id: 'toolkit.thermal',
    name: 'Thermal throttling',
    severity: 'warning',
    type: 'apple_silicon_issue',
    condition: { kind: 'thermal', level: 'serious' },
    sustained: { forMs: 10 * second },
    keepFiring: { forMs: minute },
    cooldownMs: 10 * minute,
  },
]

const trainingRules: readonly RuleInput[] = [
  {
    id: 'run.failed',
    name: 'Run failed',
    severity: 'error',
    type: 'run_failed',
    condition: { kind: 'run-failed' },
  },
  {
    id: 'run.loss-not-finite',
    name: 'Loss is NaN or infinite',
    severity: 'critical',
    type: 'metric_invalid',
    condition: { kind: 'metric-not-finite', metric: '*loss*' },
  },
  {
    id: 'run.stuck',
    name: 'Run is stuck',
    severity: 'warning',
    type: 'run_stuck',
    condition: { kind: 'run-stuck', factor: 10, minimumSilenceMs: 10 * minute },
  },
  {
    id: 'run.diverged',
    name: 'Loss has diverged',
    severity: 'error',
    type: 'training_diverged',
    condition: { kind: 'diverged', metric: '*loss*', factor: 3, minimumPoints: 5 },
    sustained: { count: 3, outOf: 3 },
  },
  {
    id: 'run.plateau',
    name: 'Loss no longer improves',
    // Many good trainings end on a plateau: a template for those who want to be told.
    enabled: false,
    severity: 'info',
    type: 'training_plateau',
    condition: {
      kind: 'plateau',
      metric: '*loss*',
      goal: 'minimize',
      minimumGainRatio: 0.005,
      overSteps: 1_000,
    },
  },
  {
    id: 'model.regression',
    name: 'New model version is worse',
    severity: 'warning',
    type: 'model_regression',
    condition: {
      kind: 'model-regression',
      metric: '*accuracy*',
      goal: 'maximize',
      toleranceRatio: 0.01,
      noiseFactor: 2,
    },
  },
  {
    id: 'model.regression-loss',
    name: 'New model version has a higher loss',
    severity: 'warning',
    type: 'model_regression',
    condition: {
      kind: 'model-regression',
      metric: '*loss*',
      goal: 'minimize',
      toleranceRatio: 0.02,
      noiseFactor: 2,
    },
  },
]

const watchRules: readonly RuleInput[] = [
  {
    id: 'machine.swap',
    name: 'Swap grows',
    severity: 'warning',
    type: 'apple_silicon_issue',
    condition: {
      kind: 'swap-rate',
      limitBytesPerMinute: 100e6,
      clearBytesPerMinute: 20e6,
      windowMs: minute,
    },
    escalations: [{ limit: 500e6, severity: 'error' }],
    keepFiring: { forMs: minute },
    cooldownMs: 10 * minute,
  },
  {
    id: 'machine.memory-pressure',
    name: 'Memory pressure',
    severity: 'warning',
    type: 'apple_silicon_issue',
    condition: { kind: 'memory-pressure', level: 'warning' },
    // The next level, critical, is 2.
    escalations: [{ limit: 1, severity: 'critical' }],
    sustained: { forMs: 15 * second },
    keepFiring: { forMs: minute },
    cooldownMs: 10 * minute,
  },
  {
    id: 'source.unreachable',
    name: 'Source cannot be read',
    severity: 'warning',
    type: 'source_unreachable',
    condition: { kind: 'source-unreachable' },
    sustained: { forMs: minute },
    cooldownMs: 5 * minute,
  },
  {
    id: 'monitoring.stale',
    name: 'Monitoring is stale',
    severity: 'warning',
    type: 'monitoring_stale',
    condition: { kind: 'monitoring-age', limitMs: 24 * hour, usualGapFactor: 2 },
  },
  {
    id: 'monitoring.feature-drift',
    name: 'Feature drift',
    severity: 'info',
    type: 'drift_detected',
    condition: { kind: 'feature-drift', feature: '*' },
    // One drifted column in twenty is what chance alone gives at 0.05.
    sustained: { count: 2, outOf: 3 },
    inhibitedBy: 'dataset-drift',
  },
  {
    id: 'monitoring.tests',
    name: 'Data tests failed',
    severity: 'error',
    type: 'threshold_exceeded',
    condition: { kind: 'tests-failed', statuses: ['FAIL', 'ERROR'], minimumCount: 1 },
  },
  {
    id: 'channel.failing',
    name: 'Channel does not work',
    severity: 'warning',
    type: 'system_error',
    condition: { kind: 'channel-failing' },
  },
  {
    id: 'machine.disk',
    name: 'Disk almost full',
    severity: 'warning',
    type: 'threshold_exceeded',
    condition: {
      kind: 'hardware',
      value: 'disk.availableRatio',
      comparison: 'below',
      limit: 0.1,
      clearLimit: 0.12,
    },
    escalations: [{ limit: 0.03, severity: 'critical' }],
    sustained: { forMs: minute },
    cooldownMs: hour,
  },
]

export const defaultRules: readonly Rule[] = [...toolkitRules, ...trainingRules, ...watchRules].map((rule) =>
  v.parse(RuleSchema, rule),
)
