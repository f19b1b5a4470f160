import type {} from '../../renderer/bridge/client'
import type { Page } from '@playwright/test'
import { closeWindow, expect, test, type Launched } from './support'

interface Hooks {
  __e2e: {
    tray(): { title: string; groups: { label: string }[][] }
    clickTray(): void
    popoverPaintedAfterMs(): number | null
  }
}

async function openHardware({ page }: Launched): Promise<Page> {
  await page
    .getByRole('link', { name: /Hardware/ })
    .first()
    .click()
  await expect(page.getByRole('heading', { name: 'Hardware' })).toBeVisible()
  return page
}

const trayTitle = ({ app }: Launched) =>
  app.evaluate(() => (globalThis as unknown as Hooks).__e2e.tray().title)
/** Processes that draw pages; "Tab" is Chromium's word for them. */
const rendererCount = ({ app }: Launched) =>
  app.evaluate(
    ({ app: electron }) => electron.getAppMetrics().filter((process) => process.type === 'Tab').length,
  )

test('shows the machine live, says that it is simulated, and follows range and zoom', async ({ start }) => {
  const demo = await start({ args: ['--demo'] })
  const page = await openHardware(demo)
  await expect(page.getByText('Simulated values.')).toBeVisible()
  const gpu = page.locator('.tile', { hasText: 'GPU' }).locator('.value').first()
  await expect(gpu).toHaveText(/%/)
  const seen = new Set<string>()
  await expect.poll(async () => seen.add(await gpu.innerText()).size, { timeout: 20_000 }).toBeGreaterThan(2)

  await page.locator('figure').first().scrollIntoViewIfNeeded()
  const chart = page.getByRole('img', { name: /^Utilisation over/ })
  await expect(chart).toHaveAttribute('aria-label', /over 10m 00s: GPU/)
  await page.getByRole('radio', { name: '24 h' }).click()
  await expect(chart).toHaveAttribute('aria-label', /over 1d 00h: GPU/)
  await page.getByRole('radio', { name: '1 min', exact: true }).click()
  await expect(chart).toHaveAttribute('aria-label', /over 1m 00s: GPU/)

  await chart.scrollIntoViewIfNeeded()
  const box = (await chart.boundingBox())!
  await page.mouse.move(box.x + box.width * 0.6, box.y + 60)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.98, box.y + 60, { steps: 5 })
  await page.mouse.up()
  await expect(page.getByRole('button', { name: 'Show all' })).toBeVisible()
  await expect(chart).not.toHaveAttribute('aria-label', /over 1m 00s/)
  await page.mouse.move(box.x + box.width * 0.9, box.y + 60)
  await expect(page.locator('.tip').getByText('GPU')).toBeVisible()
  // One cursor in every chart on screen.
  expect(await page.locator('.figure .cursor').count()).toBeGreaterThan(1)
  await page.mouse.dblclick(box.x + box.width * 0.7, box.y + 60)
  await expect(page.getByRole('button', { name: 'Show all' })).toHaveCount(0)
})

test('pauses, says so, and shows nothing old as live', async ({ start }) => {
  const demo = await start({ args: ['--demo'] })
  const page = await openHardware(demo)
  await expect(page.locator('.tile').first()).toBeVisible()
  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(page.getByText(/Sampling is paused/).first()).toBeVisible()
  await expect.poll(() => trayTitle(demo)).toBe('GPU –  ANE –')
  await page.getByRole('button', { name: 'Resume' }).first().click()
  await expect(page.getByText(/Sampling is paused/)).toHaveCount(0)
  await expect.poll(() => trayTitle(demo)).toMatch(/GPU \d+%/)
})

test('a machine without the sensors says so in one sentence, and shows no dashes', async ({ start }) => {
  test.skip(process.platform === 'darwin', 'a Mac has them')
  const page = await openHardware(await start())
  await expect(page.getByText(/Not known here: GPU, Neural Engine/)).toBeVisible()
  expect(await page.locator('.tile .value').allInnerTexts()).not.toContain('–')
})

test('the panel opens under the icon, opens the window, and leaves no process behind', async ({ start }) => {
  const demo = await start({ args: ['--demo'] })
  const { app, page } = demo
  await page.evaluate(() => window.bridge.call('settings.update', { trayPopover: true }))
  const before = await rendererCount(demo)
  const clickTray = () => app.evaluate(() => (globalThis as unknown as Hooks).__e2e.clickTray())
  const [panel] = await Promise.all([app.waitForEvent('window'), clickTray()])
  await expect(panel.getByText('Simulated values')).toBeVisible()
  await expect(panel.getByText(/Training llama/)).toBeVisible()
  await expect(panel.getByText('GPU', { exact: true })).toBeVisible()
  const paintedMs = await app.evaluate(() => (globalThis as unknown as Hooks).__e2e.popoverPaintedAfterMs())
  test.info().annotations.push({ type: 'painted after', description: `${Math.round(paintedMs ?? NaN)} ms` })
  // What is pressed closes the panel, now and then before the driver has its answer.
  await Promise.all([panel.waitForEvent('close'), panel.keyboard.press('Escape').catch(() => {})])
  await expect.poll(() => rendererCount(demo)).toBe(before)

  // One click within 250 ms of the closing is taken for the one that closed it, and opens nothing.
  await expect(async () => {
    const opens = app.waitForEvent('window', { timeout: 2_000 })
    await clickTray()
    await opens
  }).toPass()
  const again = app.windows().find((each) => each !== page)!
  const settings = again.getByRole('button', { name: 'Settings' })
  await expect(settings).toBeVisible()
  await Promise.all([again.waitForEvent('close'), settings.click().catch(() => {})])
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
  expect(app.windows()).toHaveLength(1)
})

test('with the window closed no page lives, and the menu bar goes on', async ({ start }) => {
  const demo = await start({ args: ['--demo'] })
  await closeWindow(demo.app)
  await expect.poll(() => rendererCount(demo)).toBe(0)
  const seen = new Set<string>()
  await expect.poll(async () => seen.add(await trayTitle(demo)).size, { timeout: 20_000 }).toBeGreaterThan(2)
})
