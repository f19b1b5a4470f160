import * as v from 'valibot'
import { alertTypes, severities } from './alert'

/**
 * A rule is the user's: chosen in the editor, kept in our database, taken along as JSON. It says what to look at
 * (`condition`), where (`scope`), for how long (`sustained`), and how calmly (`keepFiring`, `cooldownMs`).
 */
export const ruleFormatVersion = 1

const finite = v.pipe(v.number(), v.finite())
const positive = v.pipe(finite, v.minValue(0))
const wholeCount = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100))
const durationMs = v.pipe(finite, v.minValue(0), v.maxValue(366 * 86_400_000))
/** Text with `*` for any letters and `?` for one; capitals do not matter. */
const pattern = v.pipe(v.string(), v.minLength(1), v.maxLength(256))
const patterns = v.optional(v.pipe(v.array(pattern), v.maxLength(100)), [])

export const comparisons = ['above', 'at-least', 'below', 'at-most'] as const
export type Comparison = (typeof comparisons)[number]

const limits = {
  comparison: v.picklist(comparisons),
  limit: finite,
  /** Clears on the good side of this one; null takes `limit` itself. */
  clearLimit: v.optional(v.nullable(finite), null),
}

export const metricStatistics = ['latest', 'lowest', 'highest'] as const
export const thermalLevels = ['nominal', 'fair', 'serious', 'critical'] as const
export const pressureLevels = ['normal', 'warning', 'critical'] as const
export const failedTestStatuses = ['WARNING', 'FAIL', 'ERROR'] as const

/** The names of values that a rule may watch are those of `hardwareValues` in shared/rules/hardware-values. */
const hardwareName = v.pipe(v.string(), v.regex(/^[a-z]+\.[a-zA-Z0-9]+$/), v.maxLength(64))

export const ConditionSchema = v.variant('kind', [
  v.object({
    kind: v.literal('metric-threshold'),
    metric: pattern,
    statistic: v.optional(v.picklist(metricStatistics), 'latest'),
    ...limits,
    /** Points before this step do not count: the first steps of a training are wild. */
    fromStep: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  }),
  v.object({ kind: v.literal('metric-not-finite'), metric: pattern }),
  v.object({
    kind: v.literal('diverged'),
    metric: pattern,
    /** Times its lowest value, and above where it started. */
    factor: v.pipe(finite, v.minValue(1)),
    minimumPoints: v.optional(wholeCount, 5),
  }),
  v.object({
    kind: v.literal('plateau'),
    metric: pattern,
    goal: v.picklist(['minimize', 'maximize']),
    /** A smaller relative gain is none. */
    minimumGainRatio: positive,
    overSteps: v.pipe(v.number(), v.integer(), v.minValue(1)),
  }),
  v.object({ kind: v.literal('hardware'), value: hardwareName, ...limits }),
  v.object({ kind: v.literal('memory-pressure'), level: v.picklist(pressureLevels) }),
  v.object({ kind: v.literal('thermal'), level: v.picklist(thermalLevels) }),
  v.object({
    kind: v.literal('swap-rate'),
    limitBytesPerMinute: positive,
    clearBytesPerMinute: v.optional(v.nullable(positive), null),
    windowMs: v.optional(v.pipe(finite, v.minValue(10_000), v.maxValue(3_600_000)), 60_000),
  }),
  v.object({
    kind: v.literal('drift-share'),
    /** Share of drifted features, 0..1; null takes the report's own verdict. */
    limit: v.nullable(v.pipe(finite, v.minValue(0), v.maxValue(1))),
    clearLimit: v.optional(v.nullable(v.pipe(finite, v.minValue(0), v.maxValue(1))), null),
  }),
  /** By the report's own verdict: scores of different methods cannot be held against one limit. */
  v.object({ kind: v.literal('feature-drift'), feature: v.optional(pattern, '*') }),
  v.object({
    kind: v.literal('report-metric'),
    /** One alert for all that are violated. */
    limits: v.pipe(v.array(v.object({ metric: pattern, ...limits })), v.minLength(1), v.maxLength(50)),
  }),
  v.object({
    kind: v.literal('tests-failed'),
    test: v.optional(pattern, '*'),
    statuses: v.pipe(v.array(v.picklist(failedTestStatuses)), v.minLength(1)),
    minimumCount: v.optional(wholeCount, 1),
  }),
  v.object({
    kind: v.literal('monitoring-age'),
    limitMs: durationMs,
    /** Times the usual time between reports, where that is longer than `limitMs`; null for `limitMs` alone. */
    usualGapFactor: v.optional(v.nullable(v.pipe(finite, v.minValue(1))), null),
  }),
  v.object({ kind: v.literal('source-age'), limitMs: durationMs }),
  v.object({ kind: v.literal('source-unreachable') }),
  v.object({ kind: v.literal('run-failed') }),
  v.object({
    kind: v.literal('run-stuck'),
    /** Times the run's usual time between points. */
    factor: v.pipe(finite, v.minValue(1)),
    minimumSilenceMs: durationMs,
  }),
  v.object({
    kind: v.literal('model-regression'),
    metric: pattern,
    goal: v.picklist(['minimize', 'maximize']),
    /** Allowed in any case, of the previous version's value. */
    toleranceRatio: positive,
    /** Times the usual difference between earlier versions. */
    noiseFactor: positive,
  }),
  /** Slack, e-mail or a webhook gave up on a message. */
  v.object({ kind: v.literal('channel-failing') }),
])
export type Condition = v.InferOutput<typeof ConditionSchema>
export type ConditionKind = Condition['kind']
export type ConditionOf<K extends ConditionKind> = Extract<Condition, { kind: K }>

