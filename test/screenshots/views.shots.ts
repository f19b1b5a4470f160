import { expect, test } from '../e2e/support'
import { shoot } from './shoot'

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
