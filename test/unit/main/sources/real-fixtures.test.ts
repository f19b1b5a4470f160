import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMlflowFileSource } from '../../../../main/sources/mlflow-file/source'
import { createMlflowSqliteSource } from '../../../../main/sources/mlflow-sqlite/source'
import type { Source } from '../../../../main/sources/source'
import { openReadonly } from '../../../../main/store/sqlite-binding'
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
  readonly datasets: Run['datasets']
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
    }
  >
}

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
        metrics: Object.fromEntries(
          Object.entries(run.metrics).map(([key, { value }]) => [key, jsonNumber(value)]),
        ),
      }),
    )
    const theirs = Object.fromEntries(
      Object.entries(read.runs).map(([runId, { history: _history, ...run }]) => [runId, run]),
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
        Object.fromEntries(Object.entries(history).map(([key, points]) => [key, text(points)])),
      )
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
      ({ name: ownName, status, runId, experimentId, tags, createdAt }) => ({
        name: ownName,
        status,
        runId,
        experimentId,
        tags: { ...tags },
        createdAt,
      }),
    )
    expect(logged).toEqual(read.loggedModels)
  })
})
