import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, projectRoot, test, type Launched } from '../e2e/support'

/** The inbox, the rules and the channels, in both themes and sizes; the alerts are the demo's own. */
const sizes = { '': { width: 1440, height: 900 }, '-small': { width: 900, height: 600 } } as const
const folder = process.env['APP_SHOTS_FOLDER'] ?? join(projectRoot, 'docs/screenshots')

async function shoot({ app, page }: Launched, name: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((chosen) => window.bridge.call('settings.update', { theme: chosen }), theme)
    for (const [suffix, size] of Object.entries(sizes)) {
      await app.evaluate(
        ({ BrowserWindow }, { width, height }) =>
          BrowserWindow.getAllWindows()[0]?.setContentSize(width, height),
        size,
      )
      await expect.poll(() => page.evaluate(() => innerWidth)).toBe(size.width)
      // Charts are drawn in the frames after their data came.
      await page.waitForTimeout(700)
      await page.screenshot({ path: join(folder, `${name}-${theme}${suffix}.png`) })
    }
  }
}

const go = ({ page }: Launched, path: string) => page.evaluate((hash) => (location.hash = hash), `#${path}`)

test('take the alerts', async ({ start }) => {
  const demo = await start({ args: ['--demo'] })
  const { page } = demo
  await expect(page.getByText('lora-finetuning-mlx').first()).toBeVisible()
  await page.waitForTimeout(3_000)
  await shoot(demo, 'overview-alerts')
  await go(demo, '/alerts')
  await expect(page.getByRole('option').first()).toBeVisible()
  await shoot(demo, 'alerts-list')
  // Where there is no room, the details lie over the list, and take its keys.
  await demo.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1440, 900))
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(1440)
  const drift = page.getByRole('option', { name: /Data Drift Detected/ })
  await drift.click()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('option', { name: /language has drifted/ })).toBeVisible()
  await shoot(demo, 'alerts')
  await go(demo, '/alerts/rules?rule=run.diverged')
  await expect(page.getByLabel('Preview')).toBeVisible()
  await page.waitForTimeout(2_000)
  await shoot(demo, 'rule')
  await page.evaluate(() =>
    window.bridge.call('channels.update', {
      notifications: { isEnabled: true },
      slack: { isEnabled: true, url: 'https://hooks.slack.com/services/T0/B0/kept' },
      email: {
        isEnabled: true,
        host: 'smtp.example.org',
        from: 'sextant@example.org',
        to: ['ada@example.org'],
      },
      webhook: { isEnabled: true, url: 'https://example.org/alerts', severities: ['error', 'critical'] },
      quietHours: { isEnabled: true, from: '22:00', to: '08:00' },
    }),
  )
  await go(demo, '/settings#notifications')
  await page.waitForTimeout(500)
  await shoot(demo, 'notifications')
})

test('take an empty inbox', async ({ start }) => {
  const first = await start()
  await go(first, '/alerts')
  await expect(first.page.getByText('All quiet')).toBeVisible()
  await shoot(first, 'alerts-empty')
})
