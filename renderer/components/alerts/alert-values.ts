import type { Alert } from '../../../shared/model/alert'
import type { Rule } from '../../../shared/model/rule'
import { hardwareText, hardwareValue, type HardwareValue } from '../../../shared/rules/hardware-values'
import { bytesText, countText, durationText, numberText, percentText } from '../../../shared/rules/wording'

/** How an alert's value and limit are said: with the unit of what its rule looks at. */
export function amountText(rule: Rule | null): (amount: number) => string {
  const condition = rule?.condition
  switch (condition?.kind) {
    case 'hardware':
    case 'thermal':
    case 'memory-pressure': {
      const value = watchedValue(rule)
      return value === null ? numberText : (amount) => hardwareText(value, amount)
    }
    case 'swap-rate':
      return (amount) => `${bytesText(amount)}/min`
    case 'drift-share':
      return percentText
    case 'plateau':
      return (amount) => countText(amount, 'step')
    case 'monitoring-age':
    case 'source-age':
    case 'run-stuck':
      return durationText
    default:
      return numberText
  }
}

/** How the values of an alert's curve are said, where that is not what the alert's own value is. */
export function drawnText(rule: Rule | null): (amount: number) => string {
  switch (rule?.condition.kind) {
    case 'swap-rate':
      return bytesText
    case 'plateau':
      return numberText
    default:
      return amountText(rule)
  }
}

/** The value of the machine that a rule watches; null for rules about anything else. */
export function watchedValue(rule: Rule | null): HardwareValue | null {
  const condition = rule?.condition
  switch (condition?.kind) {
    case 'hardware':
      return hardwareValue(condition.value)
    case 'thermal':
      return hardwareValue('thermal.pressure')
    case 'memory-pressure':
      return hardwareValue('memory.pressure')
    case 'swap-rate':
      return hardwareValue('memory.swapUsedBytes')
    default:
      return null
  }
}

/**
 * Where history keeps a value: by its path in the sample. Shares are kept as their two parts; `whole` null is a value
 * that is kept as it is.
 */
export interface RecordedValue {
  readonly metric: string
  readonly whole: string | null
}

const kept: Readonly<Record<string, RecordedValue>> = {
  'memory.usedRatio': { metric: 'memory.usedBytes', whole: 'memory.totalBytes' },
  'disk.availableBytes': { metric: 'disk.volumeAvailableBytes', whole: null },
  'disk.availableRatio': { metric: 'disk.volumeAvailableBytes', whole: 'disk.volumeTotalBytes' },
}

export function recordedValue({ name }: HardwareValue): RecordedValue {
  return kept[name] ?? { metric: name, whole: null }
}

/** What can be drawn of an alert's value. */
export type ChartPlan =
  | { readonly kind: 'metric'; readonly sourceId: string; readonly runId: string; readonly metric: string }
  | { readonly kind: 'hardware'; readonly value: HardwareValue }
  /** `key` as in shared/monitoring/report-history. */
  | { readonly kind: 'reports'; readonly project: string | null; readonly key: string }
  | { readonly kind: 'seen' }

export function chartPlan(alert: Alert, rule: Rule | null): ChartPlan {
  const { sourceId, runId, metric } = alert
  const value = watchedValue(rule)
  if (value !== null) return { kind: 'hardware', value }
  if (sourceId !== null && runId !== null && metric !== null)
    return { kind: 'metric', sourceId, runId, metric }
  const key = reportKey(alert, rule)
  return key === null ? { kind: 'seen' } : { kind: 'reports', project: alert.project, key }
}

function reportKey({ feature, metric, reportId }: Alert, rule: Rule | null): string | null {
  if (reportId === null) return null
  if (rule?.condition.kind === 'drift-share') return 'drift_share'
  if (feature !== null) return `feature/${feature}`
  return metric === null ? null : `metric/${metric}`
}

/**
 * A limit that can stand in the picture: swap rates are limited by growth and drawn as what is in use, a plateau by a
 * number of steps and drawn as the metric.
 */
export function drawnLimit(alert: Alert, rule: Rule | null): number | null {
  const kind = rule?.condition.kind
  return kind === 'swap-rate' || kind === 'plateau' ? null : alert.limit
}
