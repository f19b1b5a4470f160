import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRunPage, writeRunPage } from '../../../../shared/model/run-page-text'
import { runStatuses } from '../../../../shared/model/run'
import type { RunPage, RunRow } from '../../../../shared/model/run-query'

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('NaN', 'Infinity', '"', '\\u0000'),
)
const texts = fc.dictionary(text, text, { maxKeys: 3 })
const time = fc.option(fc.integer(), { nil: null })
const value = fc.oneof(
  fc.double().map((number) => number + 0),
  fc.constantFrom(NaN, Infinity, -Infinity, 0.1, 1e21),
)
const row: fc.Arbitrary<RunRow> = fc.record({
  sourceId: text,
  runId: text,
  experimentId: text,
  experimentName: text,
  project: fc.option(text, { nil: null }),
  name: text,
  status: fc.constantFrom(...runStatuses),
  startTime: time,
  endTime: time,
  lifecycleStage: fc.constantFrom('active' as const, 'deleted' as const),
  parentRunId: fc.option(text, { nil: null }),
  userName: fc.option(text, { nil: null }),
  isStale: fc.boolean(),
  metrics: fc.dictionary(text, fc.record({ value, step: fc.nat(), timestamp: fc.nat() }), { maxKeys: 3 }),
  params: texts,
  tags: texts,
})
const page: fc.Arbitrary<RunPage> = fc.record({
  revision: fc.nat(),
  total: fc.nat(),
  totalUnfiltered: fc.nat(),
  deletedCount: fc.nat(),
  offset: fc.nat(),
  rows: fc.array(row, { maxLength: 4 }),
})

describe('a page of runs as text', () => {
  it('says the same when it is read', () => {
    fc.assert(
      fc.property(page, (written) => {
        expect(readRunPage(writeRunPage(written).text)).toEqual(written)
      }),
    )
  })
})
