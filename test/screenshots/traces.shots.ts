import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { copyFixture, expect, projectRoot, test, type Launched } from '../e2e/support'

/** Traces of an experiment, and what a run and a LoggedModel of MLflow 3 say: both themes, both sizes. */
const sizes = { '': { width: 1440, height: 900 }, '-small': { width: 900, height: 600 } } as const
const folder = process.env['APP_SHOTS_FOLDER'] ?? join(projectRoot, 'docs/screenshots')

async function shoot({ app, page }: Launched, name: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((chosen) => window.bridge.call('settings.update', { theme: chosen }), theme)
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

test('take the traces of the demo', async ({ start }) => {
  const demo = await start({ args: ['--demo'] })
  const { app, page } = demo
  // Beside a list of experiments, which a narrow window has no room for.
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1440, 900))
  await page
    .getByRole('link', { name: /Experiments/ })
    .first()
    .click()
  await page
    .getByRole('navigation', { name: 'Experiments' })
    .getByRole('button', { name: /lora-finetuning-mlx/ })
    .first()
    .click()
  await page.getByRole('tab', { name: /Traces/ }).click()
  await expect(page.getByText('support-assistant').first()).toBeVisible()
  await shoot(demo, 'traces')
  await page.locator('tbody tr.row').nth(3).click()
  await expect(page.getByText('Trace ID')).toBeVisible()
  await shoot(demo, 'trace')
})

test('take a run and a model of MLflow 3', async ({ start, folder: own }) => {
  const root = await copyFixture('mlflow/3.17.2-file', join(own, 'store'))
  const app = await start({ roots: [root] })
  const { page } = app
  await page
    .getByRole('link', { name: /Experiments/ })
    .first()
    .click()
  await page.getByText('able-fox').first().dblclick()
  await page.getByRole('tab', { name: 'Details' }).click()
  await expect(page.getByText('Models used and made')).toBeVisible()
  await shoot(app, 'run-models')
  await page.locator('a.line').filter({ hasText: 'adapter' }).click()
  await expect(page.getByText('Parameters').first()).toBeVisible()
  await shoot(app, 'model-logged')
})
