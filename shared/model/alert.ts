import * as v from 'valibot'
import type { Rule } from './rule'

export const severities = ['info', 'warning', 'error', 'critical'] as const
export type Severity = (typeof severities)[number]
export type AlertCounts = Readonly<Record<Severity, number>>

export const noAlerts: AlertCounts = { info: 0, warning: 0, error: 0, critical: 0 }

/** The first five are the toolkit's own words (its alert_manager); the others say more exactly what ours are about. */
export const alertTypes = [
  'drift_detected',
  'performance_degraded',
  'system_error',
  'threshold_exceeded',
  'apple_silicon_issue',
  'run_failed',
  'run_stuck',
  'metric_invalid',
  'training_diverged',
  'training_plateau',
  'model_regression',
  'source_unreachable',
  'monitoring_stale',
] as const
export type AlertType = (typeof alertTypes)[number]

/**
 * firing: nobody has looked yet · acknowledged: somebody has, it still holds · muted: silent until a time, or until it
 * is resolved · resolved: by a person, or by itself when its condition cleared.
 */
export const alertStates = ['firing', 'acknowledged', 'muted', 'resolved'] as const
export type AlertState = (typeof alertStates)[number]

/** What an alert is about, for links; each null where it does not apply. */
export interface AlertRefs {
  readonly sourceId: string | null
  readonly runId: string | null
  readonly modelId: string | null
  readonly reportId: string | null
  readonly feature: string | null
  readonly metric: string | null
}

/** One episode: from the moment a rule fired for a subject until it is resolved. At most one of a fingerprint is open. */
export interface Alert extends AlertRefs {
  /** Stable and never used twice. */
  readonly id: string
  /** Rule and subject; the same from episode to episode. */
  readonly fingerprint: string
  /** Null for an alert that was imported. */
  readonly ruleId: string | null
  readonly severity: Severity
  readonly type: AlertType
  readonly state: AlertState
  readonly project: string | null
  /** What it is about, in a word: the run's name, the feature, "This Mac". */
  readonly subject: string
  readonly title: string
  readonly message: string
  /** Why, with the value and the limit. */
  readonly reason: string
  readonly value: number | null
  readonly limit: number | null
  /** When it happened, as the data say; epoch ms, as are all times here. */
  readonly occurredAt: number
  /** When Sextant first and last saw it. */
  readonly firstSeenAt: number
  readonly lastSeenAt: number
  /** How often it was confirmed by something new, the first time included. */
  readonly count: number
  /** With `muted` and null: until it is resolved. */
  readonly mutedUntil: number | null
  readonly acknowledgedBy: string | null
  readonly acknowledgedAt: number | null
  readonly resolvedBy: 'user' | 'auto' | null
  readonly resolvedAt: number | null
  /** Why it was resolved, when it was not a person. */
  readonly resolution: string | null
  readonly note: string | null
  readonly notifiedAt: number | null
  /** It was history already when it was first seen: nobody was notified. */
  readonly isBackfill: boolean
  /** The fingerprint of the alert that says the same of the whole and therefore keeps this one quiet. */
  readonly inhibitedBy: string | null
}

/** When it was last so: what was history when it was first read happened long before it was seen. Lists are in this order. */
export function shownAt({
  isBackfill,
  occurredAt,
  lastSeenAt,
}: Pick<Alert, 'isBackfill' | 'occurredAt' | 'lastSeenAt'>): number {
  return isBackfill ? occurredAt : lastSeenAt
}

/** One alert with its past and the rule as it was when it fired. */
export interface AlertDetail {
  readonly alert: Alert
  /** Null for an imported alert. */
  readonly rule: Rule | null
  /** Oldest first. */
  readonly events: readonly AlertEvent[]
}

export const alertEventKinds = [
  ...([
    'fired',
    'repeated',
    'escalated',
    'acknowledged',
    'muted',
    'unmuted',
    'resolved',
    'reopened',
  ] as const),
  ...(['notified', 'imported', 'undone'] as const),
]
export type AlertEventKind = (typeof alertEventKinds)[number]

export interface AlertEvent {
  readonly at: number
  readonly kind: AlertEventKind
  /** A person's name, or null for Sextant itself. */
  readonly by: string | null
  readonly value: number | null
  readonly reportId: string | null
  /** A note, a reason, a time. */
  readonly detail: string | null
}

export const maxAlertRows = 500
const name = v.pipe(v.string(), v.maxLength(512))

