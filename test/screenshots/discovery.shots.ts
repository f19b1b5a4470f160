import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, fixtures, projectRoot, test } from '../e2e/support'

/** The dialog of the stores below a folder, with logs of every kind that the fixtures hold. */
const target = process.env['APP_SHOTS_FOLDER'] ?? join(projectRoot, 'docs/screenshots')

test('the stores that a folder offers', async ({ folder, start }) => {
  const root = join(folder, 'research')
  for (const name of ['tensorboard', 'text-logs', 'wandb', 'mlruns']) {
    await cp(join(fixtures, name), join(root, name), { recursive: true, preserveTimestamps: true })
  }
  const { app, page } = await start({ roots: [root] })
  await mkdir(target, { recursive: true })
  for (const [suffix, width, height] of [
    ['', 1440, 900],
    ['-small', 900, 600],
  ] as const) {
    await app.evaluate(
      ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size[0], size[1]),
      [width, height] as const,
    )
    await page.evaluate(() => (location.hash = '#/settings'))
    await page.getByRole('button', { name: /Choose the stores to watch/ }).click()
    await expect(page.getByRole('checkbox').first()).toBeVisible({ timeout: 15_000 })
    for (const theme of ['light', 'dark'] as const) {
      await page.evaluate((chosen) => window.bridge.call('settings.update', { theme: chosen }), theme)
      await page.waitForTimeout(600)
      await page.screenshot({ path: join(target, `candidates-${theme}${suffix}.png`) })
    }
    await page.keyboard.press('Escape')
  }
})
