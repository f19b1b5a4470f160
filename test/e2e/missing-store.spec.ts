import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { writeExperiment, writeRun } from '../support/file-store'
import { expect, test } from './support'

test('a store that vanished while the app was closed stays, readable and marked, until it is removed', async ({
  folder,
  start,
}) => {
  const root = join(folder, 'repo')
  for (const [index, name] of ['able', 'bold'].entries()) {
    const store = join(root, name, 'mlruns')
    writeExperiment(store, String(index), `${name} experiment`)
    writeRun(store, String(index), {
      runId: String(index).repeat(32),
      name: `${name}-run`,
      params: { lr: '0.125' },
      metrics: { loss: ['1790000000000 0.25 0', '1790000001000 0.5 1'] },
    })
  }
  const first = await start({ roots: [root] })
  await expect(first.page.getByText('able-run').first()).toBeVisible()
  await expect(first.page.getByText('bold-run').first()).toBeVisible()
  await expect(first.page.getByText('Up to date')).toHaveCount(2)
  await first.close()
  renameSync(join(root, 'able'), join(folder, 'elsewhere'))

  const { page } = await start()
  await expect(page.getByText('Missing')).toBeVisible()
  await expect(page.getByText('is not there any more. If it was moved, add the folder')).toBeVisible()
  await page
    .getByRole('link', { name: /Experiments/ })
    .first()
    .click()
  await page.getByText('able-run').first().dblclick()
  await expect(page.getByRole('heading', { name: 'able-run' })).toBeVisible()
  await expect(page.getByRole('alert')).toContainText('is not there any more')
  await page.getByRole('tab', { name: /Parameters/ }).click()
  await expect(page.getByText('0.125').first()).toBeVisible()

  await page.getByRole('link', { name: 'Overview' }).first().click()
  const row = page.getByRole('listitem').filter({ hasText: 'Missing' })
  await row.getByRole('button', { name: 'Remove' }).click()
  await expect(row.getByText('Remove “mlruns” and its 1 run from Sextant?')).toBeVisible()
  await row.getByRole('group').getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByText('Missing')).toHaveCount(0)
  await expect(page.getByText('able-run')).toHaveCount(0)
  await expect(page.getByText('bold-run').first()).toBeVisible()
})
