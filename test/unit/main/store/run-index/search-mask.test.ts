import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { runStatuses } from '../../../../../shared/model/run'
import { parseSearch } from '../../../../../shared/search/parse-search'
import { anExperiment, aRun } from '../../../../support/entities'
import { closeIndexes, makeIndex } from '../../../../support/indexed-runs'
import { mutatedSearches, searchedAt, searches, type ReferenceRun } from '../../../../support/searches'

afterEach(closeIndexes)

const word = fc.constantFrom('a', 'B', '10', '9', '1e-4', 'x y', 'Zebra', 'ä', 'nan', '', "it's", '1', 'inf')
const time = fc.option(fc.integer({ min: 0, max: 6 }), { nil: null })
const values = fc.dictionary(fc.constantFrom('lr', 'Seed', 'team', 'mlflow.user'), word)
const fields = fc.record({
  experimentId: fc.constantFrom('1', '2', '3'),
  name: word,
  status: fc.constantFrom(...runStatuses),
  startTime: time,
  endTime: time,
  userName: fc.option(word, { nil: null }),
  artifactUri: fc.option(word, { nil: null }),
  params: values,
  tags: fc
    .tuple(values, fc.option(fc.constantFrom('p', 'B'), { nil: undefined }))
    .map(([tags, project]): Record<string, string> => (project === undefined ? tags : { ...tags, project })),
  metrics: fc.dictionary(
    fc.constantFrom('loss', 'acc'),
    fc
      .constantFrom(0, -1, 1.5, 10, 9, NaN, Infinity, -Infinity)
      .map((value) => ({ value, step: 0, timestamp: 3 })),
  ),
  datasets: fc.array(
    fc.record({ name: word, digest: word, context: fc.option(word, { nil: null }) }).map((dataset) => ({
      ...dataset,
      sourceType: 'local',
      source: null,
    })),
    { maxLength: 2 },
  ),
})

describe('a search', () => {
  it('finds what it says, in the index and by SQL', () => {
    fc.assert(
      fc.property(
        fc.array(fields, { maxLength: 8 }),
        fc.array(searches, { minLength: 1, maxLength: 8 }),
        (made, asked) => {
          const { writer, both } = makeIndex()
          const runs = made.map((run, at) => aRun({ ...run, runId: `run-${at}` }))
          const experiments = ['1', '2'].map((experimentId) =>
            anExperiment({ experimentId, name: experimentId === '1' ? 'Zebra' : 'a' }),
          )
          // Each run twice: the index holds dead entries, too.
          for (let round = 0; round < 2; round++) writer.apply('store', round, { experiments, runs })
          const whole = runs.map((run): ReferenceRun => {
            const times = Object.values(run.metrics).map(({ timestamp }) => timestamp)
            return {
              ...run,
              project: run.tags['project'] ?? null,
              experimentName: { '1': 'Zebra', '2': 'a' }[run.experimentId] ?? null,
              lastWriteAt:
                run.startTime === null && times.length === 0 ? null : Math.max(run.startTime ?? 0, ...times),
            }
          })
          for (const { text, matches } of asked) {
            const expected = whole.filter(matches).map((run) => run.runId)
            const answers = both({ text, lifecycle: 'all' }, searchedAt)
            const ids = ({ rows }: { rows: readonly { runId: string }[] }) =>
              rows.map((row) => row.runId).sort()
            expect({ text, ids: ids(answers.indexed) }).toEqual({ text, ids: expected })
            expect({ text, ids: ids(answers.asked) }).toEqual({ text, ids: expected })
          }
          closeIndexes()
        },
      ),
      { numRuns: 150 },
    )
  })

  it('is answered alike both ways, however it was mutated', () => {
    const { writer, both } = makeIndex()
    const runs = Array.from({ length: 12 }, (_, at) =>
      aRun({
        runId: `run-${at}`,
        name: ['a', 'x y', "it's", 'Zebra'][at % 4] ?? '',
        status: runStatuses[at % 5] ?? 'FAILED',
        startTime: at % 3 === 0 ? null : at,
        params: { lr: ['10', '9', 'ä', 'nan'][at % 4] ?? '' },
        tags: at % 2 === 0 ? { team: 'B' } : {},
        metrics: { loss: { value: [NaN, 1.5, -Infinity][at % 3] ?? 0, step: 0, timestamp: at } },
      }),
    )
    writer.apply('store', 1, { experiments: [anExperiment()], runs })
    let answered = 0
    fc.assert(
      fc.property(mutatedSearches, (text) => {
        if (!parseSearch(text).ok) return
        answered++
        const { indexed, asked } = both({ text, lifecycle: 'all' }, searchedAt)
        expect(indexed).toEqual(asked)
      }),
      { numRuns: 2_000 },
    )
    expect(answered).toBeGreaterThan(100)
  })

  it('compares long texts whole', () => {
    const { writer, both } = makeIndex()
    const long = (end: string) => 'x'.repeat(600) + end
    const runs = ['a', 'b'].map((end) =>
      aRun({ runId: end, params: { prompt: long(end) }, tags: { prompt: long(end) } }),
    )
    writer.apply('store', 1, { experiments: [anExperiment()], runs: [...runs, aRun({ runId: 'c' })] })
    const idsOf = (text: string) => {
      const { indexed, asked } = both({ text })
      expect(indexed).toEqual(asked)
      return indexed.rows.map((row) => row.runId)
    }
    expect(idsOf("params.prompt LIKE '%a'")).toEqual(['a'])
    expect(idsOf(`tags.prompt = '${long('b')}'`)).toEqual(['b'])
    expect(idsOf(`tags.prompt != '${long('b')}'`)).toEqual(['a'])
    expect(idsOf('NOT params.prompt IS NULL')).toEqual(['a', 'b'])
  })

  it('sees what changed since the same was asked before', () => {
    const { writer, both } = makeIndex()
    const total = () => both({ text: 'metrics.loss < 1 fox' }).indexed.total
    const run = (value: number) => aRun({ metrics: { loss: { value, step: 0, timestamp: 0 } } })
    writer.apply('store', 1, { experiments: [anExperiment()], runs: [run(2)] })
    expect(total()).toBe(0)
    writer.apply('store', 1, { runs: [run(0.5)] })
    expect(total()).toBe(1)
    writer.apply('store', 1, { removed: { runIds: ['run-1'] } })
    expect(total()).toBe(0)
  })
})
