import { spawn } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { windowClient } from '../support/window-client'
import { copyFixture, expect, projectRoot, test } from './support'

interface Ended {
  readonly code: number | null
  readonly said: string
}

/** Starts the app as a user would, and waits for it to end by itself. */
function startAndEnd(userData: string): Promise<Ended> {
  const executable = process.env['APP_ELECTRON']
  if (executable === undefined) throw new Error('APP_ELECTRON is not set: run this with npm run test:e2e')
  const { ELECTRON_RUN_AS_NODE: _unset, ...inherited } = process.env
  const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const child = spawn(executable, [...flags, projectRoot], {
    env: { ...inherited, APP_USER_DATA: userData, APP_E2E: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 20_000,
  })
  let said = ''
  child.stderr.on('data', (piece: Buffer) => (said += piece.toString()))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })))
}

test('a start without a data folder says which file is in the way and what to do, and fails', async ({
  folder,
}) => {
  const inTheWay = join(folder, 'user data')
  await writeFile(inTheWay, 'kept')
  const { code, said } = await startAndEnd(inTheWay)
  expect(said).toContain('Sextant could not start\n')
  expect(said).toContain(
    `Sextant's data folder ${inTheWay} is no folder: a file lies there. Move that file elsewhere, then start Sextant again.`,
  )
  expect(code).toBe(70)
  expect(await readFile(inTheWay, 'utf8')).toBe('kept')
})

test('a second start leaves the first one alone and ends well', async ({ start }) => {
  const { app, userData } = await start()
  const ended = await startAndEnd(userData)
  expect(ended.code).toBe(0)
  expect(ended.said).not.toContain('could not start')
  expect(app.windows()).toHaveLength(1)
})

test('stores are read although nothing can be written into the own folder, and a sentence says so', async ({
  folder,
  start,
}) => {
  const root = await copyFixture('mlruns/toolkit', join(folder, 'repo'))
  const data = join(folder, 'user data', 'data')
  await mkdir(join(folder, 'user data'))
  await writeFile(data, 'kept')
  const { page } = await start()
  const banner = page.getByRole('status').first()
  await expect(banner).toContainText(
    `Sextant's own database cannot be opened, because ${data} is no folder: a file lies there.`,
  )
  const added = await windowClient(page).call('roots.add', { path: root })
  expect(added.ok).toBe(true)
  await expect(page.getByText('experiment-001').first()).toBeVisible()
  expect(await readFile(data, 'utf8')).toBe('kept')
})

test('settings that cannot be read are kept, and a sentence says where', async ({ folder, start }) => {
  const settings = join(folder, 'user data', 'data', 'settings.json')
  await mkdir(join(folder, 'user data', 'data'), { recursive: true })
  await writeFile(settings, '{"roots": ["/mine"')
  const { page } = await start()
  await expect(page.getByRole('status').first()).toContainText(
    `Your settings could not be read, so Sextant begins with new ones. What was there is kept as ${settings}.unreadable.`,
  )
  expect(await readFile(`${settings}.unreadable`, 'utf8')).toBe('{"roots": ["/mine"')
})
