import {
  BellOff,
  CircleAlert,
  CircleCheck,
  CircleDot,
  Eye,
  Flame,
  History,
  Info,
  TriangleAlert,
} from '@lucide/vue'
import type { Component } from 'vue'
import {
  severities,
  type Alert,
  type AlertCounts,
  type AlertState,
  type AlertType,
  type Severity,
} from '../../../shared/model/alert'
import type { Formats } from '../../composables/useFormat'

/** A severity is always an icon of its own shape and a word; colour only supports them. */
export interface SeverityLook {
  readonly word: string
  readonly icon: Component
  /** Name of the colour tokens: `--bad`, `--bad-wash`. */
  readonly tone: 'accent' | 'warn' | 'bad' | 'critical'
}

export const severityLooks: Readonly<Record<Severity, SeverityLook>> = {
  info: { word: 'Info', icon: Info, tone: 'accent' },
  warning: { word: 'Warning', icon: TriangleAlert, tone: 'warn' },
  error: { word: 'Error', icon: CircleAlert, tone: 'bad' },
  critical: { word: 'Critical', icon: Flame, tone: 'critical' },
}

export interface StateLook {
  readonly word: string
  readonly icon: Component
}

export const stateLooks: Readonly<Record<AlertState, StateLook>> = {
  firing: { word: 'New', icon: CircleDot },
  acknowledged: { word: 'Acknowledged', icon: Eye },
  muted: { word: 'Muted', icon: BellOff },
  resolved: { word: 'Resolved', icon: CircleCheck },
}

/** What was history when it was first read is not new, though nobody has looked at it either. */
const history: StateLook = { word: 'From history', icon: History }

export function stateLookOf({ state, isBackfill }: Pick<Alert, 'state' | 'isBackfill'>): StateLook {
  return state === 'firing' && isBackfill ? history : stateLooks[state]
}

export const typeWords: Readonly<Record<AlertType, string>> = {
  drift_detected: 'Drift',
  performance_degraded: 'Performance',
  system_error: 'System error',
  threshold_exceeded: 'Threshold',
  apple_silicon_issue: 'This Mac',
  run_failed: 'Run failed',
  run_stuck: 'Run stuck',
  metric_invalid: 'Invalid metric',
  training_diverged: 'Diverged',
  training_plateau: 'Plateau',
  model_regression: 'Model regression',
  source_unreachable: 'Source unreachable',
  monitoring_stale: 'Stale monitoring',
}

/** "2 critical, 1 warning"; empty where all are zero. */
export function countWords(counts: AlertCounts, format: Pick<Formats, 'count'>): string {
  return severities
    .toReversed()
    .flatMap((severity) => (counts[severity] > 0 ? [`${format.count(counts[severity])} ${severity}`] : []))
    .join(', ')
}
