import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, projectRoot, test, type Launched } from '../e2e/support'

/** The hardware page and the menu bar's panel, in both themes at both sizes. */
const sizes = { '': { width: 1440, height: 900 }, '-small': { width: 900, height: 600 } } as const
const folder = process.env['APP_SHOTS_FOLDER'] ?? join(projectRoot, 'docs/screenshots')

async function inThemes(page: Page, take: (theme: 'light' | 'dark') => Promise<void>): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((chosen) => window.bridge.call('settings.update', { theme: chosen }), theme)
    await expect
      .poll(() => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches))
      .toBe(theme === 'dark')
    await take(theme)
  }
}

/** `scrollTo`: also a picture further down the page. */
async function shoot({ app, page }: Launched, name: string, scrollTo: readonly number[] = []): Promise<void> {
  await inThemes(page, async (theme) => {
    for (const [suffix, { width, height }] of Object.entries(sizes)) {
      await app.evaluate(
        ({ BrowserWindow }, size) =>
          BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
        { width, height },
      )
      await expect
        .poll(() => page.evaluate(() => [innerWidth, innerHeight].join()))
        .toBe(`${width},${height}`)
      for (const [index, top] of [0, ...scrollTo].entries()) {
        await page.evaluate((px) => document.querySelector('.body')?.scrollTo(0, px), top)
        await page.waitForTimeout(900)
        const part = index === 0 ? '' : `-${index + 1}`
        await page.screenshot({ path: join(folder, `${name}${part}-${theme}${suffix}.png`) })
      }
    }
  })
}

test('take the hardware page, live', async ({ start }) => {
  const demo = await start({ args: ['--demo'] })
  const { page } = demo
  await expect(page.getByText('lora-finetuning-mlx').first()).toBeVisible()
  await page
    .getByRole('link', { name: /Hardware/ })
    .first()
    .click()
  await expect(page.getByText('Simulated values.')).toBeVisible()
  await page.waitForTimeout(25_000)
  await shoot(demo, 'hardware', [620, 5_000])
})

test('take the hardware page on a machine without a chip of Apple', async ({ start }) => {
  const real = await start()
  const { page } = real
  await page
    .getByRole('link', { name: /Hardware/ })
    .first()
    .click()
  await expect(page.getByText(/This is Linux/)).toBeVisible()
  await page.waitForTimeout(20_000)
  await shoot(real, 'hardware-linux', [620])
})
