import { randomUUID } from 'node:crypto'
import * as v from 'valibot'
import type { Clock } from '../../../shared/clock'
import type { Disposable } from '../../../shared/lifecycle'
import {
  channelNames,
  ChannelsSchema,
  defaultChannels,
  type ChannelName,
  type Channels,
  type ChannelsPatch,
  type ChannelsState,
  type ChannelTestOutcome,
} from '../../../shared/model/channel'
import { fail, ok, type Result } from '../../../shared/result'
import type { Notification } from '../../../shared/rules/notification-plan'
import type { ChannelObservation } from '../../../shared/rules/observation'
import { channelSubject } from '../../../shared/rules/subjects'
import type { ChannelMessage, SendOutcome } from '../../channels/sender'
import type { Log } from '../../log'
import type { JsonFile } from '../json-file'
import type { SecretStore } from '../secret-store'
import { withPatch } from './channel-choices'
import { deliveryOf, faultOfUrl, secretNames, whatIsMissing } from './channel-state'
import { createChannelSecrets } from './channel-secrets'
import { createDeliveryQueue, type DeliveryQueue } from './delivery-queue'
import { createHeldAlerts } from './held-alerts'
import { markedAsDemo, mergedMessages, testNotification } from './messages'
import { isQuiet } from './quiet-hours'
import { routed } from './routing'

/** How a channel's messages leave; secrets are handed over for one message and kept by nobody. */
export interface ChannelSenders {
  notifications(message: ChannelMessage): Promise<SendOutcome>
  slack(url: string, message: ChannelMessage): Promise<SendOutcome>
  email(settings: Channels['email'], password: string | null, message: ChannelMessage): Promise<SendOutcome>
  webhook(url: string, authorization: string | null, message: ChannelMessage): Promise<SendOutcome>
}

export interface ChannelDeskOptions {
  readonly clock: Clock
  readonly log: Log
  /** The alerts are of made-up data, which every message says. */
  readonly isDemo: boolean
  readonly file: JsonFile
  readonly secrets: Pick<SecretStore, 'get' | 'set' | 'remove' | 'has' | 'keeping'>
  readonly senders: ChannelSenders
  /** Why macOS notifications cannot be shown at all, or null. */
  readonly notificationsUnavailable: () => string | null
  /** Of these alerts the ids of those that nobody has looked at and that still fire. */
  readonly stillFiring: (ids: readonly string[]) => Promise<ReadonlySet<string>>
  /** For the rule about channels that fail. */
  readonly observe: (observation: ChannelObservation) => void
}

/** Tells alerts elsewhere: who gets what, when it is quiet, what failed. The inbox never depends on it. */
export interface ChannelDesk extends Disposable {
  state(): ChannelsState
  update(patch: ChannelsPatch): Promise<Result<ChannelsState>>
  notify(notifications: readonly Notification[]): void
  test(channel: ChannelName): Promise<ChannelTestOutcome>
  onChange(listen: (state: ChannelsState) => void): () => void
}

const labels: Readonly<Record<ChannelName, string>> = {
  notifications: 'macOS notifications',
  slack: 'Slack',
  email: 'E-mail',
  webhook: 'The webhook',
}
const quietCheckMs = 30_000

