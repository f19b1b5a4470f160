export const severities = ['info', 'warning', 'error', 'critical'] as const
export type Severity = (typeof severities)[number]
export type AlertCounts = Readonly<Record<Severity, number>>

export const noAlerts: AlertCounts = { info: 0, warning: 0, error: 0, critical: 0 }
