import type { Channels, ChannelName } from '../../../shared/model/channel'
import {
  planNotifications,
  resolvedNotification,
  type Notification,
} from '../../../shared/rules/notification-plan'

/** What of a notification a channel is told: the alerts of its severities, planned anew when some are not. */
export function routed(choices: Channels[ChannelName], notification: Notification): readonly Notification[] {
  if (!choices.isEnabled) return []
  if (notification.kind === 'resolved' && !choices.tellsResolved) return []
  const wanted = notification.alerts.filter(({ severity }) => choices.severities.includes(severity))
  if (wanted.length === 0) return []
  if (wanted.length === notification.alerts.length) return [notification]
  return notification.kind === 'resolved' ? wanted.map(resolvedNotification) : planNotifications(wanted)
}
