import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { goldenStore } from '../contract/golden-store'
import { startMlflowServer, type MlflowServer } from '../support/mlflow-server'
import { windowClient } from '../support/window-client'
import { copyFixture, expect, test } from './support'

const user = { username: 'ada', password: 'pässword: 1' }
/** Deleted ones are not listed. */
const shownRuns = goldenStore.runs.filter((run) => run.lifecycleStage === 'active').length
let server: MlflowServer
test.beforeEach(async () => {
  server = await startMlflowServer(goldenStore, { prefix: '/lab', basic: user })
})
test.afterEach(() => server.stop().catch(() => {}))

const go = (page: Page, hash: string) => page.evaluate((to) => (location.hash = to), hash)
async function runCount(page: Page): Promise<number | null> {
  const answer = await windowClient(page).call('runs.list', { limit: 1 })
  return answer.ok ? answer.value.total : null
}

async function addByDialog(page: Page): Promise<void> {
  await go(page, '#/settings')
  await page.getByRole('button', { name: 'Add tracking server…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a tracking server' })
  // As it is copied from the browser's address line.
  await dialog.getByRole('textbox', { name: 'Address' }).fill(`${server.url}/#/experiments/1?searchFilter=`)
  await dialog.getByRole('button', { name: 'Test' }).click()
  await expect(dialog.getByText('asks for a user name and password')).toBeVisible()
  await dialog.getByText('User and password').click()
  await dialog.getByRole('textbox', { name: 'User name' }).fill(user.username)
  await dialog.getByLabel('Password', { exact: true }).fill('wrong')
  await dialog.getByRole('button', { name: 'Test' }).click()
  await expect(dialog.getByText('does not accept this user name and password')).toBeVisible()
  await dialog.getByLabel('Password', { exact: true }).fill(user.password)
  await dialog.getByRole('button', { name: 'Test' }).click()
  await expect(dialog.getByRole('status')).toContainText('MLflow 3.10.0 answers: ')
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(dialog).toBeHidden()
}

test('a server is added, goes away and comes back', async ({ start }) => {
  const { page } = await start()
  await addByDialog(page)
  await expect.poll(() => runCount(page), { timeout: 15_000 }).toBe(shownRuns)

  await go(page, '#/')
  const sources = page.getByRole('region', { name: 'Sources' })
  const place = server.url.replace(/^http:\/\//, '')
  await expect(sources.getByText(place)).toBeVisible()
  await server.stop()
  await expect(sources.getByText(`Nothing answers at ${place}`)).toBeVisible({ timeout: 15_000 })
  // The age of what is shown: within the first minute that is "just now".
  await expect(sources.getByText(/^(just now|1 min ago)$/)).toBeVisible()
  await expect(sources.getByText('Out of date')).toBeVisible()
  expect(await runCount(page)).toBe(shownRuns)

  await server.restart()
  await sources.getByRole('button', { name: 'Read again' }).click()
  await expect(sources.getByText(`Nothing answers at ${place}`)).toBeHidden({ timeout: 15_000 })
  await expect(sources.getByText(`${goldenStore.runs.length} runs`)).toBeVisible()
})

test('a server that was removed by mistake comes back with its password', async ({ start }) => {
  const { page } = await start()
  await addByDialog(page)
  await expect.poll(() => runCount(page), { timeout: 15_000 }).toBe(shownRuns)
  await page.getByRole('button', { name: /^Stop watching/ }).click()
  await expect.poll(() => runCount(page), { timeout: 15_000 }).toBe(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => runCount(page), { timeout: 15_000 }).toBe(shownRuns)
})

test('the address of a page is added as that of its server', async ({ start }) => {
  const { page } = await start()
  const open = await startMlflowServer(goldenStore)
  const answer = await page.evaluate(
    (path) => window.bridge.call('roots.add', { path }),
    `${open.url}/#/models/classifier`,
  )
  expect(answer).toMatchObject({ ok: true, value: { root: open.url, sourceCount: 1 } })
  await expect.poll(() => runCount(page), { timeout: 15_000 }).toBe(shownRuns)
  await open.stop()
})

test('a password that the keychain does not give stops its server alone, which says so', async ({
  folder,
  start,
}) => {
  const data = join(folder, 'user data', 'data')
  const root = await copyFixture('mlruns/toolkit', join(folder, 'repo'))
  await mkdir(data, { recursive: true })
  const entry = { url: server.url, auth: 'basic', username: user.username, workspace: null }
  await writeFile(
    join(data, 'settings.json'),
    JSON.stringify({ version: 1, roots: [server.url, root], servers: [entry] }),
  )
  const ofAnotherMac = Buffer.from('v10 of another machine').toString('base64')
  await writeFile(
    join(data, 'secrets.json'),
    JSON.stringify({ version: 1, secrets: { [`server ${server.url}`]: ofAnotherMac } }),
  )
  const { page } = await start()
  const sources = page.getByRole('region', { name: 'Sources' })
  await expect(sources.getByText('cannot be read from this Mac’s keychain: enter it again')).toBeVisible()
  await expect.poll(() => runCount(page), { timeout: 15_000 }).toBeGreaterThan(0)
})
