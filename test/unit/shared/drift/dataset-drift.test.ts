import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnDrift } from '../../../../shared/drift/column-drift'
import { inferColumnType, type DataColumn } from '../../../../shared/drift/data-column'
import { datasetDrift } from '../../../../shared/drift/dataset-drift'
import { defaultMethod } from '../../../../shared/drift/default-method'
import { driftMethodOf, driftMethods, isDrifted } from '../../../../shared/drift/methods'

/** A fixed sequence that looks random: the golden ratio's multiples. */
const spread = (length: number, shift = 0) =>
  Float64Array.from({ length }, (_, at) => ((at * 0.618034) % 1) + shift)
const floats = (values: Float64Array, name = 'x'): DataColumn => ({ name, kind: 'float', values })
const integers = (values: readonly number[], name = 'x'): DataColumn => ({
  name,
  kind: 'integer',
  values: Float64Array.from(values),
})
const words = (values: readonly (string | null)[], name = 'x'): DataColumn => ({
  name,
  kind: 'string',
  values,
})

describe("Evidently's default choice", () => {
  it.each([
    ['num', 1_000, 6, 'ks'],
    ['num', 1_001, 6, 'wasserstein'],
    ['num', 1_000, 5, 'chisquare'],
    ['num', 1_001, 5, 'jensenshannon'],
    ['num', 1_000, 2, 'z'],
    ['num', 1_001, 2, 'jensenshannon'],
    ['cat', 1_000, 3, 'chisquare'],
    ['cat', 1_000, 2, 'z'],
    ['cat', 1_001, 2, 'jensenshannon'],
    ['text', 1_000, 900, 'perc_text_content_drift'],
    ['text', 1_001, 900, 'abs_text_content_drift'],
    ['datetime', 50, 50, null],
  ] as const)('%s, %i rows, %i different values: %s', (type, referenceCount, uniqueCount, method) => {
    expect(defaultMethod({ type, referenceCount, uniqueCount })).toBe(method)
  })

  it.each<[string, DataColumn, string]>([
    ['floats', floats(spread(5)), 'num'],
    ['few whole numbers', integers([1, 2, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), 'cat'],
    ['many whole numbers', integers([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]), 'num'],
    ['words that repeat', words(['a', 'b', 'a', 'b', null]), 'cat'],
    ['sentences', words(['a b', 'c d', 'e f', null]), 'text'],
    ['truth values', { name: 'x', kind: 'boolean', values: ['true', 'false'] }, 'cat'],
    ['dates', { name: 'x', kind: 'datetime', values: ['2025-01-01T00:00:00Z'] }, 'datetime'],
  ])('takes %s for %s', (_name, column, type) => {
    expect(inferColumnType(column)).toBe(type)
  })
})

describe('the drift of a column', () => {
  it('leaves out missing and infinite values, as Evidently does', () => {
    const clean = columnDrift(floats(spread(60)), floats(spread(50, 0.4)))
    const dirty = columnDrift(
      floats(Float64Array.of(NaN, Infinity, ...spread(60))),
      floats(Float64Array.of(-Infinity, ...spread(50, 0.4), NaN)),
    )
    expect(dirty).toEqual(clean)
    expect(clean).toMatchObject({
      type: 'num',
      method: { id: 'ks' },
      drifted: true,
      referenceCount: 60,
      currentCount: 50,
    })
  })

  it('warns when the sample is too small for a distance, or too large for a p-value', () => {
    const warningsOf = (method: 'wasserstein' | 'psi' | 'ks', rows: number) =>
      columnDrift(floats(spread(rows)), floats(spread(rows)), { method, type: 'num' }).warnings
    expect(warningsOf('wasserstein', 60)[0]).toContain('100% of cases')
    expect(warningsOf('wasserstein', 999)).toHaveLength(1)
    expect(warningsOf('wasserstein', 1_000)).toEqual([])
    expect(warningsOf('psi', 499)).toHaveLength(1)
    expect(warningsOf('psi', 500)).toEqual([])
    expect(warningsOf('ks', 10)).toHaveLength(1)
    expect(warningsOf('ks', 200)).toEqual([])
    expect(warningsOf('ks', 10_001)[0]).toContain('too small to matter')
  })

  it('names a category that the reference never had: one row of it makes chi-square certain', () => {
    const reference = words([
      ...Array<string>(50).fill('a'),
      ...Array<string>(50).fill('b'),
      ...Array<string>(50).fill('c'),
    ])
    const current = words([...Array<string>(50).fill('a'), ...Array<string>(50).fill('b'), 'd'])
    expect(columnDrift(reference, current)).toMatchObject({
      method: { id: 'chisquare' },
      score: 0,
      drifted: true,
      warnings: ['New since the reference: d. One such row is enough for p = 0.'],
    })
  })

  it('says why a column has no score', () => {
    const why = (reference: DataColumn, current: DataColumn, choice = {}) => {
      const { score, drifted, warnings } = columnDrift(reference, current, choice)
      expect([score, drifted]).toEqual([null, null])
      return warnings[0]
    }
    expect(why(floats(new Float64Array(0)), floats(spread(3)))).toContain('reference column has no values')
    expect(why(floats(spread(3)), floats(Float64Array.of(NaN)))).toContain('current column has no values')
    expect(why(words(['a']), floats(spread(9)))).toContain('reference column has no values of this type')
    expect(why(words(['a b', 'c d']), words(['e f', 'g h']))).toContain('not computed here')
    expect(why(floats(spread(9)), floats(spread(9)), { method: 'anderson' })).toContain('Anderson-Darling')
  })

  it('never throws, and scores identical columns 0 or 1', () => {
    const cell = fc.oneof(fc.double(), fc.integer({ min: 0, max: 4 }), fc.constant(NaN))
    const column = fc.array(cell, { maxLength: 60 }).map((values) => floats(Float64Array.from(values)))
    const method = fc.constantFrom(...driftMethods.map((each) => each.id))
    fc.assert(
      fc.property(column, column, fc.option(method, { nil: undefined }), (a, b, id) => {
        const choice = id === undefined ? {} : { method: id }
        const found = columnDrift(a, b, { ...choice, type: 'num' })
        expect(found.score === null || !Number.isNaN(found.score)).toBe(true)
        const same = columnDrift(a, a, { ...choice, type: 'num' })
        if (same.score !== null) {
          expect(same.score).toBeCloseTo(same.method?.kind === 'pvalue' ? 1 : 0, 6)
          expect(same.drifted).toBe(false)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('the drift of a dataset', () => {
  it('is the share of drifted columns among those that could be compared', () => {
    const table = (columns: readonly DataColumn[]) => ({ columns, rowCount: 60 })
    const found = datasetDrift(
      table([
        floats(spread(60), 'a'),
        floats(spread(60), 'b'),
        words(['x y'], 'text'),
        floats(spread(60), 'gone'),
      ]),
      table([
        floats(spread(60), 'b'),
        floats(spread(60, 0.9), 'a'),
        words(['y z'], 'text'),
        floats(spread(60), 'new'),
      ]),
      { driftShare: 0.5 },
    )
    expect(found).toMatchObject({
      driftShare: 0.5,
      driftedCount: 1,
      comparedCount: 2,
      datasetDrift: true,
      unmatched: ['gone', 'new'],
    })
    expect(found.columns.map((column) => [column.name, column.drifted])).toEqual([
      ['a', true],
      ['b', false],
      ['text', null],
    ])
    expect(datasetDrift(table([]), table([]))).toMatchObject({ driftShare: null, datasetDrift: null })
  })

  it('takes the choice made for a column before the one for all', () => {
    const table = { columns: [floats(spread(60), 'a'), floats(spread(60), 'b')], rowCount: 60 }
    const choices = new Map([['a', { method: 'psi', threshold: 0.2 } as const]])
    const found = datasetDrift(table, table, { choice: { method: 'wasserstein' }, choices })
    expect(found.columns.map((column) => [column.method?.id, column.threshold])).toEqual([
      ['psi', 0.2],
      ['wasserstein', 0.1],
    ])
  })
})

describe('verdicts', () => {
  it.each([
    ['ks', 0.05, 0.05, true],
    ['chisquare', 0.05, 0.05, false],
    ['cramer_von_mises', 0.1, 0.1, true],
    ['psi', 0.1, 0.1, true],
    ['ed', 0.1, 0.1, false],
    ['abs_text_content_drift', 0.55, 0.55, false],
    ['TVD', 0.05, 0.1, true],
    ['perc_text_content_drift', 0.99, 0.95, null],
    ['my method', 0.5, 0.1, null],
    ['psi', null, 0.1, null],
    ['psi', 0.5, null, null],
    ['psi', NaN, 0.1, null],
  ] as const)('%s: score %s at threshold %s gives %s', (name, score, threshold, drifted) => {
    expect(isDrifted(driftMethodOf(name), score, threshold)).toBe(drifted)
  })
})
