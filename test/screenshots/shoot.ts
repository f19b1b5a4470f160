import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, projectRoot, type Launched } from '../e2e/support'

/** The two sizes that a design must stand; `-small` is 900×600. */
const sizes = { '': { width: 1440, height: 900 }, '-small': { width: 900, height: 600 } } as const
const folder = process.env['APP_SHOTS_FOLDER'] ?? join(projectRoot, 'docs/screenshots')

/** What the window shows, in both themes at both sizes. */
export async function shoot({ app, page }: Launched, name: string): Promise<void> {
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