export function createChannelDesk(options: ChannelDeskOptions): ChannelDesk {
  const { clock, log, file, senders } = options
  const listeners = new Set<(state: ChannelsState) => void>()
  const parsed = v.safeParse(ChannelsSchema, file.content)
  let channels = parsed.success ? parsed.output : defaultChannels
  const secrets = createChannelSecrets(options.secrets)
  const held = createHeldAlerts()
  const wasFailing = new Set<ChannelName>()
  const queues = new Map<ChannelName, DeliveryQueue>(channelNames.map((name) => [name, queueOf(name)]))
  let wasQuiet = isQuiet(channels.quietHours, clock.now())

  function queueOf(channel: ChannelName): DeliveryQueue {
    return createDeliveryQueue({
      clock,
      send: (message) => send(channel, message),
      merge: (messages) => mergedMessages(messages, randomUUID, clock.now()),
      onChange: ({ health, lastError }) => {
        const isFailing = health === 'failing'
        if (isFailing !== wasFailing.has(channel) && health !== 'retrying') {
          if (isFailing) wasFailing.add(channel)
          else wasFailing.delete(channel)
          observeHealth(channel, isFailing, lastError ?? '')
        }
        publish()
      },
    })
  }

  function observeHealth(channel: ChannelName, isFailing: boolean, message: string): void {
    const at = clock.now()
    const subject = channelSubject(channel, labels[channel])
    options.observe({ kind: 'channel', subject, at, evidence: `${isFailing}@${at}`, isFailing, message })
  }

  /** The one way out: of single alerts, digests, merged messages and tests alike. */
  async function send(channel: ChannelName, message: ChannelMessage): Promise<SendOutcome> {
    const outcome = await sendWithSecrets(channel, options.isDemo ? markedAsDemo(message) : message)
    if (!outcome.isSent)
      log(
        'warn',
        `${channel}: ${outcome.message}${outcome.detail === undefined ? '' : ` (${outcome.detail})`}`,
      )
    return outcome
  }

  async function sendWithSecrets(channel: ChannelName, message: ChannelMessage): Promise<SendOutcome> {
    const missing = whatIsMissing(channel, channels, secrets.has)
    if (missing !== null) return { isSent: false, canRetry: false, message: missing }
    switch (channel) {
      case 'notifications':
        return senders.notifications(message)
      case 'slack':
        return secrets.use(secretNames.slackUrl, (url) => senders.slack(url ?? '', message))
      case 'email':
        return secrets.use(secretNames.emailPassword, (password) =>
          senders.email(channels.email, password, message),
        )
      case 'webhook':
        return secrets.use(secretNames.webhookUrl, (url) =>
          secrets.use(secretNames.webhookAuthorization, (authorization) =>
            senders.webhook(url ?? '', authorization, message),
          ),
        )
    }
  }

  function notify(notifications: readonly Notification[]): void {
    const isQuietNow = isQuiet(channels.quietHours, clock.now())
    for (const channel of channelNames) {
      for (const notification of notifications) {
        for (const one of routed(channels[channel], notification)) tell(channel, one, isQuietNow)
      }
    }
  }

  function tell(channel: ChannelName, notification: Notification, isQuietNow: boolean): void {
    if (isQuietNow && !isUrgent(notification)) {
      held.hold(channel, notification)
      publish()
      return
    }
    enqueue(channel, notification)
  }

  function isUrgent({ severity, kind }: Notification): boolean {
    return channels.quietHours.letsCriticalThrough && severity === 'critical' && kind !== 'resolved'
  }

  function enqueue(channel: ChannelName, notification: Notification): void {
    queues.get(channel)?.add(messageOf(notification, false))
  }

  function messageOf(notification: Notification, isTest: boolean): ChannelMessage {
    return { notification, isTest, deliveryId: randomUUID(), at: clock.now() }
  }

  /** What was held is told as one digest, without what was resolved or looked at meanwhile. */
  async function watchQuietHours(): Promise<void> {
    const isQuietNow = isQuiet(channels.quietHours, clock.now())
    if (isQuietNow === wasQuiet) return
    wasQuiet = isQuietNow
    publish()
    if (isQuietNow) return
    const all = held.ids()
    const firing = all.length === 0 ? new Set<string>() : await options.stillFiring(all)
    for (const [channel, notification] of held.release(firing)) {
      for (const one of routed(channels[channel], notification)) enqueue(channel, one)
    }
    publish()
  }

  function state(): ChannelsState {
    const { destinations, secretsLast } = secrets.state()
    const delivery = (channel: ChannelName) => {
      const queue = queues.get(channel)?.state()
      const missing = whatIsMissing(channel, channels, secrets.has)
      const unavailable = channel === 'notifications' ? options.notificationsUnavailable() : null
      const { isEnabled } = channels[channel]
      return deliveryOf(isEnabled, missing, queue ?? noQueue, held.countOf(channel), unavailable)
    }
    return {
      quietHours: { ...channels.quietHours, isQuietNow: isQuiet(channels.quietHours, clock.now()) },
      notifications: { ...channels.notifications, delivery: delivery('notifications') },
      slack: { ...channels.slack, destination: destinations.slack, delivery: delivery('slack') },
      email: {
        ...channels.email,
        hasPassword: secrets.has(secretNames.emailPassword),
        delivery: delivery('email'),
      },
      webhook: {
        ...channels.webhook,
        destination: destinations.webhook,
        hasAuthorization: secrets.has(secretNames.webhookAuthorization),
        delivery: delivery('webhook'),
      },
      secretsLast,
    }
  }

  function publish(): void {
    const now = state()
    for (const listen of listeners) listen(now)
  }

  async function update(patch: ChannelsPatch): Promise<Result<ChannelsState>> {
    for (const channel of ['slack', 'webhook'] as const) {
      const fault = patch[channel]?.url == null ? null : faultOfUrl(channel, patch[channel].url)
      if (fault !== null) return fail('invalid-input', fault)
    }
    await secrets.keep(patch, channels.email.host)
    channels = withPatch(channels, patch)
    file.save(channels)
    for (const channel of channelNames) {
      if (!channels[channel].isEnabled) stop(channel)
      else if (patch[channel] !== undefined) queues.get(channel)?.retryNow()
    }
    await watchQuietHours()
    publish()
    return ok(state())
  }

  function stop(channel: ChannelName): void {
    held.clear(channel)
    queues.get(channel)?.clear()
  }

  async function test(channel: ChannelName): Promise<ChannelTestOutcome> {
    const outcome = await send(channel, messageOf(testNotification, true))
    if (!outcome.isSent) return { isDelivered: false, message: outcome.message }
    // Whoever mends a channel and sees the test arrive need not wait for the next attempt.
    queues.get(channel)?.retryNow()
    if (wasFailing.delete(channel)) observeHealth(channel, false, '')
    return { isDelivered: true, message: `${labels[channel]} took the test message.` }
  }

  // The keychain may put a question to the user: nothing waits for its answer.
  void secrets.learn().then(publish)
  const timer = clock.every(quietCheckMs, () => void watchQuietHours())
  return {
    state,
    update,
    notify,
    test,
    onChange: (listen) => {
      listeners.add(listen)
      return () => void listeners.delete(listen)
    },
    dispose: async () => {
      timer.dispose()
      for (const queue of queues.values()) await queue.dispose()
      await file.flush()
    },
  }
}

const noQueue = {
  waitingCount: 0,
  lastSentAt: null,
  lastFailedAt: null,
  lastError: null,
  health: 'ready',
} as const
