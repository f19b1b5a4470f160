import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { failedStartBox } from '../../../../main/shell/failed-start-box'
import { whyUnusable } from '../../../../main/shell/usable-folder'
import { StartFault } from '../../../../shared/start-fault'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sextant-test-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the box of a failed start', () => {
  it('says what the user can do, and no stack of calls', () => {
    expect(failedStartBox(new StartFault('The disk is full. Make room.'))).toEqual({
      title: 'Sextant could not start',
      text: 'The disk is full. Make room.\n\nNothing of yours was changed.',
    })
  })
  it('puts an error of the file system into words', () => {
    const thrown = Object.assign(new Error('EACCES: permission denied, open …'), {
      code: 'EACCES',
      path: '/data/x',
    })
    expect(failedStartBox(thrown).text).toContain(
      '/data/x may not be changed by your user. Give your user the right to change it, then start Sextant again.',
    )
  })
  it.each([
    ['a bug', new TypeError('x is not a function'), 'x is not a function'],
    ['no error', 'words', 'words'],
    [
      'a fault of no file',
      Object.assign(new Error('no passwd entry'), { code: 'ENOENT' }),
      'no passwd entry',
    ],
  ])('of %s asks for a report', (_name, thrown, reason) => {
    const { text } = failedStartBox(thrown)
    expect(text).toContain(`${reason}\n`)
    expect(text).toContain('report it with these words')
    expect(text).not.toContain('    at ')
  })
})

describe('a folder of our own', () => {
  it('is usable when it is there or can be made, and stays empty', async () => {
    const made = join(folder, 'a', 'b')
    expect([await whyUnusable('It', folder), await whyUnusable('It', made)]).toEqual([null, null])
    expect(readdirSync(made)).toEqual([])
  })
  it('is not where a file lies, or lies on the way', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    for (const place of [file, join(file, 'below')])
      expect(await whyUnusable('The folder', place)).toBe(
        `The folder ${place} is no folder: a file lies there. Move that file elsewhere, then start Sextant again.`,
      )
  })
})
