import type { Alert } from '../../../shared/model/alert'
import { channelNames, type ChannelName } from '../../../shared/model/channel'
import { planNotifications, type Notification } from '../../../shared/rules/notification-plan'
import { digestOf, resolvedDigestOf } from './messages'

/** Alerts that wait for the end of the quiet hours, for each channel. */
export interface HeldAlerts {
  /** Who was told of an alert before it grew quiet is told that it is over; who was not, need not be. */
  hold(channel: ChannelName, notification: Notification): void
  countOf(channel: ChannelName): number
  clear(channel: ChannelName): void
  /** All that fire and wait anywhere, each once. */
  ids(): readonly string[]
  /** Lets all go: what each channel is told, as one message of those that still fire and one of those that are over. */
  release(firing: ReadonlySet<string>): readonly (readonly [ChannelName, Notification])[]
}

interface Waiting {
  readonly firing: Map<string, Alert>
  readonly resolved: Map<string, Alert>
}

export function createHeldAlerts(): HeldAlerts {
  const held = new Map<ChannelName, Waiting>(
    channelNames.map((name) => [name, { firing: new Map(), resolved: new Map() }]),
  )
  return {
    hold(channel, { kind, alerts }) {
      const waiting = held.get(channel)
      for (const alert of alerts) {
        if (kind !== 'resolved') {
          waiting?.firing.set(alert.id, alert)
          waiting?.resolved.delete(alert.id)
        } else if (waiting?.firing.delete(alert.id) === false) waiting.resolved.set(alert.id, alert)
      }
    },
    countOf(channel) {
      const waiting = held.get(channel)
      return waiting === undefined ? 0 : waiting.firing.size + waiting.resolved.size
    },
    clear: (channel) => empty(held.get(channel)),
    ids: () => [...new Set([...held.values()].flatMap(({ firing }) => [...firing.keys()]))],
    release(stillFiring) {
      return [...held].flatMap(([channel, waiting]) => {
        const alerts = [...waiting.firing.values()].filter(({ id }) => stillFiring.has(id))
        const resolved = resolvedDigestOf([...waiting.resolved.values()])
        empty(waiting)
        const [only] = alerts.length === 1 ? planNotifications(alerts) : []
        const fired = alerts.length === 0 ? null : (only ?? digestOf(alerts))
        return [fired, resolved].flatMap((one) => (one === null ? [] : [[channel, one] as const]))
      })
    },
  }
}

function empty(waiting: Waiting | undefined): void {
  waiting?.firing.clear()
  waiting?.resolved.clear()
}
