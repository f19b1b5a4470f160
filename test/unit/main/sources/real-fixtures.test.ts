import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMlflowFileSource } from '../../../../main/sources/mlflow-file/source'
import { createMlflowSqliteSource } from '../../../../main/sources/mlflow-sqlite/source'
import type { Source } from '../../../../main/sources/source'
import { openReadonly } from '../../../../main/store/sqlite-binding'
import { datasetPlace } from '../../../../shared/catalog/dataset-place'
import { latestModelMetrics } from '../../../../shared/catalog/model-metrics'
import type { Run } from '../../../../shared/model/run'
import { fixtures } from '../../../support/paths'
import { pollSource, type Polled } from '../../../support/source-poll'
import { testServices } from '../../../support/source-services'
import { treeOf } from '../../../support/tree'

/*
 * Stores that MLflow 2.3 to 3.17 made, beside what MLflow's own client of that version read from them
 * (test/fixtures/make/mlflow_store.py). Where our answer is another one on purpose, it is said here.
 */

interface ReadRun {
  readonly experimentId: string
  readonly name: string
  readonly status: string
  readonly startTime: number
  readonly endTime: number | null
  readonly lifecycleStage: string
  readonly params: Record<string, string>
  readonly tags: Record<string, string>
  readonly metrics: Record<string, number | string>
  readonly history: Record<string, [number, number, number | string][]>
  /** With the source as recorded. */
  readonly datasets: Run['datasets']
  readonly modelInputs: readonly string[]
  readonly modelOutputs: readonly (readonly [modelId: string, step: number])[]
}
/** As `TraceRow`; assessments are null where MLflow knew none yet. */
interface ReadTrace {
  readonly name: string | null
  readonly state: string
  readonly startedAt: number
  readonly durationMs: number | null
  readonly requestPreview: string | null
  readonly responsePreview: string | null
  readonly tags: Record<string, string>
  readonly runId: string | null
  readonly assessments: number | null
}
interface ReadVersion {
  readonly description: string
  readonly status: string
  readonly runId: string
  readonly tags: Record<string, string>
  readonly aliases: readonly string[]
  readonly createdAt: number
}
interface ReadStore {
  readonly experiments: Record<string, { name: string; lifecycleStage: string; tags: Record<string, string> }>
  readonly runs: Record<string, ReadRun>
  readonly versions: Record<string, ReadVersion>
  readonly loggedModels: Record<
    string,
    {
      name: string
      status: string
      runId: string
      experimentId: string
      tags: Record<string, string>
      createdAt: number
      modelType: string | null
      params: Record<string, string>
      metrics: readonly LoggedMetric[]
    }
  >
  /** By experiment that is not deleted; null where MLflow had no traces yet. */
  readonly traces: Record<string, Record<string, ReadTrace> | null>
}
type LoggedMetric = readonly [
  key: string,
  value: number | string,
  step: number,
  timestamp: number,
  datasetName: string | null,
  datasetDigest: string | null,
  runId: string,
]

const root = join(fixtures, 'mlflow')
let work: string
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'sextant-real-'))
})
afterAll(() => rmSync(work, { recursive: true, force: true }))

function openStore(name: string): { source: Source; folder: string } {
  const folder = join(work, name)
  const services = testServices()
  if (name.endsWith('-file')) {
    cpSync(join(root, name, 'mlruns'), join(folder, 'mlruns'), { recursive: true })
    const location = join(folder, 'mlruns')
    return {
      source: createMlflowFileSource({
        spec: { id: 's', kind: 'mlflow-file', location, root: folder },
        services,
      }),
      folder,
    }
  }
  cpSync(join(root, name), folder, { recursive: true })
  const location = join(folder, 'mlflow.db')
  const database = new Database(location)
  database.pragma('foreign_keys = OFF')
  database.exec(readFileSync(join(root, name, 'mlflow.sql'), 'utf8'))
  database.close()
  const spec = { id: 's', kind: 'mlflow-sqlite', location, root: folder } as const
  return {
    source: createMlflowSqliteSource({ spec, services, openReadonly, temporaryFolder: join(work, 'copies') }),
    folder,
  }
}

const byId = <T, V>(
  items: readonly T[],
  idOf: (item: T) => string,
  valueOf: (item: T) => V,
): Record<string, V> => Object.fromEntries(items.map((item) => [idOf(item), valueOf(item)]))
const jsonNumber = (value: number) => (Number.isFinite(value) ? value : String(value))
const text = (points: readonly (readonly unknown[])[]) => points.map((point) => point.join(' ')).sort()

/** MLflow's own reader of files takes the step of a point on a data set (five fields) for 0; it was logged as 1 and 2. */
function asLogged(key: string, points: ReadRun['history'][string]): ReadRun['history'][string] {
  const isOnData = key === 'eval' && points.length === 2 && points.every(([step]) => step === 0)
  return isOnData ? points.map(([_, ...rest], at) => [at + 1, ...rest]) : points
}

