import * as v from 'valibot'
import { RuleSchema, type Rule, type RuleInput } from '../../../../shared/model/rule'
import { evaluate, live } from '../../../../shared/rules/evaluate'
import {
  noRefs,
  type Observation,
  type ObservationKind,
  type ObservationOf,
  type Subject,
} from '../../../../shared/rules/observation'
import type { RuleState, Transition } from '../../../../shared/rules/state'

/** A Monday, noon UTC. */
export const start = 1_800_000_000_000
export const second = 1_000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour

export function aRule(fields: Partial<RuleInput> & Pick<RuleInput, 'condition'>): Rule {
  return v.parse(RuleSchema, {
    id: 'rule',
    name: 'Rule',
    severity: 'warning',
    type: 'threshold_exceeded',
    ...fields,
  })
}

const subjects: Readonly<Record<ObservationKind, Subject>> = Object.fromEntries(
  (
    [
      ['run', { kind: 'run', key: 'store/run-1', label: 'able-fox', runId: 'run-1' }],
      [
        'metric',
        {
          kind: 'metric',
          key: 'store/run-1/train_loss',
          label: 'able-fox',
          runId: 'run-1',
          metric: 'train_loss',
        },
      ],
      ['report', { kind: 'reports', key: 'evidently/churn', label: 'churn', reportId: 'r1' }],
      [
        'feature',
        { kind: 'feature', key: 'evidently/churn/age', label: 'age', feature: 'age', reportId: 'r1' },
      ],
      ['monitoring', { kind: 'reports', key: 'project/churn', label: 'churn' }],
      ['source', { kind: 'source', key: 'store', label: 'mlruns' }],
      ['hardware', { kind: 'machine', key: 'this', label: 'This Mac', sourceId: null, project: null }],
      ['channel', { kind: 'channel', key: 'slack', label: 'Slack', sourceId: null, project: null }],
      ['model', { kind: 'model', key: 'store/clf', label: 'clf' }],
    ] as const
  ).map(([kind, fields]) => [
    kind,
    { ...noRefs, sourceId: 'store', project: 'churn', experiment: null, name: null, ...fields },
  ]),
) as Record<ObservationKind, Subject>

const standard: {
  readonly [K in ObservationKind]: Omit<ObservationOf<K>, 'kind' | 'subject' | 'at' | 'evidence'>
} = {
  run: {
    status: 'RUNNING',
    startTime: start,
    endTime: null,
    lastPointAt: null,
    usualGapMs: null,
    isStale: false,
  },
  metric: { metric: 'train_loss', value: 1, step: 0, runStatus: 'RUNNING' },
  report: {
    datasetDrift: null,
    driftShare: null,
    driftShareThreshold: null,
    driftedFeatureCount: null,
    featureCount: null,
    driftedFeatures: [],
    metrics: {},
    tests: [],
  },
  feature: {
    seriesKey: 'evidently/churn',
    feature: 'age',
    drifted: null,
    method: null,
    score: null,
    threshold: null,
  },
  monitoring: { lastReportAt: start, usualGapMs: null },
  source: { state: 'ok', lastGoodAt: null, message: '' },
  hardware: { values: {}, isFresh: false },
  model: { versions: [] },
  channel: { isFailing: false, message: '' },
}

let evidence = 0

/** An observation with the fields a test cares about; each has evidence of its own unless given. */
export function seen<K extends ObservationKind>(
  kind: K,
  at: number,
  fields: Partial<Omit<ObservationOf<K>, 'kind' | 'at' | 'subject'>> & {
    readonly subject?: Partial<Subject>
  } = {},
): Observation {
  const { subject, ...rest } = fields
  return {
    kind,
    at,
    evidence: `e${++evidence}`,
    ...standard[kind],
    ...rest,
    subject: { ...subjects[kind], ...subject },
  } as unknown as Observation
}

/** Runs one rule over observations; a number lets that many ms pass without one. Wall and awake time go together. */
export function play(
  rule: Rule,
  steps: readonly (Observation | number)[],
  options: { readonly from?: number; readonly lag?: number } = {},
): { readonly state: RuleState | null; readonly transitions: readonly Transition[] } {
  let state: RuleState | null = null
  let wall = options.from ?? start
  const transitions: Transition[] = []
  for (const step of steps) {
    if (typeof step === 'number') wall += step
    else wall = Math.max(wall, step.at + (options.lag ?? 0))
    const next = evaluate(rule, state, typeof step === 'number' ? null : step, { wall, awake: wall }, live)
    state = next.state
    if (next.transition !== null) transitions.push(next.transition)
  }
  return { state, transitions }
}

export function kinds(transitions: readonly Transition[]): string {
  return transitions.map(({ kind }) => kind).join(' ')
}
