import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { generateDemo } from '../../main/demo/generate'
import { openDatabase } from '../../main/store/sqlite-binding'
import { projectRoot } from '../support/paths'
import { median, report } from './report'
import { startTimed } from './timed-window'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sextant-bench-'))
  await mkdir(join(folder, 'repo'))
  await generateDemo({ folder: join(folder, 'repo'), seed: 1, now: Date.now(), openDatabase })
  await mkdir(join(folder, 'user', 'data'), { recursive: true })
  const settings = JSON.stringify({ version: 1, roots: [join(folder, 'repo')] })
  await writeFile(join(folder, 'user', 'data', 'settings.json'), settings)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** From the start of the process to the moment the page says that something stood on screen, in ms. */
async function timeTo(start: () => ReturnType<typeof startTimed>, find: string): Promise<number> {
  const window = await start()
  try {
    const paintedAt = await window.page.waitForFunction((name) => {
      const entry = performance.getEntriesByName(name)[0]
      return entry === undefined ? null : performance.timeOrigin + entry.startTime
    }, find)
    return ((await paintedAt.jsonValue()) as number) - window.spawnedAt
  } finally {
    await window.close()
  }
}

it('shows the first run soon after a bare window would stand', async () => {
  const bare: number[] = []
  const first: number[] = []
  const again: number[] = []
  const app = () => startTimed(projectRoot, { APP_USER_DATA: join(folder, 'user') })
  for (let round = 0; round < 5; round++) {
    bare.push(
      await timeTo(() => startTimed(join(projectRoot, 'test/bench/bare-window')), 'first-contentful-paint'),
    )
    await rm(join(folder, 'user', 'data', 'sextant.sqlite'), { force: true })
    first.push(await timeTo(app, 'first-run-visible'))
    again.push(await timeTo(app, 'first-run-visible'))
  }
  report(
    'start to first run visible',
    {
      'bare window ms': median(bare),
      'first start ms': median(first),
      'later start ms': median(again),
      'later/bare': median(again) / median(bare),
    },
    '≤ 1.5 × bare',
  )
  expect(again.every(Number.isFinite)).toBe(true)
})
