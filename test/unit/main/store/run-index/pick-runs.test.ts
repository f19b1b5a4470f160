import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { createCatalogWriter } from '../../../../../main/store/catalog-writer'
import { keepRunIndex } from '../../../../../main/store/run-index/keep-run-index'
import { runStatuses, type Run } from '../../../../../shared/model/run'
import type { RunQueryInput } from '../../../../../shared/model/run-query'
import { anExperiment, aRun } from '../../../../support/entities'
import { closeIndexes, makeIndex } from '../../../../support/indexed-runs'
import { searches } from '../../../../support/searches'

afterEach(closeIndexes)

const word = fc.constantFrom(
  'a',
  'B',
  'lr',
  '10',
  '9',
  '1e-4',
  'x y',
  'Zebra',
  'ä',
  'run',
  'nan',
  '',
  '=',
  '1',
)
const number = fc.constantFrom(0, -1, 1.5, 10, 9, NaN, Infinity, -Infinity)
const time = fc.option(fc.integer({ min: 0, max: 5 }), { nil: null })
const values = fc.dictionary(
  fc.constantFrom('lr', 'Seed', 'team', 'mlflow.user', 'mlflow.note.content'),
  word,
)
const runFields = fc.record({
  runId: fc.constantFrom(...Array.from({ length: 12 }, (_, at) => `run-${at}`)),
  sourceId: fc.constantFrom('store', 'other'),
  experimentId: fc.constantFrom('1', '2', '3'),
  name: word,
  status: fc.constantFrom(...runStatuses),
  startTime: time,
  endTime: time,
  lifecycleStage: fc.constantFrom('active' as const, 'deleted' as const),
  userName: fc.option(word, { nil: null }),
  params: values,
  tags: fc
    .tuple(values, fc.option(fc.constantFrom('p', 'q')))
    .map(([tags, project]): Record<string, string> => (project === null ? tags : { ...tags, project })),
  metrics: fc.dictionary(
    fc.constantFrom('loss', 'acc'),
    number.map((value) => ({ value, step: 0, timestamp: 3 })),
  ),
})
const sorts = [
  ...['startTime', 'endTime', 'duration', 'name', 'status', 'project', 'experimentName', 'userName'],
  ...[
    'metrics.loss',
    'metrics.acc',
    'metrics.none',
    'params.lr',
    'params.Seed',
    'tags.team',
    'tags.mlflow.user',
    'odd',
  ],
]
const queryOf = fc.record({
  text: fc.oneof(
    fc.array(word, { maxLength: 2 }).map((words) => words.join(' ')),
    searches.map(({ text }) => text),
  ),
  project: fc.option(fc.constantFrom('p', 'q', 'bound', 'none'), { nil: null }),
  sourceId: fc.option(fc.constantFrom('store', 'other'), { nil: null }),
  experimentId: fc.option(fc.constantFrom('1', '2', '3'), { nil: null }),
  statuses: fc.uniqueArray(fc.constantFrom(...runStatuses), { maxLength: 2 }),
  lifecycle: fc.constantFrom('active' as const, 'deleted' as const, 'all' as const),
  sort: fc.constantFrom(...sorts),
  descending: fc.boolean(),
  offset: fc.integer({ min: 0, max: 6 }),
  limit: fc.integer({ min: 1, max: 8 }),
})

