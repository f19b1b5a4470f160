import { readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { SMTPServer } from 'smtp-server'
import { writeExperiment, writeRun } from '../support/file-store'
import { expect, test } from './support'

const experimentId = '821770307574351362'
const secrets = {
  slack: 'T0SECRET/B0SECRET/slack-token-8271',
  webhook: 'webhook-token-5519',
  authorization: 'Bearer authorization-token-3310',
  password: 'mail-password-9042',
}

interface Post {
  readonly url: string
  readonly authorization: string | undefined
  readonly body: { readonly event?: string; readonly text?: string }
}

async function receiver() {
  const posts: Post[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      const { url = '', headers } = request
      posts.push({ url, authorization: headers.authorization, body: JSON.parse(text) as Post['body'] })
      response.writeHead(200).end('ok')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { origin: `http://127.0.0.1:${port}`, posts, close: () => server.close() }
}

async function mailServer() {
  const mails: { readonly user: string | undefined; readonly text: string }[] = []
  let user: string | undefined
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth({ username, password }, _session, done) {
      user = password === secrets.password ? username : undefined
      if (user === undefined) done(new Error('Wrong password'))
      else done(null, { user: username })
    },
    onData(stream, _session, done) {
      let text = ''
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
      stream.on('end', () => {
        mails.push({ user, text })
        done()
      })
    },
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return { port, mails, close: () => new Promise<void>((resolve) => server.close(resolve)) }
}

async function openChannel(page: Page, name: string): Promise<Locator> {
  await page.evaluate(() => (location.hash = '#/settings#notifications'))
  const group = page.getByRole('group', { name, exact: true })
  await group.getByRole('switch', { name }).click()
  return group
}

async function keep(group: Locator, label: string, secret: string): Promise<void> {
  const replace = group.getByRole('button', { name: `Replace ${label}` })
  if (await replace.isVisible()) await replace.click()
  await group.getByRole('textbox', { name: label }).fill(secret)
  await group.getByRole('button', { name: 'Keep', exact: true }).first().click()
  await expect(replace).toBeVisible()
}

async function fill(group: Locator, label: string, text: string): Promise<void> {
  const field = group.getByLabel(label, { exact: true })
  await field.fill(text)
  await field.press('Tab')
}

const sendTest = (group: Locator) => group.getByRole('button', { name: 'Send a test' }).click()

/** Every file that the app left, whatever its kind. */
async function filesWith(folder: string, texts: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const bytes = await readFile(path)
    if (texts.some((text) => bytes.includes(text))) found.push(path)
  }
  return found
}

test('Slack, e-mail and a webhook are set up in the window, tried, and keep their secrets', async ({
  start,
}) => {
  const http = await receiver()
  const smtp = await mailServer()
  const { app, page, userData, close } = await start()
  const output: string[] = []
  app.process().stdout?.on('data', (chunk: Buffer) => output.push(chunk.toString()))
  app.process().stderr?.on('data', (chunk: Buffer) => output.push(chunk.toString()))

  const slack = await openChannel(page, 'Slack')
  await expect(slack.getByRole('button', { name: 'Send a test' })).toBeDisabled()
  await keep(slack, 'the address', `${http.origin}/services/${secrets.slack}`)
  await expect(slack.getByText(http.origin, { exact: true })).toBeVisible()
  await sendTest(slack)
  await expect(slack.getByText('Slack took the test message.')).toBeVisible()
  expect(http.posts.at(-1)).toMatchObject({ url: `/services/${secrets.slack}` })

  const webhook = await openChannel(page, 'Webhook')
  await keep(webhook, 'the address', `${http.origin}/alerts?key=${secrets.webhook}`)
  await keep(webhook, 'the authorization', secrets.authorization)
  await sendTest(webhook)
  await expect(webhook.getByText('The webhook took the test message.')).toBeVisible()
  expect(http.posts.at(-1)).toMatchObject({
    url: `/alerts?key=${secrets.webhook}`,
    authorization: secrets.authorization,
    body: { event: 'test' },
  })

  const email = await openChannel(page, 'E-mail')
  await fill(email, 'Mail server', '127.0.0.1')
  await email.getByLabel('Security').selectOption('none')
  await fill(email, 'Port', String(smtp.port))
  await fill(email, 'User name', 'ada')
  await fill(email, 'From', 'sextant@example.org')
  await fill(email, 'To', 'ada@example.org, grace@example.org')
  await keep(email, 'the password', 'wrong')
  await sendTest(email)
  await expect(email.getByText('127.0.0.1 did not accept the user name and password.').last()).toBeVisible()
  await keep(email, 'the password', secrets.password)
  await sendTest(email)
  await expect(email.getByText('E-mail took the test message.')).toBeVisible()
  expect(smtp.mails).toHaveLength(1)
  expect(smtp.mails[0]).toMatchObject({ user: 'ada' })
  expect(smtp.mails[0]?.text).toContain('Subject: [Sextant]')

  // Nobody listens there any more.
  http.close()
  await keep(webhook, 'the address', `http://127.0.0.1:1/${secrets.webhook}`)
  await sendTest(webhook)
  await expect(webhook.getByText('The webhook cannot be reached.').last()).toBeVisible()
  await smtp.close()
  await sendTest(email)
  await expect(email.getByText('127.0.0.1 cannot be reached, or broke off.').last()).toBeVisible()

  await close()
  expect(await filesWith(userData, Object.values(secrets))).toEqual([])
  expect(Object.values(secrets).filter((secret) => output.join('').includes(secret))).toEqual([])
})

const clockText = (at: number) => {
  const date = new Date(at)
  return `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`
}

test('severities and quiet hours set in the window decide who is told, and when', async ({
  folder,
  start,
}) => {
  const http = await receiver()
  const root = join(folder, 'repo')
  const store = join(root, 'mlruns')
  writeExperiment(store, experimentId, 'lora', { project: 'lora' })
  const startTime = Date.now() - 60_000
  const runs = ['first', 'second'].map((name, index) => ({
    runId: String(index + 1).repeat(32),
    name,
    startTime,
    metrics: { loss: [`${startTime} 2.5 0`] },
  }))
  for (const run of runs) writeRun(store, experimentId, { ...run, status: 1 })
  const { page } = await start({ roots: [root] })
  await expect(page.getByText('second').first()).toBeVisible({ timeout: 15_000 })

  const slack = await openChannel(page, 'Slack')
  await keep(slack, 'the address', `${http.origin}/slack`)
  const webhook = await openChannel(page, 'Webhook')
  await keep(webhook, 'the address', `${http.origin}/webhook`)
  // A failed run is an error: the webhook is for what is worse.
  await webhook.getByRole('checkbox', { name: 'Error' }).uncheck()
  await webhook.getByRole('checkbox', { name: 'Warning' }).uncheck()
  const told = () => http.posts.map(({ url, body }) => `${url} ${body.text ?? body.event ?? ''}`)

  const [first, second] = runs
  if (first === undefined || second === undefined) throw new Error('two runs')
  writeRun(store, experimentId, { ...first, status: 4 })
  await expect.poll(told, { timeout: 15_000 }).toEqual(['/slack first failed'])

  const quiet = page.getByRole('group', { name: 'Quiet hours' })
  await quiet.getByRole('switch', { name: 'Quiet hours' }).click()
  await fill(quiet, 'From', clockText(Date.now() - 3_600_000))
  await fill(quiet, 'To', clockText(Date.now() + 3_600_000))
  await expect(quiet.getByText('It is quiet now.')).toBeVisible()
  writeRun(store, experimentId, { ...second, status: 4 })
  await expect(slack.getByText(/1 waiting/)).toBeVisible({ timeout: 15_000 })
  expect(told()).toEqual(['/slack first failed'])
  http.close()
})
