import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { ChannelMessage, SendOutcome } from '../../../../../main/channels/sender'
import { webhookBody } from '../../../../../main/channels/webhook'
import { createChannelDesk } from '../../../../../main/engine/channels/channel-desk'
import { isQuiet } from '../../../../../main/engine/channels/quiet-hours'
import { openJsonFile } from '../../../../../main/engine/json-file'
import { openSecretStore } from '../../../../../main/engine/secret-store'
import type { ChannelsPatchInput } from '../../../../../shared/model/channel'
import { planNotifications, resolvedNotification } from '../../../../../shared/rules/notification-plan'
import type { ChannelObservation } from '../../../../../shared/rules/observation'
import { settle } from '../../../../support/alert-desk'
import { anAlert } from '../../../../support/alerts'
import { createFakeClock } from '../../../../support/fake-clock'

const folders: string[] = []
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })))

const dead: SendOutcome = { isSent: false, canRetry: true, message: 'Slack cannot be reached.' }
const secretUrl = 'https://hooks.slack.com/services/T0/B0/secret-token'

interface DeskOptions {
  readonly folder?: string
  readonly startsAt?: number
  readonly hasKeychain?: boolean
  readonly isDemo?: boolean
  /** The keychain asks the user before it hands anything out. */
  readonly userAnswers?: Promise<void>
}

async function makeDesk(options: DeskOptions = {}) {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'sextant-channels-'))
  folders.push(folder)
  const clock = createFakeClock(options.startsAt)
  const lines: string[] = []
  const log = (_level: string, message: string) => void lines.push(message)
  const sent: ChannelMessage[] = []
  const observed: ChannelObservation[] = []
  let outcome: SendOutcome = { isSent: true }
  let firing: ReadonlySet<string> | null = null
  const send = (message: ChannelMessage) => {
    sent.push(message)
    return Promise.resolve(outcome)
  }
  const hasKeychain = options.hasKeychain ?? true
  const asked: { url: string; authorization: string | null; host: string; password: string | null }[] = []
  const none = { url: '', authorization: null, host: '', password: null }
  const desk = createChannelDesk({
    clock,
    log,
    isDemo: options.isDemo ?? false,
    file: await openJsonFile({ path: join(folder, 'channels.json'), what: 'Channels', log }),
    secrets: await openSecretStore({
      path: join(folder, 'secrets.json'),
      cipher: {
        isAvailable: () => Promise.resolve(hasKeychain),
        encrypt: (text) => Promise.resolve(Buffer.from(text).map((byte) => byte ^ 0x5a)),
        decrypt: async (bytes) => {
          await options.userAnswers
          return Buffer.from(bytes.map((byte) => byte ^ 0x5a)).toString()
        },
      },
      log,
    }),
    senders: {
      notifications: send,
      slack: (_url, message) => send(message),
      email: ({ host }, password, message) => {
        asked.push({ ...none, host, password })
        return send(message)
      },
      webhook: (url, authorization, message) => {
        asked.push({ ...none, url, authorization })
        return send(message)
      },
    },
    notificationsUnavailable: () => null,
    stillFiring: (ids) => Promise.resolve(firing ?? new Set(ids)),
    observe: (observation) => observed.push(observation),
  })
  await settle()
  return {
    folder,
    clock,
    desk,
    asked,
    lines,
    sent,
    observed,
    update: (patch: ChannelsPatchInput) => desk.update(patch),
    notify: (...alerts: ReturnType<typeof anAlert>[]) => desk.notify(planNotifications(alerts)),
    setOutcome: (next: SendOutcome) => (outcome = next),
    setFiring: (ids: readonly string[]) => (firing = new Set(ids)),
    async pass(ms: number, steps = 20) {
      for (let step = 0; step < steps; step++) {
        clock.advance(ms / steps)
        await settle()
      }
    },
  }
}

const slackOn = { slack: { isEnabled: true, url: secretUrl } } satisfies ChannelsPatchInput

