import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ownFolder, removeFolder } from '../../../../main/threads/own-folder'

let folder: string
let warnings: string[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sextant-test-'))
  warnings = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const log = (_level: string, message: string) => void warnings.push(message)

it('is made where it is wanted', () => {
  const wanted = join(folder, 'data', 'copies')
  expect(ownFolder(wanted, log)).toBe(wanted)
  expect([existsSync(wanted), warnings]).toEqual([true, []])
})

it('lies among the temporary ones where a file is in the way, and can be taken away again', () => {
  writeFileSync(join(folder, 'data'), 'kept')
  const stand = ownFolder(join(folder, 'data', 'copies'), log)
  expect(existsSync(stand)).toBe(true)
  expect(warnings).toHaveLength(1)
  removeFolder(stand, log)
  expect(existsSync(stand)).toBe(false)
})

it('need not be there to be taken away', () => {
  writeFileSync(join(folder, 'data'), 'kept')
  removeFolder(join(folder, 'nothing'), log)
  removeFolder(join(folder, 'data', 'copies'), log)
  expect(existsSync(join(folder, 'data'))).toBe(true)
})
