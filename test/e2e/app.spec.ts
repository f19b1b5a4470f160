import type {} from '../../renderer/bridge/client'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { appendMetric, writeExperiment, writeRun } from '../support/file-store'
import { treeOf } from '../support/tree'
import { expect, test, type Launched } from './support'

const liveId = 'a'.repeat(32)

/** A repository with a workspace, a store of two runs, one of them still running. */
function makeRepository(folder: string): { root: string; live: string } {
  const root = join(folder, 'repo')
  const store = join(root, 'mlruns')
  writeExperiment(store, '821770307574351362', 'lora-finetuning-mlx', { project: 'lora-finetuning-mlx' })
  writeRun(store, '821770307574351362', {
    runId: 'b'.repeat(32),
    name: 'yesterday',
    params: { learning_rate: '0.0002', lora_rank: '16' },
    metrics: {
      loss: Array.from({ length: 50 }, (_, step) => `${1_790_000_000_000 + step} ${2 / (step + 1)} ${step}`),
    },
  })
  const now = Date.now()
  const live = writeRun(store, '821770307574351362', {
    runId: liveId,
    name: 'able-42',
    status: 1,
    startTime: now - 7_200_000,
    metrics: { loss: [`${now - 60_000} 2.5 0`, `${now - 30_000} 2.25 1`] },
  })
  const workspace = join(root, 'mlops', 'workspace', 'lora-finetuning-mlx')
  mkdirSync(workspace, { recursive: true })
  writeFileSync(
    join(workspace, 'workspace.yaml'),
    "project_name: lora-finetuning-mlx\nroot_path: /old/place\nmlflow_experiment_id: '821770307574351362'\n" +
      "mlflow_tracking_uri: file:///tmp/mlflow\nmetadata: {}\ncreated_at: '2026-10-24T09:17:12.591676+00:00'\n" +
      "updated_at: '2026-10-24T09:17:12.622575+00:00'\n",
  )
  return { root, live }
}

test('opens on a store, opens a run, draws its chart, and shows an appended value within a second', async ({
  folder,
  start,
}) => {
  const { root, live } = makeRepository(folder)
  const { page } = await start({ roots: [root] })
  await expect(page.getByText('able-42').first()).toBeVisible()
  await page
    .getByRole('link', { name: /Experiments/ })
    .first()
    .click()
  await page.getByText('able-42').first().dblclick()
  await expect(page.getByRole('heading', { name: 'able-42' })).toBeVisible()
  await expect(page.locator('canvas').first()).toBeVisible()
  await expect(page.getByText('2.25').first()).toBeVisible()

  const elapsed: number[] = []
  for (let step = 2; step < 6; step++) {
    const value = Number((1 + step / 1_000).toFixed(3))
    const startedAt = performance.now()
    appendMetric(live, 'loss', Date.now(), value, step)
    await expect(page.getByText(String(value)).first()).toBeVisible({ timeout: 5_000 })
    elapsed.push(performance.now() - startedAt)
  }
  expect(Math.max(...elapsed)).toBeLessThan(1_000)
})

test('refuses to leave the app: navigation, new windows, permissions, inline script', async ({ start }) => {
  const { app, page } = await start()
  const before = page.url()
  const refused = await page.evaluate(async () => {
    const opened = window.open('https://example.com')
    const script = document.createElement('script')
    script.textContent = 'window.inlineRan = true'
    document.head.append(script)
    const permission = await navigator.permissions.query({ name: 'geolocation' })
    location.href = 'https://example.com/'
    return {
      opened: opened === null,
      inlineRan: 'inlineRan' in window,
      permission: permission.state,
      node: 'process' in window || 'require' in window,
    }
  })
  expect(refused).toEqual({ opened: true, inlineRan: false, permission: 'denied', node: false })
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  )
  expect(page.url()).toBe(before)
  expect(app.windows()).toHaveLength(1)
  const answer = await page.evaluate(() => window.bridge.call('constructor', null))
  expect(answer).toMatchObject({ ok: false, error: { code: 'not-found' } })
})

