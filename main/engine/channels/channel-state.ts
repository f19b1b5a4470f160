import type { ChannelName, Channels, Delivery } from '../../../shared/model/channel'
import type { QueueState } from './delivery-queue'

/** What of the secrets is known without reading them. */
export type HasSecret = (name: SecretName) => boolean

export const secretNames = {
  slackUrl: 'channel.slack.url',
  emailPassword: 'channel.email.password',
  webhookUrl: 'channel.webhook.url',
  webhookAuthorization: 'channel.webhook.authorization',
} as const
export type SecretName = (typeof secretNames)[keyof typeof secretNames]

/** A sentence, or null when nothing is missing. */
export function whatIsMissing(channel: ChannelName, channels: Channels, has: HasSecret): string | null {
  switch (channel) {
    case 'notifications':
      return null
    case 'slack':
      return has(secretNames.slackUrl) ? null : 'Enter the address of an incoming webhook of Slack.'
    case 'webhook':
      return has(secretNames.webhookUrl) ? null : 'Enter the address to send to.'
    case 'email': {
      const { host, from, to, userName } = channels.email
      if (host === '') return 'Enter the name of the mail server.'
      if (from === '') return 'Enter the address to send from.'
      if (to.length === 0) return 'Enter at least one address to send to.'
      return userName !== '' && !has(secretNames.emailPassword)
        ? 'Enter the password of the mail server.'
        : null
    }
  }
}

export function deliveryOf(
  isEnabled: boolean,
  missing: string | null,
  queue: QueueState,
  heldCount: number,
  unavailable: string | null,
): Delivery {
  const { lastSentAt, lastFailedAt } = queue
  const common = { lastSentAt, lastFailedAt, waitingCount: queue.waitingCount + heldCount }
  if (!isEnabled) return { ...common, state: 'off', message: null }
  if (unavailable !== null) return { ...common, state: 'unavailable', message: unavailable }
  if (missing !== null) return { ...common, state: 'incomplete', message: missing }
  return { ...common, state: queue.health, message: queue.lastError }
}

/** Why an address cannot be used, or null. Plain HTTP is for this machine and local receivers only. */
export function faultOfUrl(channel: 'slack' | 'webhook', text: string): string | null {
  if (!URL.canParse(text)) return 'This is no address; it begins with https://.'
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'The address must begin with https://.'
  if (url.username !== '' || url.password !== '') {
    return 'The address holds a user name or password; use the authorization for that.'
  }
  const isLocal = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname)
  if (channel === 'slack' && url.protocol === 'http:' && !isLocal)
    return 'The address must begin with https://.'
  return null
}
