import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { savePieces } from '../../../../main/engine/save-pieces'
import { fail, ok } from '../../../../shared/result'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'save-pieces-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const whole = new TextEncoder().encode('0123456789')
const inPieces =
  (size: number, totalBytes: number | null = whole.length) =>
  async (from: number) =>
    ok({ bytes: whole.slice(from, from + size), from, totalBytes })

it.each([
  [3, 10],
  [10, 10],
  [4, null],
])('joins pieces of %i bytes of a file of size %s', async (size, total) => {
  const target = join(folder, 'copy')
  expect(await savePieces(target, inPieces(size, total))).toEqual(ok({ bytes: 10 }))
  expect(readFileSync(target, 'utf8')).toBe('0123456789')
  expect(readdirSync(folder)).toEqual(['copy'])
})

it('leaves an older file as it was when the source fails half-way', async () => {
  const target = join(folder, 'copy')
  writeFileSync(target, 'older')
  const answer = await savePieces(target, async (from) =>
    from === 0 ? ok({ bytes: whole, from, totalBytes: 99 }) : fail('timeout', 'The server did not answer.'),
  )
  expect(answer).toMatchObject({ ok: false, error: { code: 'timeout' } })
  expect(readFileSync(target, 'utf8')).toBe('older')
  expect(readdirSync(folder)).toEqual(['copy'])
})

it('says that a place cannot be written', async () => {
  const target = join(folder, 'none', 'copy')
  expect(await savePieces(target, inPieces(3))).toMatchObject({ ok: false, error: { code: 'permission' } })
  expect(existsSync(target)).toBe(false)
})

it('writes an empty file for an empty one', async () => {
  const target = join(folder, 'empty')
  const answer = await savePieces(target, async (from) =>
    ok({ bytes: new Uint8Array(0), from, totalBytes: 0 }),
  )
  expect(answer).toEqual(ok({ bytes: 0 }))
  expect(readFileSync(target).length).toBe(0)
})
