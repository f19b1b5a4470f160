import type { MonitoringSettings } from '../model/settings'

/** A limit that a metric of a model has to keep. `atLeast`: quality · `atMost`: cost. */
export interface PerformanceLimit {
  /** As in `DriftReport.metrics`. */
  readonly metric: string
  readonly label: string
  readonly unit: '' | 'ms' | 'MB'
  readonly kind: 'atLeast' | 'atMost'
  readonly limit: number
}

export interface MonitoringThresholds {
  readonly performance: readonly PerformanceLimit[]
  /** Above this share of drifted columns retraining is suggested. */
  readonly retrainDriftShare: number
  /** Undefined for what the project's own rhythm says: twice the usual gap, at least a day. */
  readonly staleAfterMs?: number
}

/** The toolkit's own limits (its docs suggest stricter ones); every one can be edited. */
export const defaultThresholds: MonitoringThresholds = {
  performance: [
    { metric: 'accuracy', label: 'Accuracy', unit: '', kind: 'atLeast', limit: 0.8 },
    { metric: 'precision', label: 'Precision', unit: '', kind: 'atLeast', limit: 0.75 },
    { metric: 'recall', label: 'Recall', unit: '', kind: 'atLeast', limit: 0.75 },
    { metric: 'f1', label: 'F1', unit: '', kind: 'atLeast', limit: 0.75 },
    { metric: 'latency_ms', label: 'Latency', unit: 'ms', kind: 'atMost', limit: 100 },
    { metric: 'memory_mb', label: 'Memory', unit: 'MB', kind: 'atMost', limit: 2_048 },
  ],
  retrainDriftShare: 0.5,
}

const settingOf: Readonly<Record<string, keyof MonitoringSettings>> = {
  accuracy: 'accuracy',
  precision: 'precision',
  recall: 'recall',
  f1: 'f1',
  latency_ms: 'latencyMs',
  memory_mb: 'memoryMb',
}

/** The limits as the user set them; one that was taken away is not checked. */
export function thresholdsOf(settings: MonitoringSettings): MonitoringThresholds {
  const performance = defaultThresholds.performance.flatMap((standard) => {
    const setting = settingOf[standard.metric]
    const limit = setting === undefined ? standard.limit : settings[setting]
    return limit === null ? [] : [{ ...standard, limit }]
  })
  const { retrainDriftShare, staleAfterHours } = settings
  if (staleAfterHours === null) return { performance, retrainDriftShare }
  return { performance, retrainDriftShare, staleAfterMs: staleAfterHours * 3_600_000 }
}