describe('the run index', () => {
  it('answers every question as SQL does, whatever was written, changed and removed', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ runs: fc.array(runFields, { maxLength: 8 }), gone: fc.nat(11), bound: fc.boolean() }),
          {
            minLength: 1,
            maxLength: 4,
          },
        ),
        fc.array(queryOf, { minLength: 1, maxLength: 6 }),
        (steps, queries) => {
          const { writer, both, groups } = makeIndex()
          for (const [at, { runs, gone, bound }] of steps.entries()) {
            const experiments = ['1', '2'].map((experimentId) =>
              anExperiment({
                experimentId,
                name: `Experiment ${experimentId}`,
                tags: bound && experimentId === '1' ? { project: 'bound' } : {},
              }),
            )
            writer.apply('store', at, { experiments, removed: { runIds: [`run-${gone}`] } })
            for (const sourceId of ['store', 'other']) {
              const own = runs.filter((run) => run.sourceId === sourceId).map((run): Run => aRun(run))
              writer.apply(sourceId, at, { runs: own })
            }
          }
          for (const query of queries) {
            const { indexed, asked } = both(query)
            expect(indexed).toEqual(asked)
          }
          expect(groups().indexed).toEqual(groups().asked)
          closeIndexes()
        },
      ),
      { numRuns: 80 },
    )
  })

  it('is filled from the database a little at a time, beside what is written meanwhile', () => {
    const first = makeIndex()
    const runs = Array.from({ length: 700 }, (_, at) =>
      aRun({ runId: `run-${at}`, name: `n${at}`, startTime: at }),
    )
    first.writer.apply('store', 1, { experiments: [anExperiment()], runs })
    const kept = keepRunIndex(first.database, first.clock)
    const writer = createCatalogWriter(first.database, kept.follow)
    expect(kept.whenReady()).toBeNull()
    writer.apply('store', 1, {
      runs: [aRun({ runId: 'run-650', name: 'renamed' })],
      removed: { runIds: ['run-699'] },
    })
    first.clock.advance(1)
    first.clock.advance(1)
    const index = kept.whenReady()
    expect(index?.runCount).toBe(699)
    expect(index?.names.texts).toContain('renamed')
    expect(index?.names.texts).not.toContain('n650')
  })

  it('packs its columns when many of their entries are of old versions', () => {
    const { writer, both } = makeIndex()
    const version = (round: number) =>
      Array.from({ length: 500 }, (_, at) =>
        aRun({
          runId: `run-${at}`,
          params: { lr: String(at) },
          metrics: { loss: { value: (at * 7 + round) % 13, step: round, timestamp: 1 } },
        }),
      )
    for (let round = 0; round < 14; round++)
      writer.apply('store', 1, { experiments: [anExperiment()], runs: version(round) })
    const { indexed, asked } = both({ sort: 'metrics.loss', descending: false, text: 'lr=1', limit: 200 })
    expect(indexed).toEqual(asked)
    expect(indexed.total).toBeGreaterThan(100)
  })

  it('sorts thousands of runs as SQL does, and puts those that come later in their places', () => {
    const { writer, both } = makeIndex()
    const version = (from: number, count: number, seed: number) =>
      Array.from({ length: count }, (_, nth) => {
        const at = from + nth
        const mixed = (at * 7_919 + seed) % 6_007
        const loss = { value: mixed % 11 === 0 ? NaN : mixed / 7 - 300, step: 0, timestamp: 1 }
        return aRun({
          runId: `run-${at}`,
          experimentId: String(at % 3),
          name: `${mixed % 2 === 0 ? 'Run' : 'run'}-${mixed % 500}`,
          status: runStatuses[mixed % runStatuses.length] ?? 'FINISHED',
          startTime: mixed % 13 === 0 ? null : mixed % 900,
          endTime: mixed,
          params: { lr: mixed % 5 === 0 ? `word ${mixed % 40}` : String(mixed % 97) },
          metrics: mixed % 3 === 0 ? {} : { loss },
        })
      })
    const experiments = [
      anExperiment({ experimentId: '1' }),
      anExperiment({ experimentId: '2', name: 'Two' }),
    ]
    writer.apply('store', 1, { experiments, runs: version(0, 5_000, 0) })
    const compare = (by: RunQueryInput) => {
      for (const offset of [0, 2_000, 4_900]) {
        const { indexed, asked } = both({ ...by, offset, limit: 200, lifecycle: 'all' })
        expect(indexed.rows.map(({ runId }) => runId)).toEqual(asked.rows.map(({ runId }) => runId))
      }
    }
    for (const [at, sort] of sorts.entries()) {
      for (const descending of [true, false]) {
        compare({ sort, descending })
        // Some of them are known already: they move.
        writer.apply('store', 1, { runs: version(4_980 + at * 20, 40, at) })
        compare({ sort, descending })
      }
    }
  })
})
