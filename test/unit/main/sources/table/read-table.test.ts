import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { fuzzRuns } from '../../../../support/fuzz-runs'
import { parseCsv } from '../../../../../main/sources/table/parse-csv'
import { readTable } from '../../../../../main/sources/table/read-table'

const folder = mkdtempSync(join(tmpdir(), 'table-'))
afterAll(() => rmSync(folder, { recursive: true }))

function columnsOf(text: string) {
  const parsed = parseCsv(text)
  if (!parsed.ok) throw new Error(parsed.error.message)
  return parsed.value.columns.map(({ name, kind, values }) => [name, kind, [...values]])
}

describe('CSV as pandas reads it', () => {
  it.each<[string, string, unknown]>([
    [
      'types',
      'a,b,c,d\n1,1.5,x,True\n2,-3e2,,False\n',
      [
        ['a', 'integer', [1, 2]],
        ['b', 'float', [1.5, -300]],
        ['c', 'string', ['x', null]],
        ['d', 'boolean', ['True', 'False']],
      ],
    ],
    ['gaps make whole numbers floats', 'a\n1\nNA\n3', [['a', 'float', [1, NaN, 3]]]],
    [
      'infinities',
      'a;b\r\ninf;1\r\n-inf;2\r\n',
      [
        ['a', 'float', [Infinity, -Infinity]],
        ['b', 'integer', [1, 2]],
      ],
    ],
    [
      'quotes',
      'a,b\n"x, ""y""\nz",1\n',
      [
        ['a', 'string', ['x, "y"\nz']],
        ['b', 'integer', [1]],
      ],
    ],
    [
      'text behind a closing quote, which belongs to the cell',
      'a,b\n"x"y,1\r\n"x" ,2\n"x, ""z"""w"v",3\n"end"y',
      [
        ['a', 'string', ['xy', 'x ', 'x, "z"w"v"', 'endy']],
        ['b', 'float', [1, 2, 3, NaN]],
      ],
    ],
    [
      'names',
      ',a,a\n0,1,2\n',
      [
        ['Unnamed: 0', 'integer', [0]],
        ['a', 'integer', [1]],
        ['a.1', 'integer', [2]],
      ],
    ],
    [
      'short and empty lines',
      '\ufeffa\tb\n1\t2\n\n3\n',
      [
        ['a', 'integer', [1, 3]],
        ['b', 'float', [2, NaN]],
      ],
    ],
    [
      'a header alone',
      'a,b\n',
      [
        ['a', 'float', []],
        ['b', 'float', []],
      ],
    ],
  ])('%s', (_name, text, expected) => {
    expect(columnsOf(text)).toEqual(expected)
  })

  it('refuses an empty file and a row with more fields than the header', () => {
    expect(parseCsv('')).toMatchObject({ ok: false, error: { code: 'corrupt' } })
    expect(parseCsv('a,b\n1,2\n1,2,3')).toMatchObject({
      error: { message: 'Row 2 has 3 fields, the header 2.' },
    })
  })

  it('gives back every cell that was quoted', () => {
    const cell = fc
      .string()
      .filter(
        (text) =>
          !/^\s*(?:[+-]?[\d.]|#|-?nan|n\/a|na|null|none|<na>|true|false|[+-]?inf|-?1\.)/i.test(text) &&
          text.trim() !== '',
      )
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 6 }), (rows) => {
        const text = [
          '"a","b"',
          ...rows.map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(',')),
        ].join('\n')
        expect(columnsOf(text).map(([, , values]) => values)).toEqual([
          rows.map(([a]) => a),
          rows.map(([, b]) => b),
        ])
      }),
      { numRuns: 200 },
    )
  })
})

describe('a table file', () => {
  it('reads the types of a parquet file that pandas wrote', async () => {
    const path = fileURLToPath(new URL('../../../../fixtures/evidently/types.parquet', import.meta.url))
    const table = await readTable(path)
    if (!table.ok) throw new Error(table.error.message)
    expect(table.value.rowCount).toBe(4)
    expect(table.value.columns.map(({ name, kind, values }) => [name, kind, [...values]])).toEqual([
      ['age', 'float', [1.5, NaN, 3.25, -2]],
      ['count', 'integer', [1, 2, 3, 4]],
      ['gap', 'float', [1, NaN, 3, 4]],
      ['city', 'string', ['a', null, 'b', 'ä']],
      ['flag', 'boolean', ['true', 'false', 'true', 'true']],
      [
        'when',
        'datetime',
        ['2025-01-01T00:00:00.000Z', '2025-01-02T00:00:00.000Z', null, '2025-01-04T00:00:00.000Z'],
      ],
      ['inf', 'float', [Infinity, -Infinity, 0.5, 1]],
    ])
  })

  it('never throws and never stalls, whatever became of its bytes', async () => {
    const path = fileURLToPath(new URL('../../../../fixtures/evidently/types.parquet', import.meta.url))
    const whole = readFileSync(path)
    const edit = fc.tuple(fc.nat(whole.length - 1), fc.nat(255))
    await fc.assert(
      fc.asyncProperty(
        fc.array(edit, { minLength: 1, maxLength: 8 }),
        fc.nat(whole.length),
        async (edits, cut) => {
          const bytes = Buffer.from(whole)
          for (const [at, byte] of edits) bytes[at] = byte
          const file = join(folder, 'changed.parquet')
          writeFileSync(file, edits.length % 4 === 0 ? bytes.subarray(0, cut) : bytes)
          const start = performance.now()
          const table = await readTable(file)
          expect(performance.now() - start).toBeLessThan(2_000)
          if (!table.ok) expect(table.error.message).toMatch(/^[A-Z].{10,200}\.$/)
        },
      ),
      { numRuns: fuzzRuns() },
    )
    const text = fc.string({ unit: fc.constantFrom('a', '1', ',', ';', '"', '\n', '\r', ' ', '.', 'NaN') })
    fc.assert(
      fc.property(text, (csv) => void parseCsv(csv)),
      { numRuns: 500 },
    )
  })

  it('refuses what it cannot read in one sentence', async () => {
    writeFileSync(join(folder, 'a.csv'), 'a\n1\n')
    writeFileSync(join(folder, 'torn.parquet'), 'PAR1 and then nothing')
    writeFileSync(join(folder, 'empty.parquet'), '')
    expect(await readTable(join(folder, 'a.csv'))).toMatchObject({ ok: true, value: { rowCount: 1 } })
    expect(await readTable(join(folder, 'torn.parquet'))).toMatchObject({ error: { code: 'corrupt' } })
    expect(await readTable(join(folder, 'empty.parquet'))).toMatchObject({ error: { code: 'corrupt' } })
    expect(await readTable(join(folder, 'gone.csv'))).toMatchObject({ error: { code: 'unavailable' } })
    expect(await readTable(join(folder, 'a.xlsx'))).toMatchObject({ error: { code: 'unsupported' } })
  })
})
