import { join } from 'node:path'
import { writeExperiment, writeRun } from '../support/file-store'
import { expect, test } from './support'

test('a filter that is typed letter by letter never empties the table on the way', async ({
  folder,
  start,
}) => {
  const store = join(folder, 'mlruns')
  writeExperiment(store, '1', 'lora')
  const losses = { able: '0.15', bold: '0.4', calm: '0.9' }
  for (const [index, [name, loss]] of Object.entries(losses).entries())
    writeRun(store, '1', {
      runId: String(index).repeat(32),
      name,
      metrics: { loss: [`1790000000000 ${loss} 0`] },
    })
  const { page } = await start({ roots: [folder] })
  await expect(page.getByText('bold').first()).toBeVisible()
  await page
    .getByRole('link', { name: /Experiments/ })
    .first()
    .click()
  const field = page.getByRole('combobox', { name: 'Filter runs' })
  const names = page.locator('.body-row .name')
  await expect(names).toHaveCount(3)
  // Every frame that is drawn while the keys are typed.
  await page.evaluate(() => {
    const seen = { empty: 0 }
    Object.assign(window, { seen })
    const look = () => {
      if (document.body.textContent.includes('No run matches')) seen.empty++
      requestAnimationFrame(look)
    }
    look()
  })
  const emptyFrames = () => page.evaluate(() => (window as unknown as { seen: { empty: number } }).seen.empty)
  await field.pressSequentially("metrics.loss > 0.2 AND run_name = 'bold'", { delay: 60 })
  await expect(names).toHaveCount(1)
  expect(await emptyFrames()).toBe(0)

  await field.fill('')
  await field.pressSequentially('stat', { delay: 60 })
  await expect(page.getByText('Nothing matches this so far.')).toBeVisible()
  await field.pressSequentially('us', { delay: 60 })
  await expect(page.getByText('Expected = != LIKE ILIKE IN or IS NULL after status.')).toBeVisible()
  await expect(names).toHaveCount(3)
  expect(await emptyFrames()).toBe(0)

  await field.press('Enter')
  await expect(page.getByText('“status” fits none of 3 runs.')).toBeVisible()
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(names).toHaveCount(3)
  await expect(field).toHaveValue('')
})