describe.each(readdirSync(root).sort())('a store made by MLflow %s', (name) => {
  let read: ReadStore
  let source: Source
  let folder: string
  let before: string
  let polled: Polled
  beforeAll(async () => {
    read = JSON.parse(readFileSync(join(root, name, 'read.json'), 'utf8')) as ReadStore
    ;({ source, folder } = openStore(name))
    before = treeOf(folder)
    polled = await pollSource(source)
  })
  afterAll(async () => {
    await source.dispose()
    // Whatever was asked of it, nothing in its folder changed.
    expect(treeOf(folder)).toBe(before)
  })

  it('has no fault', () => {
    expect(polled.outcome.ok).toBe(true)
    expect(polled.problems).toEqual([])
  })

  it('gives its experiments', () => {
    const ours = byId(
      polled.experiments,
      (one) => one.experimentId,
      (one) => ({ name: one.name, lifecycleStage: one.lifecycleStage, tags: { ...one.tags } }),
    )
    expect(ours).toEqual(read.experiments)
  })

  it('gives its runs with every value', () => {
    const ours = byId(
      polled.runs,
      (run) => run.runId,
      (run) => ({
        experimentId: run.experimentId,
        name: run.name,
        status: run.status,
        startTime: run.startTime,
        endTime: run.endTime,
        lifecycleStage: run.lifecycleStage,
        params: { ...run.params },
        tags: { ...run.tags },
        datasets: run.datasets,
        models: run.models,
        metrics: Object.fromEntries(
          Object.entries(run.metrics).map(([key, { value }]) => [key, jsonNumber(value)]),
        ),
      }),
    )
    const theirs = Object.fromEntries(
      Object.entries(read.runs).map(([runId, run]) => {
        const { history: _history, modelInputs, modelOutputs, datasets, ...rest } = run
        return [
          runId,
          {
            ...rest,
            datasets: datasets.map((one) => ({ ...one, source: datasetPlace(one.source) })),
            models: [
              ...modelInputs.map((modelId) => ({ role: 'input', modelId, step: null })),
              ...modelOutputs.map(([modelId, step]) => ({ role: 'output', modelId, step })),
            ],
          },
        ]
      }),
    )
    expect(ours).toEqual(theirs)
  })

  it('gives every point of every history', async () => {
    for (const [runId, { history }] of Object.entries(read.runs)) {
      const keys = Object.keys(history)
      const answer = await source.series(runId, keys, new AbortController().signal)
      if (!answer.ok) throw new Error(answer.error.message)
      const ours = byId(
        answer.value,
        (series) => series.key,
        ({ step, timestamp, value }) =>
          text(Array.from(value, (one, at) => [step[at], timestamp[at], jsonNumber(one)])),
      )
      expect(ours).toEqual(
        Object.fromEntries(
          Object.entries(history).map(([key, points]) => [
            key,
            text(name.endsWith('-file') ? asLogged(key, points) : points),
          ]),
        ),
      )
    }
  })

  it('gives its traces with every value', async () => {
    for (const { experimentId, traceCount } of polled.experiments) {
      const theirs = read.traces[experimentId]
      // MLflow 2.3 knew no traces: its database has no place for them, and its files have none.
      if (theirs === null) expect(traceCount).toBe(name.endsWith('-file') ? 0 : null)
      if (theirs === null || theirs === undefined) continue
      expect(traceCount).toBe(Object.keys(theirs).length)
      const page = { sourceId: 's', experimentId, after: null, limit: 100 }
      const answer = await source.listTraces?.(page, new AbortController().signal)
      if (answer?.ok !== true) throw new Error('no page of traces')
      const times = answer.value.rows.map((row) => row.startedAt ?? 0)
      expect(times).toEqual([...times].sort((a, b) => b - a))
      const ours = byId(
        answer.value.rows,
        (row) => row.traceId,
        ({ traceId: _, spanCount: _spans, assessmentCount, ...row }) => ({
          ...row,
          tags: { ...row.tags },
          // A file store holds assessments since 3.2, and a trace without any has none.
          assessments:
            theirs[answer.value.rows[0]?.traceId ?? '']?.assessments === null ? null : assessmentCount,
        }),
      )
      expect(ours).toEqual(theirs)
    }
  })

  it('gives its registered versions and logged models', () => {
    const versions = polled.models.filter((model) => model.kind === 'registered-version')
    const ours = byId(
      versions,
      (model) => model.modelId,
      ({ description, status, runId, aliases, createdAt }) => ({
        description,
        status,
        runId,
        aliases: [...aliases].sort(),
        createdAt,
      }),
    )
    const theirs = Object.entries(read.versions).map(([id, version]) => {
      const { description, status, runId, aliases, createdAt } = version
      return [id, { description, status, runId, aliases, createdAt }]
    })
    expect(ours).toEqual(Object.fromEntries(theirs))
    // A version is listed with its model's tags too.
    for (const model of versions)
      expect(model.tags).toMatchObject({ task: 'vision', ...read.versions[model.modelId]?.tags })
    const logged = byId(
      polled.models.filter((model) => model.kind === 'logged-model'),
      (model) => model.modelId,
      ({ name: ownName, status, runId, experimentId, tags, createdAt, logged: facts }) => ({
        name: ownName,
        status,
        runId,
        experimentId,
        tags: { ...tags },
        createdAt,
        modelType: facts?.modelType,
        params: { ...facts?.params },
        metrics: facts?.metrics,
      }),
    )
    const theirLogged = Object.entries(read.loggedModels).map(([modelId, model]) => {
      // A database gives MLflow every point, and files give it the latest of each data set, as we do of both.
      const points = model.metrics.map(([key, value, step, timestamp, datasetName, datasetDigest, runId]) => {
        return { key, value: Number(value), step, timestamp, datasetName, datasetDigest, runId }
      })
      return [modelId, { ...model, metrics: latestModelMetrics(points) }]
    })
    expect(logged).toEqual(Object.fromEntries(theirLogged))
  })
})
