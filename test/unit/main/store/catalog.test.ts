import { afterEach, describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { createCatalog } from '../../../../main/store/catalog'
import { openAppDatabase } from '../../../../main/store/open'
import { ModelQuerySchema } from '../../../../shared/model/model-query'
import { RunQuerySchema, type RunQueryInput } from '../../../../shared/model/run-query'
import type { RunRef } from '../../../../shared/model/run'
import type { SourceSpec } from '../../../../shared/model/source'
import type { CatalogSummary } from '../../../../shared/model/snapshot'
import { aModel, anExperiment, aRun } from '../../../support/entities'
import { createFakeClock } from '../../../support/fake-clock'

const spec: SourceSpec = { id: 'store', kind: 'mlflow-file', location: '/repo/mlruns', root: '/repo' }
const toolkit: SourceSpec = {
  id: 'toolkit',
  kind: 'toolkit-workspace',
  location: '/repo/mlops/workspace',
  root: '/repo',
}
const closers: (() => void)[] = []
afterEach(() => closers.splice(0).forEach((close) => close()))

function makeCatalog() {
  const clock = createFakeClock()
  const { database } = openAppDatabase({ path: ':memory:', now: 0, log: () => {} })
  const summaries: CatalogSummary[] = []
  const changes: { runs: readonly RunRef[]; all: boolean }[] = []
  const catalog = createCatalog({
    database,
    clock,
    onSummary: (summary) => summaries.push(summary),
    onRunsChanged: (changed) => changes.push(changed),
  })
  closers.push(() => {
    catalog.dispose()
    database.close()
  })
  catalog.setSources([spec, toolkit], [])
  const list = (query: RunQueryInput) => catalog.listRuns(v.parse(RunQuerySchema, query))
  return {
    clock,
    catalog,
    summaries,
    changes,
    list,
    names: (query: RunQueryInput) => list(query).rows.map((row) => row.name),
  }
}

const workspaceProject = {
  sourceId: 'toolkit',
  name: 'lora',
  path: '/repo/mlops/workspace/lora',
  metadata: { stage: 'production' },
  createdAt: 1,
  updatedAt: 2,
  experimentId: '821770307574351362',
  trackingUri: null,
  problem: null,
}

describe('the keys that are suggested', () => {
  const oneMetric = { value: 1, step: 0, timestamp: 1 }
  const runsOf = (metrics: readonly string[], tag: string) =>
    metrics.map((key, at) =>
      aRun({
        runId: `${key}-${at}`,
        metrics: { [key]: oneMetric },
        params: { [`p-${key}`]: '1' },
        tags: { [tag]: '' },
      }),
    )

  it('are those of runs that are there: a store that is removed takes its own along, and counts once when it is back', () => {
    const { catalog, clock, summaries } = makeCatalog()
    const other = { ...spec, id: 'other', location: '/repo/other' }
    const newest = () => {
      clock.advance(1_000)
      const { metricKeys, paramKeys, tagKeys } = summaries.at(-1) ?? {
        metricKeys: [],
        paramKeys: [],
        tagKeys: [],
      }
      return { metricKeys, paramKeys, tagKeys: tagKeys.toSorted() }
    }
    catalog.setSources([spec, other], [])
    catalog.apply('store', 1, { runs: runsOf(['loss', 'loss', 'loss'], 'mine') })
    const theirs = runsOf(['acc', 'acc', 'f1'], 'theirs').map((run) => ({ ...run, sourceId: 'other' }))
    catalog.apply('other', 1, { runs: theirs })
    const all = {
      metricKeys: ['loss', 'acc', 'f1'],
      paramKeys: ['p-loss', 'p-acc', 'p-f1'],
      tagKeys: ['mine', 'theirs'],
    }
    expect(newest()).toEqual(all)
    for (let times = 0; times < 3; times++) {
      catalog.setSources([spec], [])
      expect(newest()).toEqual({ metricKeys: ['loss'], paramKeys: ['p-loss'], tagKeys: ['mine'] })
      catalog.setSources([spec, other], [])
      catalog.apply('other', 2, { runs: theirs })
      expect(newest()).toEqual(all)
    }
    catalog.apply('other', 3, { removed: { runIds: ['f1-2'] } })
    expect(newest().metricKeys).toEqual(['loss', 'acc'])
    catalog.sweep('other', 9)
    expect(newest().metricKeys).toEqual(['loss'])
  })
})

describe('the order of the keys that are suggested', () => {
  const one = { value: 1, step: 0, timestamp: 1 }

  it('counts keys that runs logged only after they were first seen', () => {
    const { catalog, clock, summaries } = makeCatalog()
    const run = (at: number, key: string | null) =>
      aRun({
        runId: `run-${at}`,
        metrics: key === null ? {} : { [key]: one },
        params: key === null ? {} : { [`p-${key}`]: '1' },
      })
    catalog.apply('store', 1, { runs: [run(0, 'a'), run(1, null), run(2, null)] })
    clock.advance(1_000)
    catalog.apply('store', 1, { runs: [run(1, 'b'), run(2, 'b')] })
    clock.advance(1_000)
    // At once they have a place, and a while later the right one.
    expect(summaries.at(-1)).toMatchObject({ metricKeys: ['a', 'b'], paramKeys: ['p-a', 'p-b'] })
    clock.advance(10_000)
    expect(summaries.at(-1)).toMatchObject({ metricKeys: ['b', 'a'], paramKeys: ['p-b', 'p-a'] })
    const told = summaries.length
    clock.advance(60_000)
    expect(summaries).toHaveLength(told)
  })

  it('does not count a run once for each time that it changed', () => {
    const { catalog, clock, summaries } = makeCatalog()
    for (let round = 0; round < 5; round++)
      catalog.apply('store', 1, { runs: [aRun({ runId: 'mine', name: `${round}`, tags: { mine: 'x' } })] })
    const theirs = ['a', 'b'].map((runId) => aRun({ runId, tags: { theirs: 'x' } }))
    catalog.apply('store', 1, { runs: theirs })
    clock.advance(1_000)
    expect(summaries.at(-1)?.tagKeys).toEqual(['theirs', 'mine'])
  })
})

describe('what a run keeps on its way through the database', () => {
  it('is everything, NaN and infinities and odd keys included', () => {
    const { catalog } = makeCatalog()
    const run = aRun({
      params: Object.fromEntries([
        ['__proto__', 'x'],
        ['lr', '1e-4'],
      ]),
      tags: { 'mlflow.note.content': 'line\nbreak ✓' },
      metrics: {
        loss: { value: NaN, step: 3, timestamp: 5 },
        up: { value: Infinity, step: -1, timestamp: 6 },
        down: { value: -Infinity, step: 0, timestamp: 7 },
      },
      datasets: [
        { name: 'd', digest: '12e45678', sourceType: 'local', context: 'training', source: '/data/d.csv' },
      ],
      models: [
        { role: 'input', modelId: 'm-1', step: null },
        { role: 'output', modelId: 'm-2', step: 0 },
      ],
      startTime: null,
      endTime: null,
    })
    catalog.apply('store', 1, { experiments: [anExperiment()], runs: [run] })
    expect(catalog.getRun(run)).toEqual({
      ...run,
      project: null,
      experimentName: 'experiment',
      isStale: false,
      children: [],
      parent: null,
    })
    expect(Object.keys(catalog.getRun(run)!.params)).toContain('__proto__')
  })
})

describe('what an experiment and a model keep on their way through the database', () => {
  it('is the count of traces, where there can be any', () => {
    const { catalog } = makeCatalog()
    const counts = [null, 0, 12]
    const experiments = counts.map((traceCount, at) => anExperiment({ experimentId: `${at}`, traceCount }))
    catalog.apply('store', 1, { experiments })
    const summary = () => catalog.load().summary.experiments.map((each) => each.traceCount)
    expect(summary()).toEqual(counts)
    catalog.apply('store', 1, { experiments: [anExperiment({ experimentId: '1', traceCount: 3 })] })
    expect(summary()).toEqual([null, 3, 12])
    const evaluationSets = [{ name: 'hard questions', recordCount: 7 }]
    catalog.apply('store', 1, { experiments: [anExperiment({ experimentId: '2', evaluationSets })] })
    expect(catalog.load().summary.experiments.map((each) => each.evaluationSets)).toEqual([
      [],
      [],
      evaluationSets,
    ])
  })

  it('is every value measured of a LoggedModel, NaN and infinities included', () => {
    const { catalog } = makeCatalog()
    const metrics = [NaN, Infinity, -Infinity, 0.5].map((value, step) => {
      return { key: 'acc', value, step, timestamp: 5, datasetName: null, datasetDigest: null, runId: 'r' }
    })
    const logged = { modelType: 'agent', statusMessage: null, params: { rank: '8' }, metrics }
    const models = [aModel({ kind: 'logged-model', modelId: 'm-1', logged }), aModel({ modelId: 'm-2' })]
    catalog.apply('store', 1, { models })
    expect(catalog.listModels(null).map((model) => model.logged)).toEqual([logged, undefined])
    const query = v.parse(ModelQuerySchema, { sourceId: 'store', modelIds: ['m-1', 'm-3'] })
    expect(catalog.pageOfModels(query).rows.map((model) => model.logged)).toEqual([logged])
  })
})

describe('projects', () => {
  it('bind by recorded experiment id before tag and name, whatever arrives first', () => {
    for (const order of ['projects first', 'runs first']) {
      const { catalog, names } = makeCatalog()
      const store = () => {
        catalog.apply('store', 1, {
          experiments: [
            anExperiment({ experimentId: '821770307574351362', name: 'other', tags: {} }),
            anExperiment({ experimentId: '2', tags: { project: 'tagged' } }),
            anExperiment({ experimentId: '3', name: 'LoRA' }),
          ],
          runs: [
            aRun({
              runId: 'a',
              name: 'by id',
              experimentId: '821770307574351362',
              tags: { project: 'ignored' },
            }),
            aRun({ runId: 'b', name: 'by experiment tag', experimentId: '2', tags: { project: 'ignored' } }),
            aRun({ runId: 'c', name: 'by run tag', experimentId: '3', tags: { project: 'mine' } }),
            aRun({ runId: 'd', name: 'by name', experimentId: '3' }),
          ],
        })
      }
      const workspace = () => {
        catalog.apply('toolkit', 1, { projects: [workspaceProject] })
      }
      const steps = order === 'projects first' ? [workspace, store] : [store, workspace]
      for (const step of steps) step()
      expect(names({ project: 'lora' }).sort(), order).toEqual(['by id', 'by name'])
      expect(names({ project: 'tagged' }), order).toEqual(['by experiment tag'])
      expect(names({ project: 'mine' }), order).toEqual(['by run tag'])
      expect(
        catalog
          .load()
          .summary.projects.map((project) => [project.name, project.path !== null, project.runCount]),
      ).toEqual([
        ['lora', true, 2],
        ['mine', false, 1],
        ['tagged', false, 1],
      ])
    }
  })
})

describe('statistics', () => {
  it('count everything, and say how much of it is deleted', () => {
    const { catalog } = makeCatalog()
    catalog.apply('toolkit', 1, {
      projects: [workspaceProject, { ...workspaceProject, name: 'idle', path: '/idle' }],
    })
    catalog.apply('store', 1, {
      experiments: [
        anExperiment({ name: 'lora' }),
        anExperiment({ experimentId: '8', name: 'of nobody' }),
        anExperiment({ experimentId: '9', lifecycleStage: 'deleted' }),
      ],
      runs: Array.from({ length: 40 }, (_, index) =>
        aRun({
          runId: `${index}`,
          startTime: index,
          lifecycleStage: index < 5 ? 'deleted' : 'active',
          status: index % 10 === 0 ? 'RUNNING' : index % 10 === 1 ? 'FAILED' : 'FINISHED',
          // Of no project: running and failed runs count all the same.
          experimentId: index < 20 ? '8' : '1',
        }),
      ),
      models: [
        aModel({ bytes: 10 }),
        aModel({ modelId: 'm/2', bytes: null }),
        aModel({ modelId: 'm/3', bytes: 5 }),
      ],
    })
    expect(catalog.load().summary.statistics).toEqual({
      totalProjects: 2,
      activeProjects: 1,
      totalExperiments: 3,
      deletedExperiments: 1,
      unassignedExperiments: 1,
      totalRuns: 40,
      deletedRuns: 5,
      runningRuns: 3,
      failedRuns: 3,
      totalModels: 3,
      totalModelsBytes: 15,
      totalReports: 0,
      totalAlerts: 0,
      alertsBySeverity: { info: 0, warning: 0, error: 0, critical: 0 },
    })
  })

  it('know no model size rather than 0 when none was measured', () => {
    const { catalog } = makeCatalog()
    catalog.apply('store', 1, { models: [aModel()] })
    expect(catalog.load().summary.statistics.totalModelsBytes).toBeNull()
  })
})

describe('the run list', () => {
  function filled() {
    const made = makeCatalog()
    made.catalog.apply('store', 1, {
      experiments: [anExperiment({ name: 'vision' })],
      runs: [
        aRun({ runId: 'a', name: 'a', startTime: 1, params: { lr: '9' }, metrics: { loss: metric(0.5) } }),
        aRun({
          runId: 'b',
          name: 'b',
          startTime: 2,
          params: { lr: '10' },
          metrics: { loss: metric(NaN) },
          status: 'FAILED',
        }),
        aRun({
          runId: 'c',
          name: 'c',
          startTime: 3,
          params: { lr: 'auto' },
          metrics: { loss: metric(Infinity) },
        }),
        aRun({ runId: 'd', name: 'd', startTime: null, params: {}, metrics: {} }),
        aRun({
          runId: 'e',
          name: 'e',
          startTime: 5,
          metrics: { loss: metric(-2) },
          lifecycleStage: 'deleted',
        }),
      ],
    })
    return made
  }
  const metric = (value: number) => ({ value, step: 0, timestamp: 0 })

  it('sorts by start, newest first, with unknown starts last', () => {
    expect(filled().names({})).toEqual(['c', 'b', 'a', 'd'])
    expect(filled().names({ descending: false })).toEqual(['a', 'b', 'c', 'd'])
  })
  it('sorts a metric by value, infinities as such, NaN and absent last either way', () => {
    expect(filled().names({ sort: 'metrics.loss', descending: false })).toEqual(['a', 'c', 'b', 'd'])
    expect(filled().names({ sort: 'metrics.loss', descending: true })).toEqual(['c', 'a', 'b', 'd'])
  })
  it('sorts a param as numbers where it holds numbers', () => {
    expect(filled().names({ sort: 'params.lr', descending: false })).toEqual(['a', 'b', 'c', 'd'])
  })
  it('finds all words in names, params and the experiment, with % and _ taken literally', () => {
    expect(filled().names({ text: 'VISION lr=1' })).toEqual(['b'])
    expect(filled().names({ text: '%' })).toEqual([])
    expect(filled().names({ text: 'l_' })).toEqual([])
  })
  it('pages, counts and tells what filters hide', () => {
    const { list } = filled()
    const page = list({ statuses: ['FAILED'], limit: 1, columns: ['metrics.loss', 'params.none'] })
    // One of the five is deleted: the filter is not what hides it.
    expect(page).toMatchObject({ total: 1, totalUnfiltered: 4, deletedCount: 1, offset: 0 })
    expect(page.rows[0]).toMatchObject({ name: 'b', metrics: { loss: metric(NaN) }, params: {} })
    const whole = list({ statuses: ['FAILED'], lifecycle: 'all', limit: 1 })
    expect(whole).toMatchObject({ totalUnfiltered: 5, deletedCount: 0 })
    expect(list({ offset: 2, limit: 2 }).rows.map((row) => row.name)).toEqual(['a', 'd'])
  })
  it('takes any sort key without failing', () => {
    for (const sort of ['metrics.a\'"b', 'params."', '; DROP TABLE run', 'constructor']) {
      expect(filled().names({ sort })).toHaveLength(4)
    }
  })
})

describe('news', () => {
  it('is gathered, names the changed runs, and comes with one summary', () => {
    const { catalog, clock, summaries, changes } = makeCatalog()
    clock.advance(1_000)
    summaries.length = changes.length = 0
    catalog.apply('store', 1, { runs: [aRun()] })
    catalog.apply('store', 1, { runs: [aRun(), aRun({ runId: 'run-2' })] })
    expect([summaries.length, changes.length]).toEqual([0, 0])
    clock.advance(1_000)
    expect(summaries.map((summary) => summary.statistics.totalRuns)).toEqual([2])
    expect(changes).toEqual([
      {
        runs: [
          { sourceId: 'store', runId: 'run-1' },
          { sourceId: 'store', runId: 'run-2' },
        ],
        all: false,
      },
    ])
  })
})

describe('what is gone', () => {
  it('goes after a full poll that did not mention it, and with its source', () => {
    const { catalog, names } = makeCatalog()
    catalog.apply('store', 1, {
      runs: [aRun({ runId: 'old', name: 'old' }), aRun({ runId: 'kept', name: 'kept' })],
    })
    catalog.apply('store', 2, { runs: [aRun({ runId: 'kept', name: 'kept' })] })
    catalog.sweep('store', 2)
    expect(names({})).toEqual(['kept'])
    catalog.setSources([], ['/repo'])
    expect(names({}), 'an unplugged root keeps what is known').toEqual(['kept'])
    catalog.setSources([], [])
    expect(names({})).toEqual([])
  })
})

describe('a RUNNING run', () => {
  it('is stale when it wrote nothing for three hours', () => {
    const { catalog, clock } = makeCatalog()
    const now = clock.now()
    const running = { status: 'RUNNING', endTime: null, startTime: now - 36e5 * 9 } as const
    catalog.apply('store', 1, {
      runs: [
        aRun({ ...running, runId: 'dead' }),
        aRun({
          ...running,
          runId: 'alive',
          metrics: { loss: { value: 1, step: 1, timestamp: now - 60_000 } },
        }),
      ],
    })
    const stale = catalog.load().summary.activeRuns.map((run) => [run.runId, run.isStale])
    expect(Object.fromEntries(stale)).toEqual({ dead: true, alive: false })
  })
})
