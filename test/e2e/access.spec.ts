import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { stops, type Stop } from './access-stops'
import { expect, test } from './support'

/**
 * WCAG 2.1 A and AA, and all that axe calls best practice. What is left out is the one rule of 2.2: its targets of 24 px
 * are larger than a Mac's own smallest controls, 20 px, as high as the rows of the heat map are.
 */
const wanted = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']
/** All that differs between the themes; the rest is the same page. */
const ofColour = ['color-contrast', 'link-in-text-block']

async function violationsOf(page: Page, rules: 'all' | 'of colour'): Promise<readonly string[]> {
  const isThere = await page.evaluate(() => 'axe' in window)
  // An Electron window opens no second page, in which axe else puts its parts together: hence the legacy mode. Its
  // source is 500 kB, and is handed over once a document.
  const axe = new AxeBuilder({ page, ...(isThere ? { axeSource: 'void 0' } : {}) }).setLegacyMode()
  const runOnly =
    rules === 'all' ? { type: 'tag' as const, values: wanted } : { type: 'rule' as const, values: ofColour }
  const { violations } = await axe
    .options({
      runOnly,
      // Of what passes nothing is said, which is half of the time.
      resultTypes: ['violations'],
    })
    .analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  )
}

async function visit(page: Page, stop: Stop): Promise<readonly string[]> {
  await stop.open(page)
  const found: string[] = []
  for (const [colorScheme, rules] of [
    ['light', 'all'],
    ['dark', 'of colour'],
  ] as const) {
    await page.emulateMedia({ colorScheme })
    const faults = await violationsOf(page, rules)
    found.push(...faults.map((fault) => `${stop.name}, ${colorScheme}: ${fault}`))
  }
  await stop.close?.(page)
  return found
}

test('every page, panel and tab is without a fault that axe finds, in both themes', async ({ start }) => {
  test.setTimeout(120_000)
  const { app, page } = await start({ args: ['--demo'] })
  // Wide enough for lists beside their details, and so low that most of it scrolls.
  const size = { width: 1280, height: 640 }
  await app.evaluate(
    ({ BrowserWindow }, { width, height }) => BrowserWindow.getAllWindows()[0]?.setContentSize(width, height),
    size,
  )
  await expect.poll(() => page.evaluate(() => [innerWidth, innerHeight])).toEqual([size.width, size.height])
  // A colour on its way to another is no colour to measure.
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const faults: string[] = []
  for (const stop of stops) faults.push(...(await visit(page, stop)))
  expect(faults).toEqual([])
})
