import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, projectRoot, test } from '../e2e/support'

const folder = process.env['APP_SHOTS_FOLDER'] ?? join(projectRoot, 'docs/screenshots')
const reports = join(projectRoot, 'test/fixtures/evidently')

test('take the monitoring views', async ({ start }) => {
  const { page } = await start()
  await mkdir(folder, { recursive: true })
  await page.evaluate((path) => window.bridge.call('roots.add', { path }), reports)
  await page.evaluate(() => (location.hash = '#/monitoring'))
  await expect(page.getByRole('heading', { name: 'Reports' })).toBeVisible()
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((chosen) => window.bridge.call('settings.update', { theme: chosen }), theme)
    for (const [name, path] of [
      ['monitoring', '#/monitoring'],
      ['monitoring-project', '#/monitoring/~'],
    ]) {
      await page.evaluate((hash) => (location.hash = hash ?? ''), path)
      await page.waitForTimeout(900)
      await page.screenshot({ path: join(folder, `${name}-${theme}.png`) })
    }
    await page.evaluate(() => (location.hash = '#/monitoring'))
    await page.getByRole('link', { name: 'drift.html' }).first().click()
    await page.waitForTimeout(900)
    await page.screenshot({ path: join(folder, `report-${theme}.png`) })
  }
})
