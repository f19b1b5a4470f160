import type {} from '../../renderer/bridge/client'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { writeExperiment, writeRun } from '../support/file-store'
import { treeOf } from '../support/tree'
import { expect, fixtures, test } from './support'

const runId = 'c'.repeat(32)

/** A run with artifacts, two registry versions of real weights, and a page that would like to do harm. */
function makeStore(folder: string, lure: string): string {
  const root = join(folder, 'repo')
  const store = join(root, 'mlruns')
  writeExperiment(store, '1', 'lora', {})
  const run = writeRun(store, '1', {
    runId,
    name: 'able-42',
    params: { rank: '8' },
    metrics: { loss: ['1790000000000 2 0'] },
  })
  const artifacts = join(typeof run === 'string' ? run : join(store, '1', runId), 'artifacts')
  mkdirSync(artifacts, { recursive: true })
  writeFileSync(
    join(artifacts, 'page.html'),
    `<title>as written</title><script>document.title = 'scripts ran'</script><img src="${lure}/img">` +
      `<link rel="stylesheet" href="${lure}/css"><iframe src="${lure}/frame"></iframe><meta http-equiv="refresh" content="0;url=${lure}/go">`,
  )
  writeFileSync(join(artifacts, 'large.log'), 'a line of a long log\n'.repeat(100_000))
  for (const [version, model] of [
    ['1', 'mlx-8bit'],
    ['2', 'mlx-4bit'],
  ] as const) {
    cpSync(join(fixtures, 'models', model), join(artifacts, model), { recursive: true })
    const meta = join(store, 'models/tiny', `version-${version}`)
    mkdirSync(meta, { recursive: true })
    writeFileSync(
      join(meta, 'meta.yaml'),
      `creation_timestamp: 179000000000${version}\ncurrent_stage: None\ndescription: ''\nlast_updated_timestamp: 1790000000000\n` +
        `name: tiny\nrun_id: ${runId}\nsource: ${join(artifacts, model)}\nstatus: READY\nversion: '${version}'\n`,
    )
  }
  writeFileSync(
    join(store, 'models/tiny/meta.yaml'),
    'creation_timestamp: 1\nlast_updated_timestamp: 1\nname: tiny\n',
  )
  return root
}

test('models are inspected and compared, artifacts shown, and a page of somebody else does nothing', async ({
  folder,
  start,
}) => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const root = makeStore(folder, `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const before = treeOf(root)
  const { app, page } = await start({ roots: [root] })

  await page.getByRole('navigation').getByRole('link', { name: 'Models' }).click()
  const grid = page.getByRole('grid', { name: 'Models' })
  await expect(grid.getByText('4-bit, groups of 32')).toBeVisible()
  await expect(grid.getByText('8-bit, groups of 64')).toBeVisible()
  await grid.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('x')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('x')
  await page.getByRole('button', { name: 'Compare' }).click()
  await expect(page.getByText('Bytes in U32')).toBeVisible()

  await page.locator('.names a').first().click()
  await expect(page.getByText('LlamaForCausalLM')).toBeVisible()
  await page.getByRole('tab', { name: 'Files' }).click()
  await page.getByRole('treeitem', { name: 'config.json' }).click()
  await expect(page.getByRole('tree', { name: 'JSON' })).toContainText('max_position_embeddings')

  await page.goto(`${page.url().split('#')[0] ?? ''}#/runs/${await sourceOf(page)}/${runId}`)
  await page.getByRole('tab', { name: 'Artifacts' }).click()
  await page.getByRole('treeitem', { name: 'large.log' }).click()
  await expect(page.getByText(/The first 524 KB of 2.1 MB/).first()).toBeVisible()
  await page.getByRole('button', { name: 'Read more' }).click()
  await expect(page.getByText(/The first 1.6 MB of 2.1 MB/).first()).toBeVisible()

  const target = join(folder, 'copy.log')
  await app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path })
  }, target)
  await page.getByRole('button', { name: 'Save a copy' }).click()
  await expect(page.getByText('“copy.log” saved, 2.1 MB.')).toBeVisible()
  expect(readFileSync(target, 'utf8').length).toBe(2_100_000)

  await page.getByRole('treeitem', { name: 'page.html' }).click()
  const shown = () =>
    app.evaluate(({ webContents }) => {
      const view = webContents.getAllWebContents().find((each) => each.getURL().startsWith('untrusted:'))
      return view === undefined || view.isLoading() ? null : { title: view.getTitle(), url: view.getURL() }
    })
  await expect.poll(shown).toEqual({ title: 'as written', url: 'untrusted://page/' })
  // All that it asks for is answered, and its refresh is due, once a frame of it is drawn.
  // A picture that a view drops is never answered: each look asks for another, and waits for none within the app.
  const isDrawn = () =>
    app.evaluate(({ webContents }) => {
      const seen = globalThis as { isDrawn?: boolean }
      const view = webContents.getAllWebContents().find((each) => each.getURL().startsWith('untrusted:'))
      void view?.capturePage().then(() => (seen.isDrawn = true))
      return seen.isDrawn === true
    })
  await expect.poll(isDrawn).toBe(true)
  expect(await shown()).toEqual({ title: 'as written', url: 'untrusted://page/' })
  expect(asked).toEqual([])
  await page.getByRole('tab', { name: 'Details' }).click()
  await expect.poll(shown).toBeNull()
  expect(treeOf(root)).toEqual(before)
  server.close()
})

async function sourceOf(page: { evaluate<T>(run: () => T | Promise<T>): Promise<T> }): Promise<string> {
  const answer = await page.evaluate(() => window.bridge.call('models.list', {}))
  const { rows } = (answer as { value: { rows: { sourceId: string }[] } }).value
  return encodeURIComponent(rows[0]?.sourceId ?? '')
}
