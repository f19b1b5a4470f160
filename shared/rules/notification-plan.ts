import { noAlerts, severities, type Alert, type AlertCounts, type Severity } from '../model/alert'
import { countText } from './wording'

/** What a channel shows. Banners are a hint; the inbox has all of it. */
export interface Notification {
  /** The same id replaces what is shown already. */
  readonly id: string
  /** single: one alert · group: several of a project · summary: too many for that · resolved: good news. */
  readonly kind: 'single' | 'group' | 'summary' | 'resolved'
  /** The worst of them. */
  readonly severity: Severity
  readonly counts: AlertCounts
  readonly project: string | null
  readonly title: string
  readonly body: string
  readonly isSilent: boolean
  readonly alerts: readonly Alert[]
}

/** More alerts than this at once, or of more projects, become one summary. */
export const mostAlertsAtOnce = 20
export const mostGroupsAtOnce = 3
const mostTitles = 3

/** Alerts that fired within one moment: one banner a project, or one for all of them. */
export function planNotifications(alerts: readonly Alert[]): readonly Notification[] {
  const groups = new Map<string | null, Alert[]>()
  for (const alert of alerts) groups.set(alert.project, [...(groups.get(alert.project) ?? []), alert])
  if (alerts.length > mostAlertsAtOnce || groups.size > mostGroupsAtOnce) return [summaryOf(alerts)]
  return [...groups.values()].map((group) => {
    const [first] = group
    return group.length === 1 && first !== undefined ? singleOf(first) : groupOf(group)
  })
}

function singleOf(alert: Alert): Notification {
  return {
    id: alert.fingerprint,
    kind: 'single',
    title: alert.title,
    body: [alert.reason, placeOf(alert)].filter((part) => part !== '').join('\n'),
    isSilent: alert.severity === 'info' || alert.severity === 'warning',
    ...common([alert]),
  }
}

function placeOf({ project, message, reason, title }: Alert): string {
  const place = message === '' || message === reason || message === title ? '' : message
  return project === null || place.includes(project) ? place : [project, place].filter(Boolean).join(' · ')
}

function groupOf(alerts: readonly Alert[]): Notification {
  const project = alerts[0]?.project ?? null
  const where = project === null ? '' : ` in ${project}`
  return {
    id: `group:${project ?? ''}`,
    kind: 'group',
    title: `${countText(alerts.length, 'new alert')}${where}`,
    body: worstFirst(alerts)
      .slice(0, mostTitles)
      .map((alert) => alert.title)
      .join('\n'),
    isSilent: alerts.every((alert) => alert.severity === 'info' || alert.severity === 'warning'),
    ...common(alerts),
  }
}

function summaryOf(alerts: readonly Alert[]): Notification {
  const counts = countsOf(alerts)
  const projectCount = new Set(alerts.flatMap(({ project }) => project ?? [])).size
  const parts = severities
    .toReversed()
    .flatMap((severity) => (counts[severity] > 0 ? `${counts[severity]} ${severity}` : []))
  return {
    id: 'summary',
    kind: 'summary',
    title: `${countText(alerts.length, 'new alert')}${projectCount > 1 ? ` in ${countText(projectCount, 'project')}` : ''}`,
    body: parts.join(', '),
    isSilent: false,
    ...common(alerts),
    project: null,
  }
}

function common(alerts: readonly Alert[]): Pick<Notification, 'severity' | 'counts' | 'project' | 'alerts'> {
  const worst = worstFirst(alerts)[0]
  return {
    severity: worst?.severity ?? 'info',
    counts: countsOf(alerts),
    project: worst?.project ?? null,
    alerts,
  }
}

function worstFirst(alerts: readonly Alert[]): Alert[] {
  return alerts.toSorted((a, b) => severities.indexOf(b.severity) - severities.indexOf(a.severity))
}

function countsOf(alerts: readonly Alert[]): AlertCounts {
  const counts = { ...noAlerts }
  for (const { severity } of alerts) counts[severity] += 1
  return counts
}

/** Of several that were over before their channel could say so. */
export function resolvedTogether(alerts: readonly Alert[]): Notification | null {
  const [first] = alerts
  if (first === undefined) return null
  if (alerts.length === 1) return resolvedNotification(first)
  const titles = worstFirst(alerts).map(({ title }) => title)
  const rest = titles.length - mostTitles
  return {
    id: 'resolved',
    kind: 'resolved',
    title: `${countText(alerts.length, 'alert')} resolved`,
    body: [...titles.slice(0, mostTitles), ...(rest > 0 ? [`… and ${rest} more`] : [])].join('\n'),
    isSilent: true,
    ...common(alerts),
  }
}

/** Quiet good news, for those who were told the bad. */
export function resolvedNotification(alert: Alert): Notification {
  return {
    id: alert.fingerprint,
    kind: 'resolved',
    title: `Resolved: ${alert.title}`,
    body: alert.resolution ?? '',
    isSilent: true,
    ...common([alert]),
  }
}
