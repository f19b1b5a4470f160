import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterEach, describe, expect, it } from 'vitest'
import { sendMail, type MailSettings } from '../../../../main/channels/email'
import type { ChannelMessage } from '../../../../main/channels/sender'
import { sendToSlack, slackBody } from '../../../../main/channels/slack'
import { sendToWebhook } from '../../../../main/channels/webhook'
import { planNotifications } from '../../../../shared/rules/notification-plan'
import { anAlert } from '../../../support/alerts'

const closers: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
}

/** A receiver on 127.0.0.1 that answers each request with the next status. */
async function receiver(answers: readonly { status: number; headers?: Record<string, string> }[]) {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      received.push({
        headers: request.headers,
        body: JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown,
      })
      const { status, headers = {} } = answers[Math.min(received.length, answers.length) - 1] ?? {
        status: 200,
      }
      response.writeHead(status, headers).end('secret words of the server')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => new Promise<void>((resolve) => server.close(() => resolve())))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/services/T0/B0/secret-token`, received }
}

function messageOf(alerts = [anAlert()]): ChannelMessage {
  const [notification] = planNotifications(alerts)
  if (notification === undefined) throw new Error('nothing to tell')
  return { notification, deliveryId: 'delivery-1', isTest: false, at: 1_800_000_000_000 }
}

describe('the webhook', () => {
  it('sends the documented JSON with its headers', async () => {
    const { url, received } = await receiver([{ status: 204 }])
    expect(await sendToWebhook(url, 'Bearer abc', messageOf())).toEqual({ isSent: true })
    expect(received[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      authorization: 'Bearer abc',
      'x-sextant-delivery': 'delivery-1',
    })
    expect(received[0]?.body).toMatchObject({
      version: 1,
      event: 'fired',
      delivery_id: 'delivery-1',
      severity: 'error',
      alerts_total: 1,
      alerts: [{ fingerprint: 'run.failed:run:1', rule_id: 'run.failed', value: null, run_id: 'run-1' }],
    })
  })

  it('tells what may be better later from what will not, and never the server’s words or the address', async () => {
    const { url } = await receiver([
      { status: 503 },
      { status: 429, headers: { 'retry-after': '120' } },
      { status: 404 },
      { status: 302, headers: { location: 'http://127.0.0.1:1/' } },
    ])
    const answers = []
    for (let index = 0; index < 4; index++) answers.push(await sendToWebhook(url, null, messageOf()))
    expect(answers).toMatchObject([
      { isSent: false, canRetry: true },
      { isSent: false, canRetry: true, retryAfterMs: 120_000 },
      { isSent: false, canRetry: false },
      { isSent: false, canRetry: false },
    ])
    expect(JSON.stringify(answers)).not.toMatch(/secret/)
  })

  it('is retried when nobody listens', async () => {
    const { url } = await receiver([])
    for (const close of closers.splice(0)) await close()
    const answer = await sendToWebhook(url, null, messageOf())
    expect(answer).toMatchObject({ isSent: false, canRetry: true, message: 'The webhook cannot be reached.' })
    expect(JSON.stringify(answer)).not.toMatch(/secret/)
  })
})

describe('Slack', () => {
  it('gets one readable message for many alerts', async () => {
    const { url, received } = await receiver([{ status: 200 }])
    const alerts = Array.from({ length: 2_000 }, (_, index) => anAlert(index))
    expect(await sendToSlack(url, messageOf(alerts))).toEqual({ isSent: true })
    expect(received).toHaveLength(1)
    expect(JSON.stringify(received[0]?.body)).toContain('… and 1990 more, listed in Sextant')
  })

  it('cannot be made to mention people or link elsewhere by a run’s name', () => {
    const body = JSON.stringify(slackBody(messageOf([anAlert(1, { title: '<!channel> & <http://x|y>' })])))
    expect(body).toContain('&lt;!channel&gt; &amp; &lt;http://x|y&gt;')
    expect(body).not.toContain('<!channel>')
  })

  it('keeps within the length of a section', () => {
    const long = 'x'.repeat(5_000)
    const body = slackBody(messageOf([anAlert(1, { title: long }), anAlert(2, { title: long })])) as {
      blocks: { text: { text: string } }[]
    }
    expect(body.blocks[0]?.text.text.length).toBeLessThan(3_000)
  })
})

interface Mail {
  readonly from: string
  readonly to: readonly string[]
  readonly text: string
  readonly user: string | null
}

async function mailServer(
  options: { readonly refuse?: number; readonly password?: string; readonly hasTls?: boolean } = {},
) {
  const mails: Mail[] = []
  const server = new SMTPServer({
    authOptional: options.password === undefined,
    allowInsecureAuth: true,
    hideSTARTTLS: true,
    ...(options.hasTls === true ? {} : { disabledCommands: ['STARTTLS'] }),
    onAuth: (auth, _session, callback) => {
      if (auth.password === options.password) callback(null, { user: auth.username })
      else callback(new Error('no'))
    },
    onRcptTo: (_address, _session, callback) => {
      if (options.refuse === undefined) callback()
      else callback(Object.assign(new Error('refused'), { responseCode: options.refuse }))
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString('utf8'),
          user: typeof session.user === 'string' ? session.user : null,
        })
        callback()
      })
    },
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  closers.push(() => new Promise<void>((resolve) => server.close(() => resolve())))
  const { port } = server.server.address() as AddressInfo
  const settings: MailSettings = {
    host: '127.0.0.1',
    port,
    security: 'none',
    userName: options.password === undefined ? '' : 'mara',
    from: 'sextant@example.org',
    to: ['mara@example.org', 'ada@example.org'],
  }
  return { settings, mails }
}

describe('e-mail', () => {
  it('arrives with a subject that says what is wrong', async () => {
    const { settings, mails } = await mailServer({ password: 'right' })
    expect(await sendMail(settings, 'right', messageOf([anAlert(1), anAlert(2)]))).toEqual({ isSent: true })
    expect(mails).toMatchObject([
      { from: 'sextant@example.org', to: ['mara@example.org', 'ada@example.org'], user: 'mara' },
    ])
    expect(mails[0]?.text).toContain('Subject: [Sextant] error: 2 new alerts in churn')
    expect(mails[0]?.text).toContain('run 2 failed')
    expect(mails[0]?.text).toContain('X-Sextant-Delivery: delivery-1')
  })

  it('says when the password is wrong, without repeating it', async () => {
    const { settings } = await mailServer({ password: 'right' })
    const answer = await sendMail(settings, 'wrong-password', messageOf())
    expect(answer).toMatchObject({ isSent: false, canRetry: false })
    expect(JSON.stringify(answer)).toContain('did not accept the user name and password')
    expect(JSON.stringify(answer)).not.toContain('wrong-password')
  })

  it('gives neither password nor text to a server that offers no encryption when that was chosen', async () => {
    const { settings, mails } = await mailServer({ password: 'right' })
    const answer = await sendMail({ ...settings, security: 'starttls' }, 'right', messageOf())
    expect(answer).toMatchObject({ isSent: false, canRetry: false })
    expect(mails).toEqual([])
    const untrusted = await mailServer({ password: 'right', hasTls: true })
    expect(
      await sendMail({ ...untrusted.settings, security: 'starttls' }, 'right', messageOf()),
    ).toMatchObject({
      canRetry: false,
      message: 'The certificate of 127.0.0.1 is not one this Mac trusts.',
    })
    expect(untrusted.mails).toEqual([])
  })

  it('tries again after a "later" and not after a "never"', async () => {
    const later = await mailServer({ refuse: 451 })
    expect(await sendMail(later.settings, null, messageOf())).toMatchObject({ isSent: false, canRetry: true })
    const never = await mailServer({ refuse: 550 })
    expect(await sendMail(never.settings, null, messageOf())).toMatchObject({
      isSent: false,
      canRetry: false,
    })
  })

  it('is one line in its subject, whatever a run is called', async () => {
    const { settings, mails } = await mailServer()
    await sendMail(settings, null, messageOf([anAlert(1, { title: 'a\r\nBcc: everyone@example.org' })]))
    expect(mails[0]?.to).toHaveLength(2)
    const [head = ''] = mails[0]?.text.split('\r\n\r\n') ?? []
    expect(head).not.toMatch(/^Bcc:/m)
  })
})
