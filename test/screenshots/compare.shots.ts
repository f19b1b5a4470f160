import { expect, test } from '../e2e/support'
import { shoot } from './shoot'

test('take runs side by side', async ({ start }) => {
  const demo = await start({ args: ['--demo'] })
  const { page } = demo
  await page
    .getByRole('link', { name: /Experiments/ })
    .first()
    .click()
  const names = ['llama-3.2-1b-r16-full-pass', 'llama-3.2-1b-r16-lr1.5e-4', 'llama-3.2-1b-r64-lr1e-4']
  for (const [index, name] of names.entries())
    await page
      .getByText(name)
      .first()
      .click(index === 0 ? {} : { modifiers: ['ControlOrMeta'] })
  await page.keyboard.press('x')
  await page.keyboard.press('x')
  await page
    .getByText(names[0] ?? '')
    .first()
    .click({ modifiers: ['ControlOrMeta'] })
  // The demo's past is written in the background.
  await page.waitForTimeout(8_000)
  await shoot(demo, 'experiments-selected')
  await page.getByRole('button', { name: 'Compare' }).click()
  await expect(page.locator('canvas').first()).toBeVisible()
  await shoot(demo, 'runs-compare')
})
