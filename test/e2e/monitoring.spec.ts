import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, projectRoot, test } from './support'

const fixtures = join(projectRoot, 'test/fixtures/evidently')
const folder = mkdtempSync(join(tmpdir(), 'monitoring-e2e-'))
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a report dropped into a watched folder appears', async ({ start }) => {
  const { page } = await start()
  const reports = join(folder, 'dropped')
  mkdirSync(reports)
  copyFileSync(join(fixtures, 'legacy-0.6.7/drift.json'), join(reports, 'first.json'))
  await page.evaluate((path) => window.bridge.call('roots.add', { path }), reports)
  await page.evaluate(() => (location.hash = '#/monitoring'))
  await expect(page.getByRole('link', { name: 'first.json' })).toBeVisible()
  copyFileSync(join(fixtures, 'legacy-0.6.7/cls.json'), join(reports, 'second.json'))
  await expect(page.getByRole('link', { name: 'second.json' })).toBeVisible({ timeout: 10_000 })
})

test('the original page reaches neither the network nor the bridge, and closes', async ({ start }) => {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(request.url ?? '')
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const reports = join(folder, 'hostile')
  mkdirSync(reports)
  const page = readFileSync(join(fixtures, 'legacy-0.6.7/drift.html'), 'utf8')
  const attack = `<script>
    document.title = 'ran ' + typeof window.bridge + ' ' + typeof require
    fetch('http://127.0.0.1:${port}/fetch').catch(() => {})
    new Image().src = 'http://127.0.0.1:${port}/image'
    try { new WebSocket('ws://127.0.0.1:${port}/socket') } catch {}
    window.open('http://127.0.0.1:${port}/window')
    setTimeout(() => { location.href = 'http://127.0.0.1:${port}/navigate' }, 50)
  </script>`
  writeFileSync(join(reports, 'hostile.html'), page.replace(/<\/body>|$/, `${attack}</body>`))
  const { app, page: window } = await start()
  await window.evaluate((path) => (globalThis as never as Window).bridge.call('roots.add', { path }), reports)
  await window.evaluate(() => (location.hash = '#/monitoring'))
  await window.getByRole('link', { name: 'hostile.html' }).click()
  await window.getByRole('button', { name: 'Open original report' }).click()
  const titles = () =>
    app.evaluate(({ webContents }) => webContents.getAllWebContents().map((contents) => contents.getTitle()))
  await expect.poll(titles).toContain('ran undefined undefined')
  await window.waitForTimeout(500)
  expect(requests).toEqual([])
  const urls = await app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((contents) => contents.getURL()),
  )
  expect(urls.filter((url) => url.includes('127.0.0.1'))).toEqual([])
  await window.getByRole('button', { name: 'Close original report' }).click()
  await expect.poll(titles).not.toContain('ran undefined undefined')
  server.close()
})

test('the demo has a project that drifted, and says which columns did', async ({ start }) => {
  const { page } = await start({ args: ['--demo'] })
  await page.evaluate(() => (location.hash = '#/monitoring'))
  const card = page.getByRole('link', { name: /^lora-finetuning-mlx\s+Drifted/ })
  await expect(card).toBeVisible({ timeout: 15_000 })
  await card.click()
  await expect(page.getByText('8 columns, 28 reports')).toBeVisible()
  await page.getByRole('button', { name: 'product_area', exact: true }).click()
  const feature = page.getByRole('region', { name: 'product_area' })
  await expect(feature).toContainText(/Jensen-Shannon distance: 0\.[1-9]/)
})
