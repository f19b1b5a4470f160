import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, projectRoot, test, type Launched } from '../e2e/support'

/** Every view in both themes at the two sizes that a design must stand. `-small` is 900×600. */
const sizes = { '': { width: 1440, height: 900 }, '-small': { width: 900, height: 600 } } as const
const folder = process.env['APP_SHOTS_FOLDER'] ?? join(projectRoot, 'docs/screenshots')

async function shoot({ app, page }: Launched, name: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((chosen) => window.bridge.call('settings.update', { theme: chosen }), theme)
    await expect
      .poll(() => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches))
      .toBe(theme === 'dark')
    for (const [suffix, { width, height }] of Object.entries(sizes)) {
      await app.evaluate(
        ({ BrowserWindow }, size) =>
          BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
        {
          width,
          height,
        },
      )
      await expect
        .poll(() => page.evaluate(() => [innerWidth, innerHeight].join()))
        .toBe(`${width},${height}`)
      await settle(page)
      await page.screenshot({ path: join(folder, `${name}-${theme}${suffix}.png`) })
    }
  }
}

/** Charts are drawn in the frames after their data came. */
async function settle(page: Page): Promise<void> {
  await page.waitForTimeout(700)
}

test('take every view', async ({ start }) => {
  const demo = await start({ args: ['--demo'] })
  const { page } = demo
  await expect(page.getByText('lora-finetuning-mlx').first()).toBeVisible()
  await page.waitForTimeout(2_000)
  await shoot(demo, 'overview')
  await page
    .getByRole('link', { name: /Experiments/ })
    .first()
    .click()
  await shoot(demo, 'experiments')
  const row = page.getByText('llama-3.2-1b-r16-full-pass').first()
  await row.dblclick()
  await expect(page.locator('canvas').first()).toBeVisible()
  await shoot(demo, 'run')
  await page.locator('a[href="#/projects/lora-finetuning-mlx"]').first().click()
  await shoot(demo, 'project')
  await page
    .getByRole('link', { name: /Settings/ })
    .first()
    .click()
  await shoot(demo, 'settings')
  await page.keyboard.press('Control+k')
  await shoot(demo, 'palette')
})

test('take the first run', async ({ start }) => {
  await shoot(await start(), 'first-run')
})
