import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, projectRoot, test, type Launched } from '../e2e/support'

/** Models, one model, a comparison, and artifacts of a run: both themes, both sizes. */
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
        { width, height },
      )
      await expect
        .poll(() => page.evaluate(() => [innerWidth, innerHeight].join()))
        .toBe(`${width},${height}`)
      await page.waitForTimeout(500)
      await page.screenshot({ path: join(folder, `${name}-${theme}${suffix}.png`) })
    }
  }
}

test('take models and artifacts', async ({ start }) => {
  const demo = await start({ args: ['--demo'] })
  const { page } = demo
  await expect(page.getByText('lora-finetuning-mlx').first()).toBeVisible()
  await page.waitForTimeout(2_000)
  await page.getByRole('navigation').getByRole('link', { name: 'Models' }).click()
  const grid = page.getByRole('grid', { name: 'Models' })
  await expect(grid.getByText('support-assistant-lora').first()).toBeVisible()
  await grid.getByText('support-assistant-lora').first().click()
  await shoot(demo, 'models')
  await grid.getByText('support-assistant-lora').nth(0).click()
  await grid
    .getByText('support-assistant-lora')
    .nth(1)
    .click({ modifiers: ['Control'] })
  await grid
    .getByText('support-assistant-lora')
    .nth(0)
    .click({ modifiers: ['Control'] })
  await page.getByRole('button', { name: 'Compare' }).click()
  await expect(page.getByText('Weights').first()).toBeVisible()
  await shoot(demo, 'models-compare')
  await page.locator('.names a').first().click()
  await expect(page.getByText('On disk').first()).toBeVisible()
  await shoot(demo, 'model')
  await page.getByText('Source run').click()
  await page.getByRole('tab', { name: 'Artifacts' }).click()
  for (const [name, path] of [
    ['artifacts-text', ['README.md']],
    ['artifacts-json', ['checkpoints', 'best_model', 'training_state.json']],
    ['artifacts-image', ['plots', 'eval_loss.png']],
    ['artifacts-table', ['evaluation', 'answers.csv']],
  ] as const) {
    for (const part of path) await page.getByRole('treeitem', { name: part }).click()
    await page.waitForTimeout(400)
    await shoot(demo, name)
  }
  await page.getByRole('treeitem', { name: 'report.html' }).click()
  await page.waitForTimeout(600)
  await shoot(demo, 'artifacts-html')
  // The view lies over the page, so that the page's own pictures do not have it.
  const view = await demo.app.evaluate(async ({ webContents }) => {
    const shown = webContents.getAllWebContents().find((each) => each.getURL().startsWith('untrusted:'))
    return (await shown?.capturePage())?.toPNG().toString('base64') ?? ''
  })
  await writeFile(join(folder, 'artifacts-html-view.png'), Buffer.from(view, 'base64'))
})
