import { mkdirSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, projectRoot, test, type Launched } from '../e2e/support'

const folder = process.env['APP_SHOTS_FOLDER'] ?? join(projectRoot, 'docs/screenshots')
const sizes = { '': { width: 1440, height: 900 }, '-small': { width: 900, height: 600 } } as const

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
      await page.waitForTimeout(500)
      await page.screenshot({ path: join(folder, `${name}-${theme}${suffix}.png`) })
    }
  }
}

test('take the monitoring views', async ({ start }) => {
  const demo = await start({ args: ['--demo'] })
  const { page } = demo
  const go = (hash: string) => page.evaluate((to) => (location.hash = to), hash)
  await expect(page.getByText('lora-finetuning-mlx').first()).toBeVisible()
  await page.waitForTimeout(3_000)
  await shoot(demo, 'overview-monitored')
  await go('#/alerts')
  await shoot(demo, 'alerts-demo')
  await go('#/monitoring')
  await expect(page.getByRole('heading', { name: 'Reports' })).toBeVisible()
  await shoot(demo, 'monitoring')
  await go('#/monitoring/lora-finetuning-mlx')
  await page.getByRole('button', { name: 'product_area' }).click()
  await shoot(demo, 'monitoring-project')
  await page.getByRole('heading', { name: 'product_area' }).evaluate((heading) => heading.scrollIntoView())
  await shoot(demo, 'monitoring-feature')
  await go('#/monitoring/model-compression-mlx')
  await shoot(demo, 'monitoring-degraded')
  await go('#/monitoring')
  await page
    .getByRole('link', { name: /ticket_tests/ })
    .first()
    .click()
  await shoot(demo, 'report-tests')
  await go('#/monitoring')
  await page
    .getByRole('link', { name: /drift_report/ })
    .first()
    .click()
  await page.getByLabel('Side by side with').selectOption({ index: 3 })
  await page.getByText('Other score').waitFor()
  await shoot(demo, 'report-side-by-side')
  await go('#/projects/lora-finetuning-mlx')
  await shoot(demo, 'project-monitored')
  await go('#/compare-data')
  await shoot(demo, 'compare-data')
  await go('#/settings#monitoring')
  await shoot(demo, 'limits')
})

test('take a heat map of 100 features and 200 reports', async ({ start, folder: made }) => {
  const reports = join(made, 'reports')
  mkdirSync(reports)
  for (let report = 0; report < 200; report++) {
    const metrics = Array.from({ length: 100 }, (_, at) => ({
      metric: 'ColumnDriftMetric',
      result: {
        column_name: `feature_number_${String(at).padStart(3, '0')}`,
        column_type: 'num',
        stattest_name: 'Wasserstein distance (normed)',
        stattest_threshold: 0.1,
        drift_score: ((at * 7 + report * 3) % 40) / 200,
        drift_detected: (at * 7 + report * 3) % 40 >= 20,
      },
    }))
    const timestamp = new Date(Date.UTC(2026, 0, 1 + report, 12)).toISOString().slice(0, 19)
    writeFileSync(
      join(reports, `wide_${report}.json`),
      JSON.stringify({ version: '0.6.7', metrics, timestamp }),
    )
  }
  const wide = await start({ roots: [reports] })
  await wide.page.evaluate(() => (location.hash = '#/monitoring/~'))
  await expect(wide.page.getByText('100 columns, 200 reports')).toBeVisible({ timeout: 30_000 })
  await shoot(wide, 'monitoring-wide')
})
