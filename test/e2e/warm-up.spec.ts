import { watch } from 'node:fs'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type {} from '../../renderer/bridge/client'
import { expect, test } from './support'

test('a start without a store reads one of its own, which nobody sees and which is gone again', async ({
  folder,
  start,
}) => {
  const data = join(folder, 'user data', 'data')
  await mkdir(data, { recursive: true })
  const changed = new Set<string>()
  const watcher = watch(data, { recursive: true }, (_event, name) => void changed.add(String(name)))
  try {
    const { app, page } = await start()
    await expect
      .poll(() => [...changed].some((name) => name.startsWith(join('copies', 'warm-up'))))
      .toBe(true)
    await expect.poll(() => readdir(join(data, 'copies'))).toEqual([])
    const answers = await page.evaluate(async () => [
      await window.bridge.call('app.bootstrap', undefined),
      await window.bridge.call('runs.list', { limit: 100 }),
    ])
    expect(answers.map(({ ok }) => ok)).toEqual([true, true])
    expect(JSON.stringify(answers)).not.toMatch(/warm-up/i)
    const logs = await app.evaluate(({ app: electron }) => electron.getPath('logs'))
    expect(await readFile(join(logs, 'sextant.log'), 'utf8')).not.toMatch(/warm-up/i)
    await page.getByRole('link', { name: 'Experiments' }).first().click()
    await expect(page.getByText('Warm-up')).toHaveCount(0)
  } finally {
    watcher.close()
  }
})
