import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, projectRoot, test, type Launched } from '../e2e/support'

const sizes = { '': { width: 1440, height: 900 }, '-small': { width: 900, height: 600 } } as const
const folder = process.env['APP_SHOTS_FOLDER'] ?? join(projectRoot, 'docs/screenshots')

async function inThemes(
  { page }: Pick<Launched, 'page'>,
  take: (theme: 'light' | 'dark') => Promise<void>,
): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((chosen) => window.bridge.call('settings.update', { theme: chosen }), theme)
    await expect
      .poll(() => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches))
      .toBe(theme === 'dark')
    await take(theme)
  }
}

test('take a day of hardware, and the panel', async ({ start }) => {
  const demo = await start({ args: ['--demo'] })
  const { app, page } = demo
  await page
    .getByRole('link', { name: /Hardware/ })
    .first()
    .click()
  await page.getByRole('radio', { name: '24 h' }).click()
  await page.waitForTimeout(15_000)
  await inThemes(demo, async (theme) => {
    for (const [suffix, { width, height }] of Object.entries(sizes)) {
      await app.evaluate(
        ({ BrowserWindow }, size) =>
          BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
        { width, height },
      )
      await page.waitForTimeout(700)
      await page.getByRole('radiogroup', { name: 'Range of time' }).evaluate((bar) => {
        document.querySelector('.body')?.scrollBy(0, bar.getBoundingClientRect().top - 60)
      })
      await page.waitForTimeout(900)
      if (suffix === '') {
        const chart = page.locator('figure .plot').first()
        await chart.hover({ position: { x: 470, y: 60 } })
      }
      await page.screenshot({ path: join(folder, `hardware-24h-${theme}${suffix}.png`) })
      await page.mouse.move(5, 5)
    }
  })
  await page.evaluate(() => window.bridge.call('settings.update', { trayPopover: true }))
  const [panel] = await Promise.all([
    app.waitForEvent('window'),
    app.evaluate(() => (globalThis as unknown as { __e2e: { clickTray(): void } }).__e2e.clickTray()),
  ])
  await expect(panel.getByText('GPU', { exact: true })).toBeVisible()
  await panel.waitForTimeout(30_000)
  await inThemes({ page: panel }, async (theme) => {
    await panel.waitForTimeout(1_200)
    await panel.screenshot({ path: join(folder, `popover-${theme}.png`) })
  })
  const painted = await app.evaluate(() =>
    (globalThis as unknown as { __e2e: { popoverPaintedAfterMs(): number } }).__e2e.popoverPaintedAfterMs(),
  )
  console.log(`panel painted after ${Math.round(painted)} ms`)
})

test('take overview and settings with the machine', async ({ start }) => {
  const demo = await start({ args: ['--demo'] })
  const { app, page } = demo
  await page.waitForTimeout(8_000)
  for (const name of ['overview', 'settings'] as const) {
    if (name === 'settings')
      await page
        .getByRole('link', { name: /Settings/ })
        .first()
        .click()
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1440, 900))
    await page.waitForTimeout(700)
    if (name === 'settings') await page.evaluate(() => document.querySelector('.body')?.scrollTo(0, 330))
    await page.waitForTimeout(700)
    await page.screenshot({ path: join(folder, `hw-${name}.png`) })
  }
})

test('take the hardware of a run', async ({ start }) => {
  const demo = await start({ args: ['--demo'] })
  const { app, page } = demo
  await page
    .getByRole('link', { name: /llama-3.2-1b-r16-lr1.5e-4/ })
    .first()
    .click()
  // The demo's past is written in the background.
  await page.waitForTimeout(10_000)
  await page.getByRole('tab', { name: 'Hardware' }).click()
  await page.waitForTimeout(2_000)
  await inThemes(demo, async (theme) => {
    for (const [suffix, { width, height }] of Object.entries(sizes)) {
      await app.evaluate(
        ({ BrowserWindow }, size) =>
          BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
        { width, height },
      )
      await page.waitForTimeout(1_200)
      await page.screenshot({ path: join(folder, `run-hardware-${theme}${suffix}.png`) })
    }
  })
})
