import { noAlerts, type Alert } from '../../../shared/model/alert'
import { planNotifications, type Notification } from '../../../shared/rules/notification-plan'
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

/** All that was held, in one. */
export function digestOf(alerts: readonly Alert[]): Notification {
  const { title, ...rest } = wholeOf(alerts)
  return { ...rest, id: 'digest', title: `While it was quiet: ${title}` }
}

/** A dead host lets messages pile up: what is behind the first becomes one. */
export function mergedMessage(
  messages: readonly ChannelMessage[],
  deliveryId: string,
  at: number,
): ChannelMessage {
  const alerts = new Map(
    messages.flatMap(({ notification }) => notification.alerts.map((one) => [one.id, one])),
  )
  const newest = [...alerts.values()]
  return { notification: { ...wholeOf(newest), id: 'summary' }, deliveryId, at, isTest: false }
}

function wholeOf(alerts: readonly Alert[]): Notification {
  const sorted = new Map(alerts.map((alert) => [alert.id, alert]))
  const [plan] = planNotifications([...sorted.values()].map((alert) => ({ ...alert, project: null })))
  const count = countText(alerts.length, 'alert')
  return plan === undefined
    ? testNotification
    : { ...plan, kind: 'summary', title: count, alerts: [...sorted.values()] }
}
