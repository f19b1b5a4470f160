import { noAlerts, type Alert } from '../../../shared/model/alert'
import {
  planNotifications,
  resolvedTogether,
  type Notification,
} from '../../../shared/rules/notification-plan'
import { countText } from '../../../shared/rules/wording'
import type { ChannelMessage } from '../../channels/sender'

export const testNotification: Notification = {
  id: 'test',
  kind: 'summary',
  severity: 'info',
  counts: noAlerts,
  project: null,
  title: 'Test from Sextant',
  body: 'This channel works. Alerts of the severities you chose will arrive here.',
  isSilent: false,
  alerts: [],
}

/** Leaves no doubt, on whatever screen it arrives: a made-up run that failed is nothing to get up for. */
export function markedAsDemo(message: ChannelMessage): ChannelMessage {
  const { notification } = message
  return { ...message, isDemo: true, notification: { ...notification, title: `Demo: ${notification.title}` } }
}

/** All that was held, in one. */
export function digestOf(alerts: readonly Alert[]): Notification {
  const { title, ...rest } = wholeOf(alerts)
  return { ...rest, id: 'digest', title: `While it was quiet: ${title}` }
}

/** As `digestOf`, of those that were told before it grew quiet and are over by now. */
export function resolvedDigestOf(alerts: readonly Alert[]): Notification | null {
  const resolved = resolvedTogether(alerts)
  if (resolved === null || alerts.length === 1) return resolved
  return { ...resolved, title: `While it was quiet: ${resolved.title}` }
}

/**
 * A dead host lets messages pile up: what is behind the first becomes one of what fires and one of what is over. What
 * fired and was over again meanwhile is no news to anybody.
 */
export function mergedMessages(
  messages: readonly ChannelMessage[],
  newId: () => string,
  at: number,
): readonly ChannelMessage[] {
  const firing = new Map<string, Alert>()
  const resolved = new Map<string, Alert>()
  for (const { notification } of messages) {
    const [to, from] = notification.kind === 'resolved' ? [resolved, firing] : [firing, resolved]
    for (const alert of notification.alerts) {
      const isOver = from.delete(alert.id) && to === resolved
      if (!isOver) to.set(alert.id, alert)
    }
  }
  const fired = firing.size === 0 ? null : fewestWordsFor([...firing.values()])
  return [fired, resolvedTogether([...resolved.values()])].flatMap((notification) =>
    notification === null ? [] : [{ notification, deliveryId: newId(), at, isTest: false }],
  )
}

function fewestWordsFor(alerts: readonly Alert[]): Notification {
  const [only] = alerts.length === 1 ? planNotifications(alerts) : []
  return only ?? { ...wholeOf(alerts), id: 'summary' }
}

function wholeOf(alerts: readonly Alert[]): Notification {
  const sorted = new Map(alerts.map((alert) => [alert.id, alert]))
  const [plan] = planNotifications([...sorted.values()].map((alert) => ({ ...alert, project: null })))
  const count = countText(alerts.length, 'alert')
  return plan === undefined
    ? testNotification
    : { ...plan, kind: 'summary', title: count, alerts: [...sorted.values()] }
}
