import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { simulatedPart } from '../../main/hardware/simulated'
import { openAppDatabase } from '../../main/store/open'
import { createSampleHistory } from '../../main/store/sample-history'
import { assembleSample } from '../../shared/hardware/assemble'
import { flattenSample } from '../../shared/hardware/flatten'
import { expect, projectRoot, test, type Launched } from '../e2e/support'

const sizes = { '': { width: 1440, height: 900 }, '-small': { width: 900, height: 600 } } as const
const folder = process.env['APP_SHOTS_FOLDER'] ?? join(projectRoot, 'docs/screenshots')
const day = 864e5

/** A day as the demo's chip would have recorded it, with a few hours asleep: through the app's own history. */
async function recordDay(userData: string): Promise<void> {
  await mkdir(join(userData, 'demo'), { recursive: true })
  const now = Date.now()
  const { database } = openAppDatabase({
    path: join(userData, 'demo', 'sextant.sqlite'),
    now,
    log: () => {},
  })
  const history = createSampleHistory(database)
  const stepMs = 5_000
  for (let at = now - day; at < now - 1_000; at += stepMs) {
    const hour = (at - (now - day)) / 36e5
    if (hour > 9.5 && hour < 14) continue
    const seconds = (at - (now - day)) / 1_000 + 600
    const groups = assembleSample([{ part: simulatedPart(seconds), failure: null, fields: [] }])
    history.append(at, flattenSample({ takenAt: at, origin: 'simulated', elapsedMs: stepMs, ...groups }))
  }
  database.close()
}

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

test('take a day of hardware, and the panel', async ({ folder: place, start }) => {
  const userData = join(place, 'user data')
  await recordDay(userData)
  const demo = await start({ userData, args: ['--demo'] })
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
