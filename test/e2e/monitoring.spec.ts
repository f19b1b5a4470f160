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
    const kinds = typeof window.bridge + ' ' + typeof require
    const image = new Image()
    const refused = [
      fetch('http://127.0.0.1:${port}/fetch').catch(() => {}),
      new Promise((resolve) => (image.onerror = image.onload = resolve)),
      new Promise((resolve) => setTimeout(() => resolve((location.href = 'http://127.0.0.1:${port}/navigate')), 50)),
    ]
    image.src = 'http://127.0.0.1:${port}/image'
    try { new WebSocket('ws://127.0.0.1:${port}/socket') } catch {}
    window.open('http://127.0.0.1:${port}/window')
    Promise.all(refused).then(() => (document.title = 'tried ' + kinds))
  </script>`
  writeFileSync(join(reports, 'hostile.html'), page.replace(/<\/body>|$/, `${attack}</body>`))
  const { app, page: window } = await start()
  await window.evaluate((path) => (globalThis as never as Window).bridge.call('roots.add', { path }), reports)
  await window.evaluate(() => (location.hash = '#/monitoring'))
  await window.getByRole('link', { name: 'hostile.html' }).click()
  await window.getByRole('button', { name: 'Open original report' }).click()
  const titles = () =>
    app.evaluate(({ webContents }) => webContents.getAllWebContents().map((contents) => contents.getTitle()))
  await expect.poll(titles).toContain('tried undefined undefined')
  expect(requests).toEqual([])
  const urls = await app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((contents) => contents.getURL()),
  )
  expect(urls.filter((url) => url.includes('127.0.0.1'))).toEqual([])
  await window.getByRole('button', { name: 'Close original report' }).click()
  await expect.poll(titles).not.toContain('tried undefined undefined')
  server.close()
})

/** As Evidently 0.4.6 – 0.4.31 and 0.7.0 – 0.7.5 saved it: the whole page, escaped, within an iframe. */
function wrapped(page: string): string {
  const escaped = page
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#x27;')
  return `<iframe style="width:100%;height:100vh" srcdoc="${escaped}"></iframe>`
}

test('a page within an escaped iframe is read, shown as it was saved, and closed with Escape', async ({
  start,
}) => {
  const reports = join(folder, 'wrapped')
  mkdirSync(reports)
  for (const [family, name] of [
    ['legacy-0.4.40', 'drift.html'],
    ['v2-0.7.21', 'drift.html'],
  ] as const) {
    const page = readFileSync(join(fixtures, family, name), 'utf8')
    const mark = `<script>document.title = 'inside ' + typeof window.bridge</script>`
    writeFileSync(join(reports, `${family}.html`), wrapped(page.replace(/<\/body>|$/, `${mark}</body>`)))
  }
  const { app, page: window } = await start()
  await window.evaluate((path) => (globalThis as never as Window).bridge.call('roots.add', { path }), reports)
  /** Titles of the pages within the frame, which scripts of the report set. */
  const inside = () =>
    app.evaluate(async ({ webContents }) => {
      const views = webContents.getAllWebContents().filter((one) => one.getURL().startsWith('untrusted:'))
      const frames = views.flatMap((view) => view.mainFrame.frames)
      return Promise.all(frames.map((frame) => frame.executeJavaScript('document.title') as Promise<string>))
    })
  const left = () =>
    app.evaluate(
      ({ webContents }) =>
        webContents.getAllWebContents().filter((one) => one.getURL().startsWith('untrusted:')).length,
    )
  for (const family of ['legacy-0.4.40', 'v2-0.7.21']) {
    await window.evaluate(() => (location.hash = '#/monitoring'))
    await window.getByRole('link', { name: `${family}.html` }).click()
    await expect(window.getByRole('region', { name: 'Columns' })).toBeVisible()
    await window.getByRole('button', { name: 'Open original report' }).click()
    await expect.poll(inside).toEqual(['inside undefined'])
    await app.evaluate(({ webContents }) => {
      const view = webContents.getAllWebContents().find((one) => one.getURL().startsWith('untrusted:'))
      view?.focus()
      view?.sendInputEvent({ type: 'keyDown', keyCode: 'Escape' })
    })
    // Not by its frames: a script that is run in a page while it closes may never answer.
    await expect.poll(left).toBe(0)
    await expect(window.getByRole('button', { name: 'Open original report' })).toBeVisible()
  }
})

test('the demo has a project that drifted, and says which columns did', async ({ start }) => {
  const { page } = await start({ args: ['--demo'] })
  await page.evaluate(() => (location.hash = '#/monitoring'))
  const card = page.getByRole('link', { name: /^lora-finetuning-mlx\s+Drifted/ })
  await expect(card).toBeVisible({ timeout: 15_000 })
  const filter = page.getByRole('button', { name: /^Project filter/ })
  await filter.click()
  await page.getByRole('option', { name: /^model-compression-mlx/ }).click()
  await expect(card).toHaveCount(0)
  await filter.click()
  await page.getByRole('option', { name: /^All projects/ }).click()
  await card.click()
  await expect(page.getByText('8 columns, 28 reports')).toBeVisible()
  await page.getByRole('button', { name: 'product_area', exact: true }).click()
  const feature = page.getByRole('region', { name: 'product_area' })
  await expect(feature).toContainText(/Jensen-Shannon distance: 0\.[1-9]/)
})

/** A million rows of two numbers and a category, the second half shifted when `shift` is not 0. */
function writeTable(path: string, shift: number): void {
  const lines = ['amount,ratio,region']
  const regions = ['north', 'south', 'east', 'west']
  let seed = 42
  const next = () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648
  for (let row = 0; row < 1_000_000; row++) {
    const amount = next() + next() + next() + shift
    lines.push(`${amount.toFixed(6)},${next().toFixed(6)},${regions[Math.floor(next() * 4)] ?? ''}`)
  }
  writeFileSync(path, lines.join('\n'))
}

test('two files of a million rows are compared in the window, in a bounded time, and can be stopped', async ({
  start,
}) => {
  test.setTimeout(180_000)
  const [reference, current] = [join(folder, 'reference.csv'), join(folder, 'current.csv')]
  writeTable(reference, 0)
  writeTable(current, 1)
  const { app, page } = await start()
  const choose = async (path: string, button: number) => {
    await app.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
    }, path)
    await page
      .getByRole('button', { name: /Choose file|Change/ })
      .nth(button)
      .click()
  }
  await page.evaluate(() => (location.hash = '#/compare-data'))
  await choose(reference, 0)
  await expect(page.getByText('reference.csv')).toBeVisible()
  await choose(current, 1)
  await expect(page.getByText(/Reading and comparing both files/)).toBeVisible()
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByText('The comparison was stopped.')).toBeVisible()

  const startedAt = performance.now()
  await choose(current, 1)
  const amount = page.getByRole('row', { name: /^amount/ })
  await expect(amount).toContainText('Drifted', { timeout: 120_000 })
  test.info().annotations.push({
    type: 'two files of a million rows',
    description: `${Math.round(performance.now() - startedAt)} ms`,
  })
  console.log(`two CSV files of 1,000,000 rows compared in ${Math.round(performance.now() - startedAt)} ms`)
  await expect(amount).toContainText('distance')
  await expect(amount).toContainText('≥ 0.1')
  await expect(amount).toContainText('1,000,000')
  await expect(page.getByRole('row', { name: /^ratio/ })).toContainText('No drift')
})
