import type {} from '../../renderer/bridge/client'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, fixtures, test } from './support'

const press = async (page: Page, ...keys: readonly string[]) => {
  for (const key of keys) await page.keyboard.press(key)
}
const title = (page: Page) => page.getByRole('heading', { level: 1 }).first()
const focused = (page: Page) => page.locator(':focus')
const fallen = (page: Page) => page.evaluate(() => document.activeElement === document.body)

async function tabTo(page: Page, wanted: () => Promise<boolean>): Promise<void> {
  for (let stop = 0; stop < 60; stop += 1) {
    await press(page, 'Tab')
    if (await wanted()) return
  }
  throw new Error('Tab does not lead there.')
}

/** Whether what has the focus looks other than it does without: a ring, a shade, the row that keys act on. */
function showsFocus(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const here = document.activeElement
    if (!(here instanceof HTMLElement)) return false
    const above = here.parentElement
    const around = [
      here,
      above,
      above?.parentElement ?? null,
      ...here.querySelectorAll('.current, [data-highlighted]'),
    ]
    const looks = () =>
      around.map((each) => {
        if (each === null) return ''
        const [own, after] = [getComputedStyle(each), getComputedStyle(each, '::after')]
        return [own.outline, own.boxShadow, own.backgroundColor, after.border, after.outline].join()
      })
    const withFocus = looks()
    here.blur()
    const without = looks()
    here.focus()
    return withFocus.some((look, index) => look !== without[index])
  })
}

test('a run is found, read and left without a mouse, and the focus is never lost', async ({ start }) => {
  const { page } = await start({ args: ['--demo'] })
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await expect(page.getByText('lora-finetuning-mlx').first()).toBeVisible()
  await press(page, 'Control+2')
  await expect(title(page)).toHaveText('Experiments')
  const grid = page.getByRole('grid')
  const current = () => grid.getAttribute('aria-activedescendant')
  await expect(grid.getByRole('row').nth(3)).toBeVisible()

  await tabTo(page, () => grid.evaluate((element) => element === document.activeElement))
  await press(page, 'Home', 'ArrowDown', 'ArrowDown')
  const row = await current()
  const name = await page.locator(`[id="${row ?? ''}"] .name`).innerText()
  await press(page, 'Enter')
  await expect(title(page)).toHaveText(name)
  expect(await fallen(page)).toBe(false)

  await tabTo(page, () => focused(page).evaluate((element) => element.matches('[role=tab]')))
  await press(page, 'ArrowRight')
  await expect(page.getByRole('tab', { name: /Metrics/ })).toBeFocused()
  await expect(page.getByRole('tab', { name: /Metrics/ })).toHaveAttribute('aria-selected', 'true')
  await press(page, 'Tab')
  await expect(page.getByRole('table', { name: 'Metrics' })).toBeFocused()

  await press(page, 'Control+[')
  await expect(title(page)).toHaveText('Experiments')
  await expect(grid).toBeFocused()
  expect(await current()).toBe(row)

  // What is typed is typed: x, j and k are keys of the table.
  await press(page, 'Control+f')
  const field = page.getByRole('combobox', { name: 'Filter runs' })
  await expect(field).toBeFocused()
  await page.keyboard.type('xjk')
  await expect(field).toHaveValue('xjk')
  await expect(page.getByText(/selected/)).toHaveCount(0)
  await press(page, 'Escape')
  await expect(field).toHaveValue('')
  await expect(grid.getByRole('row').nth(3)).toBeVisible()
  await press(page, 'Escape')
  await expect(grid).toBeFocused()

  // Panels take the focus, and give it back.
  const columns = page.getByRole('button', { name: 'Columns' })
  await columns.focus()
  await press(page, 'Enter')
  const find = page.getByRole('combobox', { name: 'Find a metric or parameter' })
  await expect(find).toBeFocused()
  await press(page, 'ArrowDown')
  await expect(find).toHaveAttribute('aria-activedescendant', /-1$/)
  await press(page, 'Escape')
  await expect(columns).toBeFocused()

  // All alerts are resolved: the list is gone, its keys are not.
  await press(page, 'Control+5')
  await page.getByRole('listbox', { name: 'Open alerts' }).focus()
  await press(page, 'm')
  await expect(page.getByRole('dialog', { name: 'Mute' })).toBeVisible()
  await press(page, 'Escape')
  await expect(page.getByRole('listbox', { name: 'Open alerts' })).toBeFocused()
  await press(page, 'Control+a')
  await expect(page.getByText(/^\d+ selected$/)).toBeVisible()
  await press(page, 'r')
  await expect(page.getByText('All quiet')).toBeVisible()
  await expect.poll(() => fallen(page)).toBe(false)
  await press(page, 'u')
  await expect(page.getByRole('option').first()).toBeVisible()

  // A dialog lies over the page, and the keys of the page with it.
  await page.evaluate((path) => window.bridge.call('roots.add', { path }), join(fixtures, 'text-logs'))
  await press(page, 'Control+,')
  await expect(title(page)).toHaveText('Settings')
  const add = page.getByRole('button', { name: 'Add tracking server…' })
  await add.focus()
  await press(page, 'Enter')
  await expect(page.getByRole('textbox', { name: 'Address' })).toBeFocused()
  await press(page, 'Control+1', 'Escape')
  await expect(title(page)).toHaveText('Settings')
  await expect(add).toBeFocused()

  // The row goes, and the next control in its place takes over.
  const stop = page.getByRole('button', { name: 'Stop watching text-logs' })
  await stop.focus()
  await press(page, 'Enter')
  await expect(stop).toHaveCount(0)
  await expect.poll(() => focused(page).evaluate((element) => element.closest('main') !== null)).toBe(true)
  expect(await focused(page).evaluate((element) => element.tagName)).toBe('BUTTON')
})

test('every stop of Tab is seen in both themes, and all is reached with text twice as large', async ({
  start,
}) => {
  const { app, page } = await start({ args: ['--demo'] })
  await expect(page.getByText('lora-finetuning-mlx').first()).toBeVisible()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ reducedMotion: 'reduce', colorScheme })
    for (const key of ['1', '2', '3', '4', '5', '6', ',']) {
      await press(page, `Control+${key}`)
      await page.getByRole('main').focus()
      const unseen: string[] = []
      for (let stop = 0; stop < 6; stop += 1) {
        await press(page, 'Tab')
        if (await fallen(page)) continue
        if (!(await showsFocus(page)))
          unseen.push(await focused(page).evaluate((element) => element.outerHTML))
      }
      expect(unseen, `page ${key}, ${colorScheme}`).toEqual([])
    }
  }

  await app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0]
    window?.setContentSize(900, 600)
    window?.webContents.setZoomFactor(2)
  })
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(450)
  await page.getByRole('navigation').getByRole('link', { name: 'Alerts' }).click()
  await page.getByRole('button', { name: 'More' }).click()
  await expect(page.getByRole('option', { name: 'Import toolkit results…' })).toBeInViewport()
  await press(page, 'Escape')
  await page.getByRole('option').first().click()
  await page.getByRole('button', { name: 'Resolve' }).click()
  await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Add tracking server…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
})
