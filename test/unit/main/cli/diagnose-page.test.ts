import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writePage } from '../../../../main/cli/diagnose-page'
import { sourcesHealth } from '../../../../main/cli/sources-health'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'sextant-diagnose-'))))
afterEach(() => rmSync(folder, { recursive: true }))

describe('the sources of the page', () => {
  it.each(['{"version": 1, "roots": ["/Users/a/ml', '', '[1, 2]', 'null'])(
    'names settings that are not whole: %j',
    async (text) => {
      const path = join(folder, 'settings.json')
      writeFileSync(path, text)
      expect(await sourcesHealth(path)).toEqual([
        `Sources: ${path} does not hold whole settings; at its next start Sextant sets it aside and takes ${path}.bak.`,
      ])
    },
  )

  it('tells settings that cannot be read from settings that were never written', async () => {
    const path = join(folder, 'settings.json')
    expect(await sourcesHealth(path)).toEqual(['Sources: no folder has been added yet'])
    mkdirSync(path)
    expect(await sourcesHealth(path)).toEqual([expect.stringContaining(`${path} cannot be read (`)])
  })
})

it('writes what is known although a part fails', async () => {
  const written: string[] = []
  await writePage(
    [
      { name: 'Versions', lines: () => Promise.resolve(['Sextant 1']) },
      { name: 'Database', lines: () => Promise.reject(new Error('torn\nat line 3')) },
      { name: 'Sources', lines: () => Promise.resolve(['Sources: none']) },
    ],
    (line) => written.push(line),
  )
  expect(written).toEqual([
    'Sextant 1',
    '',
    expect.stringMatching(/^Database: cannot be told: .*torn/),
    '',
    'Sources: none',
  ])
})
