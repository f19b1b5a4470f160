import { join } from 'node:path'
import type { ElectronApplication } from '@playwright/test'
import { closeWindow, expect, fixtures, test } from './support'

function clickItem(app: ElectronApplication, label: string): Promise<void> {
  return app.evaluate(({ Menu }, wanted) => {
    const items = Menu.getApplicationMenu()?.items.flatMap((item) => item.submenu?.items ?? []) ?? []
    const item = items.find((each) => each.label === wanted)
    if (item === undefined) throw new Error(`There is no item ${wanted}.`)
    ;(item.click as () => void)()
  }, label)
}

test('every page has its key and its item', async ({ start }) => {
  const { app, page } = await start()
  const heading = page.getByRole('heading', { level: 1 })
  for (const [key, title] of [
    'Overview',
    'Experiments',
    'Models',
    'Monitoring',
    'Alerts',
    'Hardware',
  ].entries()) {
    await page.keyboard.press(`Control+${key + 1}`)
    await expect(heading).toHaveText(title)
  }
  await clickItem(app, 'Monitoring')
  await expect(heading).toHaveText('Monitoring')
  await clickItem(app, 'Back')
  await expect(heading).toHaveText('Hardware')
})

test('an item that is chosen while no window is open opens one, and is done there', async ({ start }) => {
  const { app, page } = await start()
  for (const [item, panel] of [
    ['Keyboard Shortcuts', 'Keyboard shortcuts'],
    ['Add Tracking Server…', 'Add a tracking server'],
  ] as const) {
    await closeWindow(app)
    const [opened] = await Promise.all([app.waitForEvent('window'), clickItem(app, item)])
    await expect(opened.getByRole('dialog', { name: panel })).toBeVisible()
  }
  expect(page.isClosed()).toBe(true)
})

test('Undo of the menu undoes what was typed, and elsewhere what was done', async ({ start }) => {
  const { app, page } = await start({ roots: [join(fixtures, 'evidently/legacy-0.6.7')] })
  await page.evaluate(() => (location.hash = '#/experiments'))
  const field = page.getByRole('searchbox').or(page.getByRole('combobox')).first()
  await field.click()
  await page.keyboard.insertText('lora')
  await expect(field).toHaveValue('lora')
  await clickItem(app, 'Undo')
  await expect(field).toHaveValue('')
  await page.evaluate(() => (location.hash = '#/settings'))
  const stop = page.getByRole('button', { name: /^Stop watching/ })
  await stop.click()
  await expect(stop).toHaveCount(0)
  await clickItem(app, 'Undo')
  await expect(stop).toHaveCount(1)
})
