import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readPage } from '../../../../main/shell/read-page'
import { ok } from '../../../../shared/result'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'read-page-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('gives a page whole, up to the limit and not beyond', async () => {
  const path = join(folder, 'report.html')
  writeFileSync(path, '0123456789')
  expect(await readPage(path, 10)).toEqual(ok(Buffer.from('0123456789')))
  expect(await readPage(path, 9)).toMatchObject({ ok: false, error: { code: 'unavailable' } })
})

it('refuses a page of gigabytes without reading it', async () => {
  const path = join(folder, 'report.html')
  writeFileSync(path, '')
  // A hole: it takes no room on the disk, and as much memory as any other file once it is read.
  truncateSync(path, 1.5 * 2 ** 30)
  const before = process.memoryUsage().arrayBuffers
  const answer = await readPage(path)
  expect(answer.ok ? '' : answer.error.message).toContain('larger than 64 MB')
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 2 ** 20)
})

it('neither waits for a pipe nor reads a folder, and names what is not there', async () => {
  const pipe = join(folder, 'pipe.html')
  execFileSync('mkfifo', [pipe])
  for (const path of [pipe, folder, join(folder, 'none.html')]) {
    expect(await readPage(path)).toMatchObject({ ok: false, error: { code: 'unavailable' } })
  }
})
