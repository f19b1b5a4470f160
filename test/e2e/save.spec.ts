import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { request as ask, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { goldenStore } from '../contract/golden-store'
import { madeUpFile, startFileServer } from '../support/file-server'
import { startMlflowServer } from '../support/mlflow-server'
import { windowClient } from '../support/window-client'
import { expect, test } from './support'

const file = madeUpFile(40_000_000)
const piece = 1_000_000

test('a file of a server is saved in one download, with its progress, and stopped without a trace', async ({
  folder,
  start,
}) => {
  const mlflow = await startMlflowServer(goldenStore)
  const [run] = goldenStore.runs
  mlflow.artifacts.set(`${run?.runId ?? ''}/weights.bin`, Buffer.from('stands for the large one'))
  const downloads: string[] = []
  let pieceEveryMs = 60
  let isCut = false
  const send = async (response: ServerResponse) => {
    response.writeHead(200, { 'content-length': String(file.length) })
    for (let at = 0; at < file.length && !response.destroyed; at += piece) {
      response.write(file.subarray(at, at + piece))
      if (isCut && at > file.length / 2) response.destroy()
      await delay(pieceEveryMs)
    }
    response.end()
  }
  const server = await startFileServer((request, response) => {
    if (request.url?.startsWith('/get-artifact') === true) {
      downloads.push(request.url)
      return send(response)
    }
    const { url: path, method, headers } = request
    const forwarded = ask({ host: '127.0.0.1', port: mlflow.port, path, method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(response)
    })
    return request.pipe(forwarded)
  })
  const { app, page } = await start({ roots: [server.url] })
  const client = windowClient(page)
  const sourceOf = async () => {
    const answer = await client.call('runs.list', { limit: 200 })
    return answer.ok ? answer.value.rows.find((row) => row.runId === run?.runId)?.sourceId : undefined
  }
  await expect.poll(sourceOf, { timeout: 15_000 }).toBeTruthy()
  const route = `#/runs/${encodeURIComponent((await sourceOf()) ?? '')}/${run?.runId ?? ''}`
  await page.evaluate((to) => (location.hash = to), route)
  await page.getByRole('tab', { name: 'Artifacts' }).click()
  await page.getByRole('treeitem', { name: 'weights.bin' }).click()

  const target = join(folder, 'mine.bin')
  await app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path })
  }, target)
  const saving = page.getByRole('group', { name: 'Saving mine.bin' })
  const save = () => page.getByRole('button', { name: 'Save a copy' }).click()

  await save()
  await expect(saving).toContainText(/\d+(\.\d)? MB of 40\.0 MB/)
  const shots = process.env['APP_SHOTS_FOLDER']
  if (shots !== undefined) await page.screenshot({ path: join(shots, 'saving.png') })
  await expect(page.getByText('“mine.bin” saved, 40.0 MB.')).toBeVisible({ timeout: 20_000 })
  await expect(saving).toBeHidden()
  expect(Buffer.compare(readFileSync(target), file)).toBe(0)
  expect(downloads).toHaveLength(1)

  pieceEveryMs = 500
  await save()
  await saving.getByRole('button', { name: 'Stop' }).click()
  await expect(saving).toBeHidden()
  // What was saved before stays as it was.
  expect(Buffer.compare(readFileSync(target), file)).toBe(0)

  isCut = true
  pieceEveryMs = 5
  await save()
  await expect(page.getByText(/“weights.bin” was not saved\. .* broke off in the middle/)).toBeVisible()
  expect(readdirSync(folder).filter((name) => name.includes('part'))).toEqual([])

  isCut = false
  pieceEveryMs = 500
  const other = join(folder, 'other.bin')
  await app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path })
  }, other)
  await save()
  await expect.poll(() => existsSync(`${other}.sextant-part`)).toBe(true)
  await app.close()
  expect(readdirSync(folder).filter((name) => name.startsWith('other'))).toEqual([])
  await server.stop()
  await mlflow.stop()
})
