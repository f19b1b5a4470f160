import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createFolderHints, type FolderHints } from '../../../../main/sources/folder-hints'

const roots: string[] = []
const open: FolderHints[] = []
afterEach(() => {
  for (const hints of open.splice(0)) void hints.dispose()
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true })
})

/** Hints come when the system sends them: what is waited for is the next one. */
function setUp() {
  const root = mkdtempSync(join(tmpdir(), 'sextant-hints-'))
  roots.push(root)
  const heard: string[] = []
  let wake = () => {}
  const hints = createFolderHints({
    isRecursive: false,
    onHint: (id) => {
      heard.push(id)
      wake()
    },
  })
  open.push(hints)
  const next = (change: () => void) =>
    new Promise<void>((resolve) => {
      wake = resolve
      change()
    })
  return { root, hints, heard, next }
}

describe('hints of the file system', () => {
  it('come for a report that is dropped, and name its source', async () => {
    const { root, hints, heard, next } = setUp()
    hints.keep('source', [root])
    await next(() => writeFileSync(join(root, 'drift.json'), '{}'))
    expect(new Set(heard)).toEqual(new Set(['source']))
  })

  it('do not come for what is no report', async () => {
    const { root, hints, heard, next } = setUp()
    const other = join(root, 'other')
    mkdirSync(other)
    hints.keep('quiet', [root])
    hints.keep('marker', [other])
    writeFileSync(join(root, 'weights.safetensors'), 'x')
    await next(() => writeFileSync(join(other, 'report.html'), 'x'))
    expect(new Set(heard)).toEqual(new Set(['marker']))
  })

  it('come again from a folder that was removed and made anew', async () => {
    const { root, hints, next } = setUp()
    const folder = join(root, 'reports')
    mkdirSync(folder)
    hints.keep('source', [folder])
    renameSync(folder, join(root, 'old'))
    hints.keep('source', [folder])
    mkdirSync(folder)
    hints.keep('source', [folder])
    await next(() => writeFileSync(join(folder, 'drift.json'), '{}'))
  })

  it('do not mind a folder that is not there', () => {
    const { root, hints } = setUp()
    expect(() => hints.keep('source', [join(root, 'missing')])).not.toThrow()
  })
})
