import type { Alert } from '../../../shared/model/alert'
import { channelNames, type ChannelName } from '../../../shared/model/channel'
import { planNotifications, type Notification } from '../../../shared/rules/notification-plan'
import { digestOf } from './messages'

/** Alerts that wait for the end of the quiet hours, for each channel. */
export interface HeldAlerts {
  /** Who was not told of an alert need not be told that it is over either. */
  hold(channel: ChannelName, notification: Notification): void
  countOf(channel: ChannelName): number
  clear(channel: ChannelName): void
  /** All that wait anywhere, each once. */
  ids(): readonly string[]
  /** Lets all go: what each channel is told, of those that still fire, as one message. */
  release(firing: ReadonlySet<string>): readonly (readonly [ChannelName, Notification])[]
}

export function createHeldAlerts(): HeldAlerts {
  const held = new Map<ChannelName, Map<string, Alert>>(channelNames.map((name) => [name, new Map()]))
  return {
    hold(channel, { kind, alerts }) {
      const waiting = held.get(channel)
      for (const alert of alerts) {
        if (kind === 'resolved') waiting?.delete(alert.id)
        else waiting?.set(alert.id, alert)
      }
    },
    countOf: (channel) => held.get(channel)?.size ?? 0,
    clear: (channel) => held.get(channel)?.clear(),
    ids: () => [...new Set([...held.values()].flatMap((waiting) => [...waiting.keys()]))],
    release(firing) {
      return [...held].flatMap(([channel, waiting]) => {
        const alerts = [...waiting.values()].filter(({ id }) => firing.has(id))
        waiting.clear()
        if (alerts.length === 0) return []
        const [only] = alerts.length === 1 ? planNotifications(alerts) : []
        return [[channel, only ?? digestOf(alerts)] as const]
      })
    },
  }
}
