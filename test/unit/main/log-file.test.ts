import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openLogFile } from '../../../main/log-file'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sextant-log-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const path = () => join(folder, 'sextant.log')
const overFull = () => {
  writeFileSync(path(), '')
  truncateSync(path(), 6 * 1024 * 1024)
}

it('turns over at 5 MB and goes on in a new file', async () => {
  overFull()
  const log = openLogFile(folder)
  log.write('first')
  log.write('second')
  await log.dispose()
  expect(readFileSync(path(), 'utf8')).toBe('first\nsecond\n')
})

it('goes on when the oldest file cannot be removed', async () => {
  overFull()
  // A folder with something in it: rm refuses it.
  mkdirSync(join(folder, 'sextant.log.2', 'x'), { recursive: true })
  const log = openLogFile(folder)
  log.write('first')
  log.write('second')
  await log.dispose()
  expect(readFileSync(path(), 'utf8')).toContain('second\n')
})

it('goes on when the folder comes back', async () => {
  const log = openLogFile(join(folder, 'logs'))
  log.write('first')
  await log.dispose()
  rmSync(join(folder, 'logs'), { recursive: true })
  writeFileSync(join(folder, 'logs'), 'no folder')
  const blocked = openLogFile(join(folder, 'logs'))
  // Opening fails in the background: write until it is known.
  rmSync(join(folder, 'logs'))
  blocked.write('kept')
  await blocked.dispose()
  expect(readFileSync(join(folder, 'logs', 'sextant.log'), 'utf8')).toBe('kept\n')
})