export const alertSorts = ['lastSeen', 'firstSeen', 'severity', 'project', 'type', 'state', 'count'] as const

export const AlertQuerySchema = v.object({
  /** Words that must all appear in title, message, reason, subject, project or type. */
  text: v.optional(v.pipe(v.string(), v.maxLength(1_000)), ''),
  severities: v.optional(v.array(v.picklist(severities)), []),
  states: v.optional(v.array(v.picklist(alertStates)), []),
  types: v.optional(v.array(v.picklist(alertTypes)), []),
  project: v.optional(v.nullable(name), null),
  ruleId: v.optional(v.nullable(name), null),
  sourceId: v.optional(v.nullable(name), null),
  runId: v.optional(v.nullable(name), null),
  reportId: v.optional(v.nullable(name), null),
  /** Those that were read as history, and notified nobody. */
  includeBackfill: v.optional(v.boolean(), true),
  /** Those that another alert keeps quiet: features of a report whose dataset drift is listed already. */
  includeInhibited: v.optional(v.boolean(), false),
  /** Only those that the alert of this fingerprint keeps quiet; they need `includeInhibited`. */
  inhibitedBy: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(4_000))), null),
  sort: v.optional(v.picklist(alertSorts), 'lastSeen'),
  descending: v.optional(v.boolean(), true),
  offset: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(maxAlertRows)), 100),
})
export type AlertQuery = v.InferOutput<typeof AlertQuerySchema>
export type AlertQueryInput = v.InferInput<typeof AlertQuerySchema>

export interface ListedAlert extends Alert {
  /** Open alerts that say no more than this one does and are folded into it. */
  readonly foldedCount: number
}

export interface AlertPage {
  readonly total: number
  /** Without text, severity, state and type: for "40 hidden by filters". */
  readonly totalUnfiltered: number
  readonly offset: number
  readonly rows: readonly ListedAlert[]
}

/** Inhibited alerts count nowhere but in `inhibited`. */
export interface AlertTotals {
  /** Every alert that is kept, resolved ones too: the toolkit's "total alerts". */
  readonly total: number
  readonly bySeverity: AlertCounts
  readonly byState: Readonly<Record<AlertState, number>>
  /** Neither resolved nor muted: the inbox's first tab. */
  readonly open: AlertCounts
  /** Firing and not history: what asks for a look. Sidebar, dock badge and tray show this, by `toLookAt`. */
  readonly unseen: AlertCounts
  readonly inhibited: number
}

export const noAlertTotals: AlertTotals = {
  total: 0,
  bySeverity: noAlerts,
  byState: { firing: 0, acknowledged: 0, muted: 0, resolved: 0 },
  open: noAlerts,
  unseen: noAlerts,
  inhibited: 0,
}

/** States of an alert that is open; a muted one has its own place. */
export const openStates = ['firing', 'acknowledged'] as const satisfies readonly AlertState[]

/** How many alerts ask for a look: the one number of dock badge, menu bar and panel. */
export function toLookAt({ unseen }: Pick<AlertTotals, 'unseen'>): number {
  return sumOf(unseen)
}

export function sumOf(counts: AlertCounts): number {
  return severities.reduce((sum, severity) => sum + counts[severity], 0)
}

const ids = v.pipe(
  v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(200))),
  v.minLength(1),
  v.maxLength(20_000),
)
const note = v.optional(v.nullable(v.pipe(v.string(), v.maxLength(4_000))), null)

/** What a person can do with one alert or many. `undo` takes back one earlier action as a whole. */
export const AlertActionSchema = v.variant('kind', [
  v.object({ kind: v.literal('acknowledge'), ids, note }),
  v.object({ kind: v.literal('mute'), ids, until: v.nullable(v.number()), note }),
  v.object({ kind: v.literal('unmute'), ids }),
  v.object({ kind: v.literal('resolve'), ids, note }),
  v.object({ kind: v.literal('reopen'), ids }),
  v.object({ kind: v.literal('undo'), actionId: v.pipe(v.string(), v.minLength(1), v.maxLength(200)) }),
])
export type AlertAction = v.InferOutput<typeof AlertActionSchema>

export interface AlertActionOutcome {
  /** For `undo`. */
  readonly actionId: string
  readonly changed: readonly Alert[]
  /** Those that stayed as they were, with the reason in words. */
  readonly skipped: readonly { readonly id: string; readonly why: string }[]
}
