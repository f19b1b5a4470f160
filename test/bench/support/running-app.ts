import type {} from '../../../renderer/bridge/client'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import { projectRoot } from '../../support/paths'

export interface RunningApp {
  readonly app: ElectronApplication
  readonly page: Page
  close(): Promise<void>
}

/** Sextant as a user has it, with data in `userFolder`; its window stands. */
export async function startApp(userFolder: string): Promise<RunningApp> {
  await mkdir(join(userFolder, 'data'), { recursive: true })
  const app = await launch(projectRoot, { APP_USER_DATA: userFolder, APP_E2E: '1' })
  const page = await app.firstWindow()
  await page.getByRole('navigation').first().waitFor()
  return { app, page, close: () => app.close() }
}

/** An Electron window with nothing in it. */
export async function startBareWindow(): Promise<RunningApp> {
  const app = await launch(join(projectRoot, 'test/bench/bare-window'), {})
  const page = await app.firstWindow()
  return { app, page, close: () => app.close() }
}

function launch(folder: string, env: Record<string, string>): Promise<ElectronApplication> {
  return _electron.launch({
    executablePath: process.env['APP_ELECTRON']!,
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), folder],
    env: { ...(process.env as Record<string, string>), ...env },
    timeout: 60_000,
  })
}

/** Resident memory of all processes of the app, in MB. */
export async function residentMegabytes({ app }: RunningApp): Promise<number> {
  const kilobytes = await app.evaluate(({ app: electron }) =>
    electron.getAppMetrics().reduce((sum, { memory }) => sum + memory.workingSetSize, 0),
  )
  return kilobytes / 1024
}

/** A folder for the app's own data, removed with `remove`. */
export async function userFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'sextant-bench-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}
