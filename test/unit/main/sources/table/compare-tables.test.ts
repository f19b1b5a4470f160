import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { compareTables } from '../../../../../main/sources/table/compare-tables'

const folder = mkdtempSync(join(tmpdir(), 'compare-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, lines: readonly string[]): string {
  const path = join(folder, name)
  writeFileSync(path, lines.join('\n'))
  return path
}

/** Two hundred rows of a number, a word, and one column that only this file has. */
function table(name: string, shift: number): string {
  const rows = Array.from({ length: 200 }, (_row, at) => {
    return `${(at % 50) + shift},${at % 3 === 0 ? 'yes' : 'no'},${at}`
  })
  return file(`${name}.csv`, [`age,ok,only in ${name}`, ...rows])
}

describe('the comparison of two data files', () => {
  it('compares the columns that both have, and names the others', async () => {
    const compared = await compareTables({
      reference: table('reference', 0),
      current: table('current', 40),
    })
    expect(compared).toMatchObject({
      ok: true,
      value: {
        columns: [
          { name: 'age', method: 'K-S p_value', drifted: true },
          { name: 'ok', drifted: false },
        ],
        driftShare: 0.5,
        driftShareThreshold: 0.5,
        driftedCount: 1,
        comparedCount: 2,
        datasetDrift: true,
        unmatched: ['only in reference', 'only in current'],
      },
    })
  })

  it.each([
    ['a file that is gone', join(folder, 'gone.csv'), 'unavailable'],
    ['a file of another kind', file('notes.md', ['a,b']), 'unsupported'],
    ['an empty file', file('empty.csv', []), 'corrupt'],
  ])('refuses %s in one sentence', async (_name, current, code) => {
    const compared = await compareTables({ reference: table('whole', 0), current })
    expect(compared).toMatchObject({ ok: false, error: { code } })
    if (!compared.ok) expect(compared.error.message).toMatch(/^\S.+\.$/)
  })
})
