import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication } from '@playwright/test'
import { afterEach, expect, it } from 'vitest'
import { projectRoot } from '../support/paths'
import { treeUsage } from './process-tree'
import { report } from './report'

/** Five minutes as a rule; 90 s where time is short. */
const seconds = Number(process.env['BENCH_TRAY_SECONDS'] ?? 90)
const settleMs = 15_000
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

async function start(folder: string, env: Record<string, string>): Promise<ElectronApplication> {
  const executablePath = process.env['APP_ELECTRON']
  if (executablePath === undefined) throw new Error('APP_ELECTRON is not set: run this with npm run bench')
  const { ELECTRON_RUN_AS_NODE: _unset, ...inherited } = process.env as Record<string, string>
  const isRoot = process.getuid?.() === 0
  return _electron.launch({
    executablePath,
    args: [...(isRoot ? ['--no-sandbox'] : []), folder],
    env: { ...inherited, ...env },
  })
}

async function userData(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tray-bench-'))
  folders.push(folder)
  await mkdir(join(folder, 'data'))
  await writeFile(join(folder, 'data', 'settings.json'), JSON.stringify({ version: 1, roots: [] }))
  return folder
}

/** CPU as a share of one core, memory at the end, and what kinds of processes were alive. */
async function watch(app: ElectronApplication) {
  const id = app.process().pid ?? 0
  await wait(settleMs)
  const before = treeUsage(id)
  await wait(seconds * 1_000)
  const after = treeUsage(id)
  return {
    cpuRatio: (after.cpuMs - before.cpuMs) / (seconds * 1_000),
    residentMegabytes: after.residentBytes / 1e6,
    types: after.types,
  }
}

/** The app with its window closed, so that only the tray is left. */
async function watchTray(isSampling: boolean) {
  const app = await start(projectRoot, { APP_USER_DATA: await userData(), APP_E2E: '1' })
  const page = await app.firstWindow()
  await page.getByRole('navigation').first().waitFor()
  if (!isSampling) await page.evaluate(() => window.bridge.call('hardware.pause', { isPaused: true }))
  await app.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) window.close()
  })
  const usage = await watch(app)
  await app.close()
  return usage
}

it('costs next to nothing while only the menu bar shows', { timeout: 1_800_000 }, async () => {
  const bare = await start(join(projectRoot, 'test/bench/bare-tray'), {})
  const floor = await watch(bare)
  await bare.close()
  const sampling = await watchTray(true)
  const paused = await watchTray(false)
  report(
    `tray only, ${seconds} s at 1 Hz`,
    {
      'CPU % of a core, sampling': sampling.cpuRatio * 100,
      paused: paused.cpuRatio * 100,
      'difference %': (sampling.cpuRatio - paused.cpuRatio) * 100,
      'RSS MB': sampling.residentMegabytes,
      'bare tray MB': floor.residentMegabytes,
      'RSS / bare': sampling.residentMegabytes / floor.residentMegabytes,
      renderers: sampling.types.filter((type) => type === 'renderer').length,
    },
    '≤ 0.7 % above paused, RSS ≤ 1.25 × bare, no renderer',
  )
  expect(sampling.types).not.toContain('renderer')
})
