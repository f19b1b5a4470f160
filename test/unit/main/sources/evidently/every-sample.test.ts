import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readReportFile } from '../../../../../main/sources/evidently/read-report-file'
import { expectStated, type Stated } from './stated'

/** Null where a file is no report. */
const table = JSON.parse(
  readFileSync(new URL('../../../../fixtures/evidently/stated-results.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Stated | null>>

const shared =
  process.env['APP_SHARED_DATA'] ?? fileURLToPath(new URL('../../../../../../shared/data', import.meta.url))
const isThere = existsSync(join(shared, 'evidently'))
if (!isThere) console.warn(`Skipped: the research samples are not at ${shared} (set APP_SHARED_DATA).`)

describe.skipIf(!isThere)('every sample of the shared research folder', () => {
  it.each(Object.entries(table))('%s', (name, stated) => {
    const path = join(shared, name)
    const read = readReportFile(path, statSync(path).size)
    if (stated === null) {
      expect(read).toMatchObject({ ok: false, error: { code: 'unsupported' } })
      return
    }
    if (!read.ok) throw new Error(read.error.message)
    expectStated(read.value, stated)
    expect(read.value.content.problems).toEqual([])
  })

  it('leaves no sample out', () => {
    const below = (folder: string) =>
      readdirSync(join(shared, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.(json|html)$/.test(file))
        .map((file) => `${folder}/${file}`)
    const files = [...below('evidently'), ...below('upstream/repo').filter((file) => file.endsWith('.html'))]
    expect(files.filter((file) => file !== 'evidently/drift_golden.json').sort()).toEqual(
      Object.keys(table).sort(),
    )
  })
})