describe('channels', () => {
  it('say of every message that it tells of demo data: alerts, what is over, digests and tests', async () => {
    const night = new Date(2026, 0, 5, 23, 0).getTime()
    const { desk, sent, notify, update, pass } = await makeDesk({ isDemo: true, startsAt: night })
    await update({ ...slackOn, notifications: { isEnabled: true, tellsResolved: true } })
    notify(anAlert())
    await settle()
    desk.notify([resolvedNotification(anAlert())])
    await desk.test('slack')
    await update({ quietHours: { isEnabled: true, from: '22:00', to: '07:00' } })
    notify(anAlert(2))
    await pass(9 * 3_600_000)
    expect(new Set(sent.map(({ notification }) => notification.kind))).toContain('resolved')
    expect(sent.some(({ isTest }) => isTest)).toBe(true)
    expect(sent.length).toBeGreaterThanOrEqual(5)
    for (const message of sent) {
      expect(message.notification.title).toMatch(/^Demo: (?!Demo)/)
      expect(webhookBody(message)).toMatchObject({ is_demo: true })
    }
  })

  it('tell nothing until they are turned on', async () => {
    const { desk, sent, notify } = await makeDesk()
    notify(anAlert())
    await settle()
    expect(sent).toEqual([])
    const state = desk.state()
    expect(
      [state.notifications, state.slack, state.email, state.webhook].map(({ delivery }) => delivery.state),
    ).toEqual(['off', 'off', 'off', 'off'])
    await desk.dispose()
  })

  it('say what is missing, and take it', async () => {
    const { desk, update } = await makeDesk()
    await update({ slack: { isEnabled: true } })
    expect(desk.state().slack.delivery).toMatchObject({
      state: 'incomplete',
      message: 'Enter the address of an incoming webhook of Slack.',
    })
    expect(await update({ slack: { url: 'ftp://example.org' } })).toMatchObject({ ok: false })
    expect(await update({ webhook: { url: 'https://user:word@example.org/' } })).toMatchObject({ ok: false })
    await update(slackOn)
    expect(desk.state().slack).toMatchObject({
      destination: 'https://hooks.slack.com',
      delivery: { state: 'ready', message: null },
    })
    await desk.dispose()
  })

  it('keep secrets out of settings, state and log, over a restart', async () => {
    const first = await makeDesk()
    await first.update({
      ...slackOn,
      email: { host: 'mail.example.org', password: 'secret-word' },
      webhook: { url: 'https://example.org/hook/secret-token', authorization: 'Bearer secret-bearer' },
    })
    first.setOutcome({ ...dead, detail: 'ECONNREFUSED' })
    first.notify(anAlert())
    await settle()
    await first.desk.dispose()
    const files = ['channels.json', 'secrets.json'].map((name) =>
      readFileSync(join(first.folder, name), 'utf8'),
    )
    for (const text of [...files, JSON.stringify(first.desk.state()), first.lines.join('\n')]) {
      expect(text).not.toMatch(/secret-/)
    }
    const second = await makeDesk({ folder: first.folder })
    expect(second.desk.state()).toMatchObject({
      slack: { isEnabled: true, destination: 'https://hooks.slack.com' },
      email: { host: 'mail.example.org', hasPassword: true },
      webhook: { hasAuthorization: true },
      secretsLast: 'keychain',
    })
    await second.update({ webhook: { url: null, authorization: null } })
    expect(second.desk.state().webhook).toMatchObject({ destination: null, hasAuthorization: false })
    await second.desk.dispose()
  })

  it('say when secrets last for the session only, and ask the keychain for nothing without need', async () => {
    const { desk, update } = await makeDesk({ hasKeychain: false })
    expect(desk.state().secretsLast).toBeNull()
    await update(slackOn)
    expect(desk.state().secretsLast).toBe('session')
    await desk.dispose()
  })

  it('start without waiting for the keychain, and say where they send once it has answered', async () => {
    const first = await makeDesk()
    await first.update({ ...slackOn, notifications: { isEnabled: true } })
    await first.desk.dispose()
    let answer: () => void = () => {}
    const userAnswers = new Promise<void>((resolve) => (answer = resolve))
    const { desk, sent, notify } = await makeDesk({ folder: first.folder, userAnswers })
    const destinations: (string | null)[] = []
    desk.onChange(({ slack }) => destinations.push(slack.destination))
    expect(desk.state().slack).toMatchObject({ isEnabled: true, destination: null })
    notify(anAlert())
    await settle()
    expect(sent).toHaveLength(1)
    answer()
    await settle()
    expect(destinations.at(-1)).toBe('https://hooks.slack.com')
    expect(sent).toHaveLength(2)
    await desk.dispose()
  })

  it('show what was entered for one host to no other, and go on with it at the same one', async () => {
    const { desk, asked, update, notify, setOutcome, pass } = await makeDesk()
    const webhook = {
      isEnabled: true,
      url: 'https://one.example.org/hook',
      authorization: 'Bearer secret-one',
    }
    const email = { isEnabled: true, host: 'mail.example.org', userName: 'ada', password: 'secret-word' }
    await update({ webhook, email: { ...email, from: 'ada@example.org', to: ['ada@example.org'] } })
    setOutcome(dead)
    notify(anAlert())
    await settle()
    await update({ webhook: { url: 'https://one.example.org/other' }, email: { host: 'MAIL.example.org' } })
    await settle()
    await update({ webhook: { url: 'https://two.example.org/hook' }, email: { host: 'mail.example.net' } })
    await pass(60_000)
    expect(
      new Set(asked.map(({ url, host, ...secrets }) => `${url}${host} ${Object.values(secrets).join('')}`)),
    ).toEqual(
      new Set([
        'https://one.example.org/hook Bearer secret-one',
        'mail.example.org secret-word',
        'https://one.example.org/other Bearer secret-one',
        'MAIL.example.org secret-word',
        'https://two.example.org/hook ',
      ]),
    )
    expect(desk.state()).toMatchObject({
      webhook: { hasAuthorization: false },
      email: { hasPassword: false, delivery: { message: 'Enter the password of the mail server.' } },
    })
    await update({ webhook: { url: 'https://three.example.org/', authorization: 'Bearer secret-three' } })
    expect(desk.state().webhook.hasAuthorization).toBe(true)
    await desk.dispose()
  })

  it('route by severity: of a mixed group only what was chosen', async () => {
    const { desk, sent, update, notify } = await makeDesk()
    await update({ slack: { ...slackOn.slack, severities: ['critical'] } })
    notify(anAlert(1), anAlert(2, { severity: 'critical' }), anAlert(3, { severity: 'info' }))
    await settle()
    expect(sent.map(({ notification }) => notification.alerts.map(({ id }) => id))).toEqual([['alert-2']])
    desk.notify([resolvedNotification(anAlert(2, { severity: 'critical' }))])
    await settle()
    expect(sent).toHaveLength(1)
    await update({ slack: { tellsResolved: true } })
    desk.notify([resolvedNotification(anAlert(2, { severity: 'critical' }))])
    await settle()
    expect(sent[1]?.notification.kind).toBe('resolved')
    await desk.dispose()
  })

  it('try again with growing pauses under one delivery id, and say so meanwhile', async () => {
    const { desk, sent, update, notify, setOutcome, pass } = await makeDesk()
    await update(slackOn)
    setOutcome(dead)
    notify(anAlert())
    await settle()
    expect(desk.state().slack.delivery).toMatchObject({
      state: 'retrying',
      message: 'Slack cannot be reached.',
      waitingCount: 1,
    })
    await pass(6_000)
    expect(sent).toHaveLength(2)
    await pass(20_000)
    expect(sent).toHaveLength(2)
    setOutcome({ isSent: true })
    await pass(20_000)
    expect(sent).toHaveLength(3)
    expect(new Set(sent.map(({ deliveryId }) => deliveryId)).size).toBe(1)
    expect(desk.state().slack.delivery).toMatchObject({ state: 'ready', message: null, waitingCount: 0 })
    await desk.dispose()
  })

  it('give up in the end, are an alert once, and are over with the next message that goes through', async () => {
    const { desk, sent, observed, update, notify, setOutcome, pass } = await makeDesk()
    await update(slackOn)
    setOutcome(dead)
    for (let index = 0; index < 40; index++) {
      notify(anAlert(index))
      await settle()
    }
    await pass(2 * 3_600_000, 400)
    expect(desk.state().slack.delivery.state).toBe('failing')
    expect(observed.map(({ isFailing }) => isFailing)).toEqual([true])
    setOutcome({ isSent: true })
    await pass(4 * 3_600_000, 400)
    expect(observed.map(({ isFailing }) => isFailing)).toEqual([true, false])
    // What had piled up behind the first came as one.
    expect(sent.at(-1)?.notification).toMatchObject({ kind: 'summary', title: '39 alerts' })
    await desk.dispose()
  })

  it('tell after a dead host what fires and what is over apart, and of neither what came and went', async () => {
    const { desk, sent, update, notify, setOutcome, pass } = await makeDesk()
    await update({ webhook: { isEnabled: true, url: 'https://example.org/hook', tellsResolved: true } })
    for (const index of [1, 2]) {
      notify(anAlert(index))
      await settle()
    }
    setOutcome(dead)
    const over = (index: number) => desk.notify([resolvedNotification(anAlert(index, { state: 'resolved' }))])
    notify(anAlert(3))
    await settle()
    over(1)
    notify(anAlert(4))
    over(4)
    over(2)
    notify(anAlert(5))
    await settle()
    const before = sent.length
    setOutcome({ isSent: true })
    await pass(60_000)
    const bodies = sent.slice(before).map((message) => webhookBody(message) as Record<string, unknown>)
    expect(bodies.map(({ event, title }) => [event, title])).toEqual([
      ['fired', 'run 3 failed'],
      ['fired', 'run 5 failed'],
      ['resolved', '2 alerts resolved'],
    ])
    await desk.dispose()
  })

  it('tell in the morning that it is over, when they told before the night that it fires', async () => {
    const at = (hour: number) => new Date(2026, 10, 25, hour).getTime()
    const { desk, sent, update, notify, pass } = await makeDesk({ startsAt: at(21) })
    const quietHours = { isEnabled: true, from: '22:00', to: '07:00' }
    await update({ slack: { ...slackOn.slack, tellsResolved: true }, quietHours })
    notify(anAlert(1))
    await pass(2 * 3_600_000, 100)
    desk.notify([resolvedNotification(anAlert(1, { state: 'resolved' }))])
    await settle()
    expect(sent.map(({ notification }) => notification.kind)).toEqual(['single'])
    expect(desk.state().slack.delivery.waitingCount).toBe(1)
    await pass(9 * 3_600_000, 200)
    expect(sent.map(({ notification }) => notification.title)).toEqual([
      'run 1 failed',
      'Resolved: run 1 failed',
    ])
    await desk.dispose()
  })

  it('do not try again what will never work', async () => {
    const { desk, sent, update, notify, setOutcome, pass } = await makeDesk()
    await update(slackOn)
    setOutcome({ isSent: false, canRetry: false, message: 'Slack answered 404.' })
    notify(anAlert())
    await pass(3_600_000)
    expect(sent).toHaveLength(1)
    expect(desk.state().slack.delivery).toMatchObject({ state: 'failing', message: 'Slack answered 404.' })
    await desk.dispose()
  })

  it('are quiet at night but for what is critical, and tell the rest as one digest', async () => {
    const at = (hour: number) => new Date(2026, 10, 25, hour).getTime()
    const { desk, sent, update, notify, setFiring, pass } = await makeDesk({ startsAt: at(23) })
    const quietHours = { isEnabled: true, from: '22:00', to: '07:00' }
    await update({ ...slackOn, quietHours })
    notify(anAlert(1))
    notify(anAlert(2), anAlert(3))
    notify(anAlert(4, { severity: 'critical' }))
    await settle()
    expect(sent.map(({ notification }) => notification.title)).toEqual(['run 4 failed'])
    expect(desk.state()).toMatchObject({
      quietHours: { isQuietNow: true },
      slack: { delivery: { waitingCount: 3 } },
    })
    setFiring(['alert-1', 'alert-3'])
    await pass(8 * 3_600_000 + 60_000, 200)
    expect(sent).toHaveLength(2)
    expect(sent[1]?.notification).toMatchObject({ title: 'While it was quiet: 2 alerts' })
    expect(sent[1]?.notification.alerts.map(({ id }) => id)).toEqual(['alert-1', 'alert-3'])
    await desk.dispose()
  })

  it('test a channel whatever the hour and the severities', async () => {
    const { desk, sent, update, setOutcome } = await makeDesk()
    expect(await desk.test('email')).toEqual({
      isDelivered: false,
      message: 'Enter the name of the mail server.',
    })
    await update({ slack: { url: secretUrl } })
    expect(await desk.test('slack')).toEqual({ isDelivered: true, message: 'Slack took the test message.' })
    expect(sent[0]).toMatchObject({ isTest: true, notification: { title: 'Test from Sextant' } })
    setOutcome(dead)
    expect(await desk.test('slack')).toEqual({ isDelivered: false, message: 'Slack cannot be reached.' })
    await desk.dispose()
  })
})

describe('quiet hours', () => {
  const at = (hour: number, minute = 0) => new Date(2026, 5, 1, hour, minute).getTime()
  const hours = (from: string, to: string) => ({ isEnabled: true, from, to, letsCriticalThrough: true })
  it.each([
    ['22:00', '08:00', 23, true],
    ['22:00', '08:00', 3, true],
    ['22:00', '08:00', 8, false],
    ['22:00', '08:00', 12, false],
    ['09:00', '17:00', 9, true],
    ['09:00', '17:00', 17, false],
    ['00:00', '00:00', 0, false],
  ])('%s to %s at %i h: %s', (from, to, hour, expected) => {
    expect(isQuiet(hours(from, to), at(hour))).toBe(expected)
    expect(isQuiet({ ...hours(from, to), isEnabled: false }, at(hour))).toBe(false)
  })
})