test('keeps settings, bounds and what was seen over a restart, and shows it before any source answers', async ({
  folder,
  start,
}) => {
  const { root } = makeRepository(folder)
  const first = await start({ roots: [root] })
  await expect(first.page.getByText('able-42').first()).toBeVisible()
  await first.page.evaluate(() => window.bridge.call('settings.update', { theme: 'dark' }))
  await expect
    .poll(() => first.page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches))
    .toBe(true)
  await first.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]!.setBounds({ x: 40, y: 60, width: 1000, height: 700 }),
  )
  await first.close()

  const second = await start()
  const size = await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getBounds())
  expect([size.width, size.height]).toEqual([1000, 700])
  expect(await second.page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(true)
  await second.close()

  // The repository is unplugged: what was seen is still there, and the loss is named.
  const { rename } = await import('node:fs/promises')
  await rename(root, `${root}-away`)
  const third = await start()
  await expect(third.page.getByText('able-42').first()).toBeVisible()
  await expect(third.page.getByText(root).first()).toBeVisible()
})

test('names what it cannot read, shows the rest, and writes nothing into the stores', async ({
  folder,
  start,
}) => {
  const { root } = makeRepository(folder)
  const broken = join(root, 'mlops', 'workspace', 'model-compression-mlx')
  mkdirSync(broken)
  writeFileSync(join(broken, 'workspace.yaml'), '')
  writeFileSync(join(root, 'mlflow.db'), 'SQLite format 3\0 and then nothing that makes sense')
  const before = treeOf(root)
  const { page, app } = await start({ roots: [root] })
  await expect(page.getByText('able-42').first()).toBeVisible()
  await expect(page.getByText('model-compression-mlx').first()).toBeVisible()
  const sources = async () => {
    const snapshot = (await app.evaluate(() =>
      (globalThis as unknown as { __e2e: { snapshot(): unknown } }).__e2e.snapshot(),
    )) as {
      sources: { kind: string; state: string; problems: { location: string; message: string }[] }[]
    }
    return snapshot.sources
  }
  await expect
    .poll(async () => (await sources()).map((one) => `${one.kind} ${one.state}`).sort())
    .toEqual(['mlflow-file ok', 'mlflow-sqlite failed', 'toolkit-workspace ok'])
  const problems = (await sources()).flatMap((one) => one.problems)
  expect(problems.map((one) => one.location).sort()).toEqual([
    join(root, 'mlflow.db'),
    join(broken, 'workspace.yaml'),
  ])
  await page
    .getByRole('link', { name: /Experiments/ })
    .first()
    .click()
  await page.getByText('able-42').first().dblclick()
  await expect(page.locator('canvas').first()).toBeVisible()
  expect(treeOf(root)).toBe(before)
})

test('lives on in the menu bar when the window is closed, and opens again', async ({ folder, start }) => {
  const { root } = makeRepository(folder)
  const { app, page } = await start({ roots: [root] })
  await expect(page.getByText('able-42').first()).toBeVisible()
  const closed = page.waitForEvent('close')
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.close())
  await closed
  interface Hooks {
    __e2e: { tray(): { title: string; groups: { label: string }[][] } }
  }
  const tray = () => app.evaluate(() => (globalThis as unknown as Hooks).__e2e.tray())
  expect((await tray()).title).toContain('GPU –  ANE –')
  // Drawn once a second at most.
  await expect
    .poll(async () => (await tray()).groups.flat().map((row) => row.label))
    .toContainEqual(expect.stringContaining('able-42 — loss 2.25'))
  const [opened] = await Promise.all([
    app.waitForEvent('window'),
    app.evaluate(({ app: electron }) => void electron.emit('activate')),
  ])
  await expect(opened.getByText('able-42').first()).toBeVisible()
})

/** What the app would be started with again: this test ends before it is, for nobody would hold the new one. */
async function restartsWith({ app }: Launched, act: () => Promise<void>): Promise<readonly string[]> {
  await app.evaluate(({ app: electron }) => {
    electron.relaunch = (options) => void Object.assign(globalThis, { startedWith: options?.args })
    const quit = electron.quit.bind(electron)
    electron.quit = () => (electron.quit = quit)
  })
  await act()
  const args = () => app.evaluate(() => (globalThis as { startedWith?: string[] }).startedWith ?? null)
  await expect.poll(args).not.toBeNull()
  return (await args()) ?? []
}

test('the demo is opened from the first page, says that it is one, and is left again', async ({ start }) => {
  const own = await start()
  const into = await restartsWith(own, () => own.page.getByRole('button', { name: 'Open the demo' }).click())
  expect(into.filter((each) => each === '--demo')).toHaveLength(1)
  await own.close()

  const demo = await start({ args: ['--demo'] })
  await expect(demo.page.getByText('lora-finetuning-mlx').first()).toBeVisible()
  await demo.page.getByRole('button', { name: 'Demo data' }).click()
  const leave = demo.page.getByRole('button', { name: 'Leave the demo' })
  expect(await restartsWith(demo, () => leave.click())).not.toContain('--demo')
})
