import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, expect, test as base, type ElectronApplication, type Page } from '@playwright/test'

export const projectRoot = resolve(import.meta.dirname, '../..')
export const fixtures = join(projectRoot, 'test/fixtures')

export interface Launched {
  readonly app: ElectronApplication
  readonly page: Page
  readonly userData: string
  close(): Promise<void>
}

interface LaunchOptions {
  readonly userData: string
  /** Folders the app finds in its settings. */
  readonly roots?: readonly string[]
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** Starts the built app with a data folder of its own. The window is open and has drawn its first page on return. */
export async function launch(options: LaunchOptions): Promise<Launched> {
  const executablePath = process.env['APP_ELECTRON']
  if (executablePath === undefined) throw new Error('APP_ELECTRON is not set: run this with npm run test:e2e')
  if (options.roots !== undefined) {
    await mkdir(join(options.userData, 'data'), { recursive: true })
    await writeFile(
      join(options.userData, 'data', 'settings.json'),
      JSON.stringify({ version: 1, roots: options.roots }),
    )
  }
  const { ELECTRON_RUN_AS_NODE: _unset, ...inherited } = process.env as Record<string, string>
  const isRoot = process.getuid?.() === 0
  const app = await _electron.launch({
    executablePath,
    args: [...(isRoot ? ['--no-sandbox'] : []), projectRoot, ...(options.args ?? [])],
    // Playwright would else pretend a light system, whatever the app's own theme is.
    colorScheme: null,
    env: { ...inherited, APP_USER_DATA: options.userData, APP_E2E: '1', ...options.env },
    timeout: 30_000,
  })
  const page = await app.firstWindow({ timeout: 30_000 })
  await page.getByRole('navigation').first().waitFor({ timeout: 30_000 })
  // The window stands before what it is told by: the menu bar comes last.
  await expect.poll(() => app.evaluate(() => '__e2e' in globalThis), { timeout: 30_000 }).toBe(true)
  return { app, page, userData: options.userData, close: () => app.close() }
}

/**
 * Closes the app's window, and waits until the app itself has heard of it: the page is gone a moment earlier. Asked for
 * again and again, as a promise of the app that nothing but the closing window holds may be collected before it settles.
 */
export async function closeWindow(app: ElectronApplication): Promise<void> {
  const id = await app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0]
    if (window === undefined) throw new Error('There is no window to close.')
    window.close()
    return window.id
  })
  await expect
    .poll(() => app.evaluate(({ BrowserWindow }, closed) => BrowserWindow.fromId(closed) === null, id))
    .toBe(true)
}

interface Fixtures {
  /** A folder that is removed after the test. */
  readonly folder: string
  /** Starts apps that are closed after the test, whatever happened. */
  readonly start: (options?: Partial<LaunchOptions>) => Promise<Launched>
}

export const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the parameter's pattern to know what a fixture needs
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'sextant-e2e-'))
    await use(folder)
    await rm(folder, { recursive: true, force: true })
  },
  start: async ({ folder }, use) => {
    const launched: Launched[] = []
    await use(async (options) => {
      const one = await launch({ userData: join(folder, 'user data'), ...options })
      launched.push(one)
      return one
    })
    for (const one of launched) await one.close().catch(() => {})
  },
})

export { expect }

/** A copy of a committed store that a test may write to. */
export async function copyFixture(name: string, to: string): Promise<string> {
  await cp(join(fixtures, name), to, { recursive: true })
  return to
}
