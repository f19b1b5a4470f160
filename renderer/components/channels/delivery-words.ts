import type { ChannelName, Delivery } from '../../../shared/model/channel'
import type { Formats } from '../../composables/useFormat'

export const channelWords: Readonly<Record<ChannelName, { readonly name: string; readonly note: string }>> = {
  notifications: {
    name: 'macOS notifications',
    note: 'Banners of this Mac, one for alerts that belong together.',
  },
  slack: {
    name: 'Slack',
    note: 'A message to one channel, through an incoming webhook that you make in Slack.',
  },
  email: { name: 'E-mail', note: 'Through your own mail server.' },
  webhook: { name: 'Webhook', note: 'A JSON document sent to an address of yours with each alert.' },
}

export interface DeliveryLine {
  readonly tone: 'quiet' | 'good' | 'warn' | 'bad'
  readonly text: string
}

/** How a channel does, in a sentence; null while it is off and nothing is wrong. */
export function deliveryLine(delivery: Delivery, now: number, format: Formats): DeliveryLine | null {
  const { state, message, lastSentAt, lastFailedAt, waitingCount } = delivery
  const failed = lastFailedAt === null ? '' : ` (${format.ago(lastFailedAt, now)})`
  const waiting = waitingCount > 0 ? ` ${format.count(waitingCount)} waiting.` : ''
  switch (state) {
    case 'off':
      return message === null ? null : { tone: 'quiet', text: message }
    case 'unavailable':
      return { tone: 'warn', text: message ?? 'Not possible on this machine.' }
    case 'incomplete':
      return { tone: 'warn', text: message ?? 'Something is missing.' }
    case 'retrying':
      return {
        tone: 'warn',
        text: `Trying again${failed}: ${message ?? 'the last attempt failed.'}${waiting}`,
      }
    case 'failing':
      return { tone: 'bad', text: `Failed${failed}: ${message ?? 'the message was not taken.'}${waiting}` }
    case 'ready': {
      const sent = lastSentAt === null ? 'Ready.' : `Last sent ${format.ago(lastSentAt, now)}.`
      return { tone: lastSentAt === null ? 'quiet' : 'good', text: `${sent}${waiting}` }
    }
  }
}