const once = { forMs: 0, count: 1, outOf: 1 }
const afterOne = { forMs: 0, count: 1 }

export const RuleSchema = v.object({
  /** Of this shape. A higher one is from a newer Sextant and is refused. */
  version: v.optional(v.literal(ruleFormatVersion), ruleFormatVersion),
  id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9._-]{1,80}$/, 'letters, digits, dot, dash and underscore only')),
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200)),
  enabled: v.optional(v.boolean(), true),
  severity: v.picklist(severities),
  type: v.picklist(alertTypes),
  /** Empty lists match everything. `names`: of the run, report, model or source. */
  scope: v.optional(v.object({ projects: patterns, experiments: patterns, names: patterns }), {
    projects: [],
    experiments: [],
    names: [],
  }),
  condition: ConditionSchema,
  /** Holds for this time, and for `count` of the last `outOf` reports, points or samples. */
  sustained: v.optional(
    v.pipe(
      v.object({
        forMs: v.optional(durationMs, 0),
        count: v.optional(wholeCount, 1),
        outOf: v.optional(wholeCount, 1),
      }),
      v.check(({ count, outOf }) => count <= outOf, 'count is at most outOf'),
    ),
    once,
  ),
  /** Goes on firing until the condition has been clear for this time and this many reports or samples. */
  keepFiring: v.optional(
    v.object({ forMs: v.optional(durationMs, 0), count: v.optional(wholeCount, 1) }),
    afterOne,
  ),
  /** After it was resolved, silence for this time. */
  cooldownMs: v.optional(durationMs, 0),
  /** Rises to `severity` when the value is beyond `limit`, on the bad side. */
  escalations: v.optional(
    v.pipe(v.array(v.object({ limit: finite, severity: v.picklist(severities) })), v.maxLength(4)),
    [],
  ),
  /** dataset-drift: kept quiet while the dataset drift of the same report fires. */
  inhibitedBy: v.optional(v.nullable(v.picklist(['dataset-drift'])), null),
})
export type Rule = v.InferOutput<typeof RuleSchema>
export type RuleInput = v.InferInput<typeof RuleSchema>

/** default: came with Sextant · user: made in the editor · imported: from a JSON file. */
export type RuleOrigin = 'default' | 'user' | 'imported'

export interface StoredRule {
  readonly rule: Rule
  /** Rises with every change. */
  readonly revision: number
  readonly origin: RuleOrigin
  /** A default that the user changed: a newer Sextant leaves it alone. */
  readonly isEdited: boolean
  readonly createdAt: number
  readonly updatedAt: number
}
