import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, projectRoot, test } from '../e2e/support'

/** The search of the run table: what it offers, what it finds, a mistake, and its help. */
const folder = process.env['APP_SHOTS_FOLDER'] ?? join(projectRoot, 'docs/screenshots')
const sizes = { '': { width: 1440, height: 900 }, '-small': { width: 900, height: 600 } } as const

test('take the search', async ({ start }) => {
  const { app, page } = await start({ args: ['--demo'] })
  await expect(page.getByText('lora-finetuning-mlx').first()).toBeVisible()
  await page.waitForTimeout(2_000)
  await mkdir(folder, { recursive: true })
  await page
    .getByRole('link', { name: /Experiments/ })
    .first()
    .click()
  const field = page.getByRole('combobox', { name: 'Filter runs' })
  const steps: Readonly<Record<string, () => Promise<void>>> = {
    'search-suggestions': async () => {
      await field.fill('status = FINISHED AND los')
      await page.keyboard.press('ArrowDown')
    },
    'search-found': async () => {
      await field.fill("metrics.train_loss < 2 AND NOT run_name ILIKE '%full%'")
    },
    'search-mistake': async () => {
      await field.fill('status = FINISHED AND metrics.train_loss < low')
    },
    'search-help': async () => {
      await field.fill('')
      await page.getByRole('button', { name: 'Search help' }).click()
    },
  }
  for (const [name, act] of Object.entries(steps)) {
    for (const [suffix, { width, height }] of Object.entries(sizes)) {
      await app.evaluate(
        ({ BrowserWindow }, size) =>
          BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
        { width, height },
      )
      await expect
        .poll(() => page.evaluate(() => [innerWidth, innerHeight].join()))
        .toBe(`${width},${height}`)
      for (const theme of ['light', 'dark'] as const) {
        await page.evaluate((chosen) => window.bridge.call('settings.update', { theme: chosen }), theme)
        await field.focus()
        await act()
        await page.waitForTimeout(500)
        await page.screenshot({ path: join(folder, `${name}-${theme}${suffix}.png`) })
        await page.keyboard.press('Escape')
      }
    }
  }
})
