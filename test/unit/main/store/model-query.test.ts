import * as v from 'valibot'
import { afterEach, describe, expect, it } from 'vitest'
import { createCatalog } from '../../../../main/store/catalog'
import { openAppDatabase } from '../../../../main/store/open'
import { ModelQuerySchema, type ModelQueryInput } from '../../../../shared/model/model-query'
import type { CatalogSummary } from '../../../../shared/model/snapshot'
import { aModel, aRun } from '../../../support/entities'
import { createFakeClock } from '../../../support/fake-clock'

const closers: (() => void)[] = []
afterEach(() => closers.splice(0).forEach((close) => close()))

function makeCatalog() {
  const clock = createFakeClock()
  const { database } = openAppDatabase({ path: ':memory:', now: 0, log: () => {} })
  const summaries: CatalogSummary[] = []
  const catalog = createCatalog({
    database,
    clock,
    onSummary: (summary) => summaries.push(summary),
    onRunsChanged: () => {},
  })
  closers.push(() => {
    catalog.dispose()
    database.close()
  })
  catalog.setSources([{ id: 'store', kind: 'mlflow-file', location: '/r/mlruns', root: '/r' }], [])
  const list = (query: ModelQueryInput = {}) => catalog.pageOfModels(v.parse(ModelQuerySchema, query))
  const ids = (query: ModelQueryInput = {}) => list(query).rows.map(({ modelId }) => modelId)
  return { catalog, clock, summaries, list, ids }
}

function filled() {
  const made = makeCatalog()
  made.catalog.apply('store', 1, {
    runs: [
      aRun({
        runId: 'r1',
        name: 'able-fox',
        artifactUri: '/r/mlruns/1/r1/artifacts',
        tags: { project: 'lora' },
      }),
    ],
    models: [
      aModel({
        modelId: 'm/2',
        version: '2',
        createdAt: 20,
        runId: 'r1',
        aliases: ['champion'],
        path: '/w/a',
      }),
      aModel({ modelId: 'm/10', version: '10', createdAt: 30, tags: { team: 'Support' }, path: 's3://b/m' }),
      aModel({
        modelId: 'm-1',
        kind: 'logged-model',
        name: 'adapter',
        version: null,
        path: '/w/a',
        bytes: 5,
      }),
      aModel({ modelId: 'gone', kind: 'logged-model', lifecycleStage: 'deleted' }),
    ],
  })
  return made
}

describe('models by page', () => {
  it('sorts by what is asked, the unknown last in either direction', () => {
    const { ids } = filled()
    expect(ids()).toEqual(['m/10', 'm/2', 'm-1'])
    expect(ids({ descending: false })).toEqual(['m/2', 'm/10', 'm-1'])
    expect(ids({ sort: 'version' })).toEqual(['m/10', 'm/2', 'm-1'])
    expect(ids({ sort: 'name', descending: false })[0]).toBe('m-1')
    expect(ids({ limit: 1, offset: 1 })).toEqual(['m/2'])
  })

  it('filters by words, kind, run, project, id and stage of life', () => {
    const { ids, list } = filled()
    expect(ids({ text: 'champion' })).toEqual(['m/2'])
    expect(ids({ text: 'SUPPORT team' })).toEqual(['m/10'])
    expect(ids({ text: '100%' })).toEqual([])
    expect(ids({ text: 'able-fox' })).toEqual(['m/2'])
    expect(ids({ kinds: ['logged-model'] })).toEqual(['m-1'])
    expect(ids({ sourceId: 'store', runId: 'r1' })).toEqual(['m/2'])
    expect(ids({ project: 'lora' })).toEqual(['m/2'])
    expect(ids({ sourceId: 'store', modelId: 'm/10' })).toEqual(['m/10'])
    expect(ids({ lifecycle: 'deleted' })).toEqual(['gone'])
    expect(list({ text: 'champion' })).toMatchObject({ total: 1, totalUnfiltered: 3 })
  })

  it('joins the run and what the files say', () => {
    const { catalog, list } = filled()
    const facts = { bytes: 99, parameterCount: 1_000, format: 'safetensors', precision: 'BF16' }
    catalog.putModelFacts('store', [{ modelId: 'm/2', ...facts }])
    expect(list({ text: 'bf16' }).rows).toMatchObject([
      { modelId: 'm/2', runName: 'able-fox', project: 'lora', isInspected: true, ...facts },
    ])
    expect(list({ sort: 'parameterCount' }).rows[0]).toMatchObject({ modelId: 'm/2' })
    expect(list({ text: 'adapter' }).rows).toMatchObject([
      { bytes: 5, parameterCount: null, isInspected: false },
    ])
    catalog.apply('store', 2, { models: [aModel({ modelId: 'm/2', version: '2', path: '/w/a' })] })
    expect(list({ sourceId: 'store', modelId: 'm/2' }).rows).toMatchObject([{ parameterCount: 1_000 }])
  })

  it('counts the bytes of files that two entries share once', () => {
    const { catalog, clock, summaries } = filled()
    catalog.putModelFacts('store', [
      { modelId: 'm/2', bytes: 5, parameterCount: null, format: null, precision: null },
    ])
    clock.advance(1_000)
    expect(summaries.at(-1)?.statistics).toMatchObject({ totalModels: 3, totalModelsBytes: 5 })
  })

  it('knows where artifacts were recorded, and when it does not know the owner', () => {
    const { catalog } = filled()
    const place = (owner: Parameters<typeof catalog.artifactPlace>[0]['owner']) =>
      catalog.artifactPlace({ sourceId: 'store', owner })
    expect(place({ kind: 'run', runId: 'r1' })).toBe('/r/mlruns/1/r1/artifacts')
    expect(place({ kind: 'model', modelId: 'm/10' })).toBe('s3://b/m')
    expect(place({ kind: 'model', modelId: 'gone' })).toBeNull()
    expect(place({ kind: 'run', runId: 'none' })).toBeUndefined()
  })
})
