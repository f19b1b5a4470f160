import { defaultRules } from '../../../shared/rules/defaults'
import type { RuleInput } from '../../../shared/model/rule'

const minute = 60_000

/** A rule to start from; its id is given when it is taken. */
export interface RuleTemplate {
  readonly id: string
  readonly title: string
  readonly why: string
  readonly rule: Omit<RuleInput, 'id'>
}

const training: readonly RuleTemplate[] = [
  {
    id: 'gradient-norm',
    title: 'Gradients explode',
    why: 'A norm that stays high is the step before a NaN.',
    rule: {
      name: 'Gradients explode',
      severity: 'warning',
      type: 'threshold_exceeded',
      condition: {
        kind: 'metric-threshold',
        metric: '*grad*norm*',
        comparison: 'above',
        limit: 100,
        fromStep: 50,
      },
      sustained: { count: 3, outOf: 5 },
      escalations: [{ limit: 1_000, severity: 'critical' }],
    },
  },
  {
    id: 'validation-loss',
    title: 'Validation loss runs away',
    why: 'It climbs well above its best while training goes on: the model overfits.',
    rule: {
      name: 'Validation loss runs away',
      severity: 'warning',
      type: 'training_diverged',
      condition: { kind: 'diverged', metric: '*val*loss*', factor: 1.2, minimumPoints: 5 },
      sustained: { count: 3, outOf: 3 },
    },
  },
  {
    id: 'throughput',
    title: 'Training slows down',
    why: 'Tokens a second fall below what this Mac should do: heat, swap or another program.',
    rule: {
      name: 'Training slows down',
      severity: 'warning',
      type: 'threshold_exceeded',
      condition: {
        kind: 'metric-threshold',
        metric: '*tokens_per_sec*',
        comparison: 'below',
        limit: 100,
        fromStep: 20,
      },
      sustained: { count: 3, outOf: 5 },
      cooldownMs: 10 * minute,
    },
  },
  {
    id: 'accuracy-floor',
    title: 'Accuracy falls below a floor',
    why: 'For runs that must not end below what is in use already.',
    rule: {
      name: 'Accuracy below the floor',
      severity: 'error',
      type: 'performance_degraded',
      condition: {
        kind: 'metric-threshold',
        metric: '*accuracy*',
        comparison: 'below',
        limit: 0.7,
        fromStep: 100,
      },
      sustained: { count: 2, outOf: 3 },
    },
  },
]

const machine: readonly RuleTemplate[] = [
  {
    id: 'hot-cpu',
    title: 'The chip stays hot',
    why: 'Long before the system throttles.',
    rule: {
      name: 'The chip stays hot',
      severity: 'info',
      type: 'apple_silicon_issue',
      condition: {
        kind: 'hardware',
        value: 'thermal.cpuMaxCelsius',
        comparison: 'above',
        limit: 100,
        clearLimit: 92,
      },
      sustained: { forMs: 5 * minute },
      keepFiring: { forMs: 2 * minute },
      cooldownMs: 30 * minute,
    },
  },
  {
    id: 'disk-space',
    title: 'Too little room for checkpoints',
    why: 'A checkpoint that cannot be written costs the run.',
    rule: {
      name: 'Less than 20 GB free',
      severity: 'error',
      type: 'threshold_exceeded',
      condition: {
        kind: 'hardware',
        value: 'disk.availableBytes',
        comparison: 'below',
        limit: 20e9,
        clearLimit: 25e9,
      },
      sustained: { forMs: minute },
      cooldownMs: 60 * minute,
    },
  },
  {
    id: 'battery',
    title: 'Training drains the battery',
    why: 'Plug in before it sleeps in the middle of an epoch.',
    rule: {
      name: 'Battery is low',
      severity: 'warning',
      type: 'apple_silicon_issue',
      condition: {
        kind: 'hardware',
        value: 'battery.chargeRatio',
        comparison: 'below',
        limit: 0.2,
        clearLimit: 0.25,
      },
      cooldownMs: 30 * minute,
    },
  },
]

const monitoring: readonly RuleTemplate[] = [
  {
    id: 'latency',
    title: 'Latency of the model',
    why: 'As the reports measure it.',
    rule: {
      name: 'Latency above 100 ms',
      severity: 'warning',
      type: 'performance_degraded',
      condition: {
        kind: 'report-metric',
        limits: [{ metric: '*latency*', comparison: 'above', limit: 100 }],
      },
      sustained: { count: 2, outOf: 3 },
    },
  },
  {
    id: 'one-feature',
    title: 'One feature that matters',
    why: 'Told even when the dataset as a whole is fine.',
    rule: {
      name: 'The feature that matters has drifted',
      severity: 'error',
      type: 'drift_detected',
      condition: { kind: 'feature-drift', feature: 'age' },
    },
  },
]

/** The rules that came with Sextant are good starting points, too: for one project, or another metric. */
const defaults: readonly RuleTemplate[] = defaultRules.map(({ id, ...rule }) => ({
  id: `default ${id}`,
  title: rule.name,
  why: 'Came with Sextant',
  rule: { ...rule, enabled: true },
}))

export interface TemplateGroup {
  readonly name: string
  readonly templates: readonly RuleTemplate[]
}

export const templateGroups: readonly TemplateGroup[] = [
  { name: 'Training', templates: training },
  { name: 'This Mac', templates: machine },
  { name: 'Models in use', templates: monitoring },
  { name: 'Like a rule that came with Sextant', templates: defaults },
]
