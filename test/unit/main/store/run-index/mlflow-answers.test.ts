import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { numberFromJson } from '../../../../../shared/json'
import type { Run } from '../../../../../shared/model/run'
import { parseSearch } from '../../../../../shared/search/parse-search'
import { anExperiment, aRun } from '../../../../support/entities'
import { closeIndexes, makeIndex } from '../../../../support/indexed-runs'
import { projectRoot } from '../../../../support/paths'

/** Made by test/fixtures/make/search_table.py with a real MLflow. */
interface SearchTable {
  readonly mlflow: string
  readonly runs: readonly (Pick<
    Run,
    'runId' | 'name' | 'status' | 'startTime' | 'endTime' | 'userName' | 'artifactUri' | 'params' | 'tags'
  > & {
    readonly metrics: Readonly<Record<string, unknown>>
    readonly datasets: readonly { name: string; digest: string; context: string | null }[]
  })[]
  /** `names` null: MLflow refuses the filter. */
  readonly answers: readonly { readonly filter: string; readonly names: readonly string[] | null }[]
}

const table = JSON.parse(
  readFileSync(join(projectRoot, 'test/fixtures/search/mlflow-3.17.2.json'), 'utf8'),
) as SearchTable

let index: ReturnType<typeof makeIndex>
beforeAll(() => {
  index = makeIndex()
  const runs = table.runs.map(({ metrics, datasets, ...run }) =>
    aRun({
      ...run,
      metrics: Object.fromEntries(
        Object.entries(metrics).map(([key, value]) => [
          key,
          { value: numberFromJson(value) ?? NaN, step: 0, timestamp: 0 },
        ]),
      ),
      datasets: datasets.map((dataset) => ({ ...dataset, sourceType: 'local', source: null })),
    }),
  )
  index.writer.apply('store', 1, { experiments: [anExperiment()], runs })
})
afterAll(closeIndexes)

describe(`a filter that MLflow ${table.mlflow} understands`, () => {
  const known = table.answers.filter(({ names }) => names !== null)

  it.each(known)('finds the same runs: $filter', ({ filter, names }) => {
    const { indexed, asked } = index.both({ text: filter, lifecycle: 'all', limit: 500 })
    expect(indexed.rows.map((row) => row.name).sort()).toEqual(names)
    expect(asked).toEqual(indexed)
  })
})

describe(`a filter that MLflow ${table.mlflow} refuses`, () => {
  it('is answered where it has a meaning, and refused with a place where it has none', () => {
    const refused = table.answers.filter(({ names }) => names === null)
    const outcome = refused.map(({ filter }) => [filter, parseSearch(filter).ok])
    expect(Object.fromEntries(outcome)).toEqual({
      'params.lr > 0.05': true,
      'params.lr = 0.1': true,
      "metrics.loss < '0.5'": false,
      "metrics.loss LIKE '%'": false,
      'metrics.loss = 0.5 OR metrics.loss = 2': true,
      "NOT params.opt = 'adam'": true,
      "(params.opt = 'adam')": true,
      "status IN ('FAILED', 'KILLED')": true,
      'metrics.loss IS NULL': true,
    })
  })
})
