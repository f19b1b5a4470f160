import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { expect, fixtures, test, type Launched } from './support'

/** A report's own page lies over the window as a view that no page of ours can draw upon. */
async function openReport(launched: Launched, folder: string, meanwhile = async () => {}): Promise<void> {
  const { page } = launched
  const reports = join(folder, 'reports')
  mkdirSync(reports, { recursive: true })
  copyFileSync(join(fixtures, 'evidently/legacy-0.6.7/drift.html'), join(reports, 'drift.html'))
  await page.evaluate((path) => window.bridge.call('roots.add', { path }), reports)
  await page.evaluate(() => (location.hash = '#/monitoring'))
  await page.getByRole('link', { name: 'drift.html' }).click()
  await meanwhile()
  await page.getByRole('button', { name: 'Open original report' }).click()
  await expect.poll(async () => (await guest(launched.app))?.isLoaded).toBe(true)
}

interface Guest {
  readonly bounds: { x: number; y: number; width: number; height: number }
  readonly isLoaded: boolean
  readonly isSeen: boolean
}

/** The view over the window, or null. */
function guest(app: ElectronApplication): Promise<Guest | null> {
  return app.evaluate(async ({ BrowserWindow }) => {
    type View = Electron.View & { readonly webContents?: Electron.WebContents; wasShown?: boolean }
    const views = BrowserWindow.getAllWindows().flatMap((each) => each.contentView.children as View[])
    const view = views.find((each) => each.webContents?.getURL().startsWith('untrusted:') === true)
    if (view?.webContents === undefined) return null
    // Electron 33 cannot be asked whether a view is visible, so its setter is listened to from the first look on.
    if (view.wasShown === undefined) {
      view.wasShown = true
      const setVisible = view.setVisible.bind(view)
      view.setVisible = (isVisible) => setVisible((view.wasShown = isVisible))
    }
    return { bounds: view.getBounds(), isLoaded: !view.webContents.isLoading(), isSeen: view.wasShown }
  })
}

/** What the page left free for it, in the pixels that views are placed in. */
function freePlace(page: Page, zoom: number) {
  return page.evaluate((factor) => {
    const bar = document.querySelector('header.toolbar')?.getBoundingClientRect().bottom ?? NaN
    const toasts = [...document.querySelectorAll('.toast')].map((each) => each.getBoundingClientRect().top)
    return {
      top: Math.round(bar * factor),
      right: Math.round(innerWidth * factor),
      bottom: Math.min(innerHeight, ...toasts) * factor,
    }
  }, zoom)
}

const isSeen = async ({ app }: Launched) => (await guest(app))?.isSeen ?? null

test('a report’s page lies below the bar at every zoom', async ({ folder, start }) => {
  const launched = await start()
  await openReport(launched, folder)
  const { app, page } = launched
  for (const zoom of [1.5, 0.8, 1]) {
    await app.evaluate(
      ({ BrowserWindow }, factor) => BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(factor),
      zoom,
    )
    await expect(async () => {
      const [place, free] = [await guest(app), await freePlace(page, zoom)]
      const { x = NaN, y = NaN, width = NaN, height = NaN } = place?.bounds ?? {}
      expect(x).toBe(0)
      expect(Math.abs(y - free.top)).toBeLessThanOrEqual(1)
      expect(Math.abs(width - free.right)).toBeLessThanOrEqual(2)
      expect(Math.abs(y + height - free.bottom)).toBeLessThanOrEqual(2)
    }).toPass({ timeout: 5_000 })
  }
})

test('toasts are seen below it', async ({ folder, start }) => {
  const launched = await start()
  const { app, page } = launched
  await openReport(launched, folder, () => page.getByRole('button', { name: 'Copy path' }).click())
  await expect(page.locator('.toast')).toHaveCount(1)
  const space = async () => {
    const { bottom } = await freePlace(page, 1)
    const { y = NaN, height = NaN } = (await guest(app))?.bounds ?? {}
    return bottom - (y + height)
  }
  await expect.poll(space).toBeGreaterThan(0)
  await page.getByRole('button', { name: 'Dismiss' }).click()
  await expect(page.locator('.toast')).toHaveCount(0)
  await expect.poll(async () => Math.abs(await space())).toBeLessThanOrEqual(1)
})

test('dialogs come on top of it, and it is back after them', async ({ folder, start }) => {
  const launched = await start()
  await openReport(launched, folder)
  const { app, page } = launched
  expect(await isSeen(launched)).toBe(true)
  const menu = (label: string) =>
    app.evaluate(({ Menu }, wanted) => {
      const items = Menu.getApplicationMenu()?.items.flatMap((item) => item.submenu?.items ?? []) ?? []
      items.find((item) => item.label === wanted)?.click()
    }, label)
  for (const label of ['Add Tracking Server…', 'Keyboard Shortcuts', 'Command Palette']) {
    await menu(label)
    await expect(page.locator('dialog[open]')).toBeVisible()
    await expect.poll(() => isSeen(launched)).toBe(false)
    await page.keyboard.press('Escape')
    await expect(page.locator('dialog[open]')).toHaveCount(0)
    await expect.poll(() => isSeen(launched)).toBe(true)
  }
})

test('a report that was left while it was read is not shown over another page', async ({ folder, start }) => {
  const launched = await start()
  await openReport(launched, folder)
  const { app, page } = launched
  await page.getByRole('button', { name: 'Close original report' }).click()
  await expect.poll(() => guest(app)).toBe(null)
  const answer = await page.evaluate(async () => {
    const [, sourceId = '', reportId = ''] = /#\/reports\/([^/]+)\/(.+)$/.exec(location.href) ?? []
    const ref = { sourceId: decodeURIComponent(sourceId), reportId: decodeURIComponent(reportId) }
    const bounds = { x: 0, y: 52, width: 800, height: 500 }
    const opened = window.bridge.call('monitoring.openOriginal', { ...ref, bounds })
    void window.bridge.call('monitoring.closeOriginal', undefined)
    return opened
  })
  expect(answer).toMatchObject({ ok: false, error: { code: 'cancelled' } })
  expect(await guest(app)).toBe(null)
})

test('showing and closing it leaves no listeners at the window', async ({ folder, start }) => {
  const launched = await start()
  await openReport(launched, folder)
  const { app, page } = launched
  const listeners = () =>
    app.evaluate(({ BrowserWindow }) => {
      const shown = BrowserWindow.getAllWindows()[0]
      return [shown?.listenerCount('closed'), shown?.webContents.listenerCount('did-navigate')]
    })
  const one = await listeners()
  for (let round = 0; round < 3; round++) {
    await page.getByRole('button', { name: 'Close original report' }).click()
    await expect.poll(() => guest(app)).toBe(null)
    await page.getByRole('button', { name: 'Open original report' }).click()
    await expect.poll(async () => (await guest(app))?.isLoaded).toBe(true)
  }
  expect(await listeners()).toEqual(one)
})
