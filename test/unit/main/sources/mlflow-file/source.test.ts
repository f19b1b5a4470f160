import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Columns } from '../../../../../main/sources/growing-columns'
import { createMlflowFileSource } from '../../../../../main/sources/mlflow-file/source'
import { pollSource } from '../../../../support/source-poll'
import { testServices } from '../../../../support/source-services'

const runA = 'a'.repeat(32)
const runB = 'b'.repeat(32)
const signal = new AbortController().signal

let store: string
/** Moves the source's clock, not that of the files. */
let later = 0
let onDelay: () => void

beforeEach(() => {
  store = join(mkdtempSync(join(tmpdir(), 'mlruns-')), 'mlruns')
  later = 0
  onDelay = () => undefined
  put(
    '0/meta.yaml',
    "artifact_location: ./mlruns/0\nexperiment_id: '0'\nlifecycle_stage: active\nname: Default\n",
  )
})
afterEach(() => rmSync(join(store, '..'), { recursive: true, force: true }))

function put(path: string, text: string): string {
  const full = join(store, path)
  mkdirSync(join(full, '..'), { recursive: true })
  writeFileSync(full, text)
  return full
}

function runMeta(runId: string, more = 'status: 3\n'): string {
  return `experiment_id: '0'\nlifecycle_stage: active\nrun_id: ${runId}\nrun_name: ${runId[0] ?? ''}\nstart_time: 1795425432671\n${more}`
}

function putRun(folder: string, runId: string, more?: string): void {
  put(`${folder}/meta.yaml`, runMeta(runId, more))
  put(`${folder}/metrics/loss`, '1795425432700 2 0\n1795425432800 1 1\n')
  put(`${folder}/tags/note`, 'first')
}

/** As if all had been written an hour ago, so that a change is seen by what changed and not by its age. */
function age(...paths: string[]): void {
  const time = Date.now() / 1000 - 3600
  for (const path of paths) utimesSync(join(store, path), time, time)
}

function open() {
  const spec = { id: 's', kind: 'mlflow-file' as const, location: store, root: store }
  const services = testServices({ now: () => Date.now() + later, onDelay: () => onDelay() })
  return { source: createMlflowFileSource({ spec, services }), services }
}

describe('meta.yaml that is being written', () => {
  it('is looked at once more', async () => {
    putRun(`0/${runA}`, runA)
    const path = put(`0/${runA}/meta.yaml`, '')
    onDelay = () => writeFileSync(path, runMeta(runA))
    const { source, services } = open()
    const { runs, problems } = await pollSource(source)
    expect(runs.map((run) => run.runId)).toEqual([runA])
    expect(problems).toEqual([])
    expect(services.delays).toEqual([80])
  })

  it('leaves the last good version standing, and is told of when it stays broken', async () => {
    putRun(`0/${runA}`, runA)
    const { source } = open()
    await pollSource(source)
    const path = put(`0/${runA}/meta.yaml`, '')
    const empty = await pollSource(source)
    expect([empty.problems, empty.batches]).toEqual([[], []])
    later = 10_000
    const still = await pollSource(source)
    expect(still.problems).toMatchObject([{ code: 'corrupt', location: path }])
    expect(still.batches).toEqual([])
    writeFileSync(path, runMeta(runA, 'status: 4\n'))
    const mended = await pollSource(source)
    expect(mended.problems).toEqual([])
    expect(mended.runs.map((run) => run.status)).toEqual(['FAILED'])
  })
})

describe('metric files of a run under way', () => {
  const running = 'status: 1\nend_time: null\n'

  it('are read from where the last reading ended', async () => {
    putRun(`0/${runA}`, runA, running)
    const { source } = open()
    await pollSource(source)
    const path = join(store, `0/${runA}/metrics/loss`)
    appendFileSync(path, '1795425432900 0.5 ')
    expect((await pollSource(source)).runs).toEqual([])
    appendFileSync(path, '2\n')
    expect((await pollSource(source)).runs[0]?.metrics['loss']).toMatchObject({ value: 0.5, step: 2 })
  })

  it('are read anew when they were cut, replaced or written over', async () => {
    putRun(`0/${runA}`, runA, running)
    const { source } = open()
    await pollSource(source)
    const path = join(store, `0/${runA}/metrics/loss`)
    truncateSync(path, '1795425432700 2 0\n'.length)
    expect((await pollSource(source)).runs[0]?.metrics['loss']).toMatchObject({ value: 2, step: 0 })
    writeFileSync(`${path}.new`, '1795425432700 7 7\n1795425432800 8 8\n1795425432800 9 3\n')
    renameSync(`${path}.new`, path)
    expect((await pollSource(source)).runs[0]?.metrics['loss']).toMatchObject({ value: 8, step: 8 })
    writeFileSync(path, '1795425432700 5 7\n1795425432800 6 8\n1795425432800 9 3\n')
    utimesSync(path, 1, 1)
    expect((await pollSource(source)).runs[0]?.metrics['loss']).toMatchObject({ value: 6, step: 8 })
    rmSync(path)
    expect((await pollSource(source)).runs[0]?.metrics).toEqual({})
  })

  it('may be longer than any buffer', async () => {
    putRun(`0/${runA}`, runA, running)
    const count = 30_000
    const lines = Array.from(
      { length: count },
      (_, step) => `${1_795_425_432_700 + step} ${step / 7} ${step}\n`,
    )
    put(`0/${runA}/metrics/long`, lines.join(''))
    const { source } = open()
    const { runs } = await pollSource(source)
    expect(runs[0]?.metrics['long']).toEqual({
      value: (count - 1) / 7,
      step: count - 1,
      timestamp: 1_795_425_432_700 + count - 1,
    })
    const series = await source.series(runA, ['long'], signal)
    const values = series.ok ? series.value[0]?.value : undefined
    expect(values).toEqual(Float64Array.from({ length: count }, (_, step) => step / 7))
  })
})

describe('keys of metrics, params and tags', () => {
  /** As on a Linux disk: one of macOS holds one of each pair only. */
  const pairs = ['Loss', 'loss', 'caf\u00e9', 'cafe\u0301']

  it('are what MLflow allows, and are told apart by case and by how an accent is written', async ({
    skip,
  }) => {
    const others = ['val loss', 'a:b', 'Δ-loss', 'x/y.z/w', 'constructor', '__proto__']
    for (const [at, key] of [...pairs, ...others].entries()) {
      put(`0/${runA}/metrics/${key}`, `1 ${at} 0\n`)
      put(`0/${runA}/params/${key}`, `p${at}`)
      put(`0/${runA}/tags/${key}`, `t${at}`)
    }
    if (readdirSync(join(store, `0/${runA}/params`)).length < 9) skip('A disk that does not tell them apart.')
    put(`0/${runA}/meta.yaml`, `run_id: ${runA}\nexperiment_id: '0'\nstatus: 3\nname: x\n`)
    const { source } = open()
    const { runs, problems } = await pollSource(source)
    expect(problems).toEqual([])
    const keys = [...pairs, ...others]
    const run = runs[0]!
    for (const [values, valueOf] of [
      [run.params, (at: number) => `p${at}`],
      [run.tags, (at: number) => `t${at}`],
      [run.metrics, (at: number) => ({ value: at, step: 0, timestamp: 1 })],
    ] as const)
      expect(Object.entries(values).sort()).toEqual(keys.map((key, at) => [key, valueOf(at)]).sort())
    const series = await source.series(runA, keys, signal)
    if (!series.ok) throw new Error(series.error.message)
    expect(series.value.map(({ key, value }) => [key, ...value])).toEqual(keys.map((key, at) => [key, at]))
  })
})

describe('changes to a finished run', () => {
  it('are seen at once in meta.yaml, and within a minute elsewhere', async () => {
    putRun(`0/${runA}`, runA)
    age(
      `0/${runA}/meta.yaml`,
      `0/${runA}/tags/note`,
      `0/${runA}/metrics/loss`,
      `0/${runA}/tags`,
      `0/${runA}/metrics`,
    )
    const { source } = open()
    await pollSource(source)
    put(`0/${runA}/tags/note`, 'later')
    let seenAfter = 0
    for (; seenAfter < 120_000; seenAfter += 4_000) {
      later = seenAfter
      if ((await pollSource(source)).runs[0]?.tags['note'] === 'later') break
    }
    expect(seenAfter).toBeLessThanOrEqual(60_000)
    // From now on it is followed.
    put(`0/${runA}/tags/note`, 'last')
    expect((await pollSource(source)).runs[0]?.tags['note']).toBe('last')
    put(`0/${runA}/meta.yaml`, runMeta(runA, 'status: 1\n'))
    expect((await pollSource(source)).runs[0]?.status).toBe('RUNNING')
  })

  it('are seen although the file keeps its size', async () => {
    putRun(`0/${runA}`, runA)
    const { source } = open()
    await pollSource(source)
    put(`0/${runA}/tags/note`, 'FIRST')
    expect((await pollSource(source, { onlyRunIds: [runA] })).runs[0]?.tags['note']).toBe('FIRST')
  })
})

it('gives a finished run’s points as of its last reading, and follows its files as they are', async () => {
  putRun(`0/${runA}`, runA)
  const { source } = open()
  await pollSource(source)
  appendFileSync(join(store, `0/${runA}/metrics/loss`), '1795425432900 0.5 2\n')
  const values = async () => {
    const answer = await source.series(runA, ['loss'], signal)
    return answer.ok ? [...(answer.value[0]?.value ?? [])] : answer.error
  }
  expect(await values()).toEqual([2, 1])
  const followed: number[] = []
  const want = {
    key: 'loss',
    mark: null,
    expect: () => undefined,
    addAll: ([, , value]: Columns) => followed.push(...value),
    restart: () => undefined,
  }
  expect((await source.follow?.(runA, [want], signal))?.ok).toBe(true)
  expect(followed).toEqual([2, 1, 0.5])
  await pollSource(source, { onlyRunIds: [runA] })
  expect(await values()).toEqual([2, 1, 0.5])
})

it('never gives kept points of a run that is under way', async () => {
  putRun(`0/${runA}`, runA, 'status: 1\n')
  const { source } = open()
  await pollSource(source)
  appendFileSync(join(store, `0/${runA}/metrics/loss`), '1795425432900 0.5 2\n')
  const answer = await source.series(runA, ['loss'], signal)
  expect(answer.ok && [...(answer.value[0]?.value ?? [])]).toEqual([2, 1, 0.5])
})

it('sees meta.yaml written over within the coarsest tick of a disk, with equal size and time', async () => {
  putRun(`0/${runA}`, runA)
  const path = join(store, `0/${runA}/meta.yaml`)
  const time = Date.now() / 1000 - 1
  utimesSync(path, time, time)
  const { source } = open()
  await pollSource(source)
  writeFileSync(path, runMeta(runA, 'status: 4\n'))
  utimesSync(path, time, time)
  expect((await pollSource(source)).runs.map((run) => run.status)).toEqual(['FAILED'])
})

describe('folders that move', () => {
  it('an experiment thrown away is deleted with its runs, not removed; brought back it is active', async () => {
    putRun(`0/${runA}`, runA)
    const { source } = open()
    await pollSource(source)
    mkdirSync(join(store, '.trash'))
    renameSync(join(store, '0'), join(store, '.trash/0'))
    const thrown = await pollSource(source)
    expect(thrown.experiments).toMatchObject([{ experimentId: '0', lifecycleStage: 'deleted' }])
    expect(thrown.runs).toMatchObject([{ runId: runA, lifecycleStage: 'deleted' }])
    expect(thrown.removed).toMatchObject({ experimentIds: [], runIds: [] })
    renameSync(join(store, '.trash/0'), join(store, '0'))
    expect((await pollSource(source)).runs).toMatchObject([{ runId: runA, lifecycleStage: 'active' }])
  })

  it('what is gone for good is removed', async () => {
    putRun(`1/${runA}`, runA)
    put('1/meta.yaml', "artifact_location: x\nexperiment_id: '1'\nname: one\n")
    const { source } = open()
    await pollSource(source)
    rmSync(join(store, '1'), { recursive: true })
    expect((await pollSource(source)).removed).toMatchObject({ experimentIds: ['1'], runIds: [runA] })
  })

  it('an emptied folder is a disk that was ejected: everything stays known', async () => {
    putRun(`0/${runA}`, runA)
    const { source } = open()
    await pollSource(source)
    renameSync(join(store, '0'), join(store, '../elsewhere'))
    const gone = await pollSource(source)
    expect(gone.outcome).toMatchObject({ ok: false, error: { code: 'not-found' } })
    expect(gone.batches).toEqual([])
    renameSync(join(store, '../elsewhere'), join(store, '0'))
    const back = await pollSource(source)
    expect(back.outcome.ok).toBe(true)
    expect(back.removed.runIds).toEqual([])
  })
})

describe('copies', () => {
  it('of a run: the folder named as the id has it, the other is told of until it is alone', async () => {
    putRun(`0/${runA}`, runA)
    cpSync(join(store, `0/${runA}`), join(store, `0/${runA} copy`), { recursive: true })
    put(`0/${runA} copy/tags/note`, 'of the copy')
    const { source } = open()
    const { runs, problems } = await pollSource(source)
    expect(runs.at(-1)?.tags['note']).toBe('first')
    const told = problems.length > 0 ? problems : (await pollSource(source)).problems
    expect(told).toMatchObject([{ code: 'corrupt', location: join(store, `0/${runA} copy/meta.yaml`) }])
    rmSync(join(store, `0/${runA}`), { recursive: true })
    const alone = await pollSource(source)
    expect(alone.runs).toMatchObject([{ runId: runA, tags: { note: 'of the copy' } }])
    expect(alone.removed.runIds).toEqual([])
    expect(alone.problems).toEqual([])
  })

  it('of an experiment go by the name of their folder; a renamed one keeps its id', async () => {
    put('123/meta.yaml', "artifact_location: x\nexperiment_id: '123'\nname: original\n")
    putRun(`123/${runA}`, runA)
    cpSync(join(store, '123'), join(store, '123 copy'), { recursive: true })
    rmSync(join(store, `123 copy/${runA}`), { recursive: true })
    putRun(`123 copy/${runB}`, runB)
    put('my experiment/meta.yaml', "artifact_location: x\nexperiment_id: '77'\nname: renamed\n")
    const { source } = open()
    const { experiments, runs } = await pollSource(source)
    expect(experiments.map((each) => each.experimentId).sort()).toEqual(['0', '123', '123 copy', '77'])
    expect(runs.map((run) => `${run.runId[0] ?? ''} ${run.experimentId}`).sort()).toEqual([
      'a 123',
      'b 123 copy',
    ])
  })
})

it('follows a run in its own folder, though a copy of its experiment changed later', async () => {
  put('1/meta.yaml', "artifact_location: x\nexperiment_id: '1'\nname: training\n")
  putRun(`1/${runA}`, runA, 'status: 1\n')
  cpSync(join(store, '1'), join(store, '1 copy'), { recursive: true })
  age('1')
  const { source } = open()
  const { runs, problems } = await pollSource(source)
  expect(runs.map(({ experimentId }) => experimentId)).toEqual(['1'])
  expect(problems).toMatchObject([{ location: join(store, `1 copy/${runA}/meta.yaml`) }])
  appendFileSync(join(store, `1/${runA}/metrics/loss`), '1795425432900 0.5 2\n')
  expect((await pollSource(source)).runs[0]?.metrics['loss']?.value).toBe(0.5)
})

describe('models', () => {
  const version = (source: string) =>
    `creation_timestamp: 1\ncurrent_stage: None\nname: m\nsource: ${source}\nversion: 1\n`

  it('are found on this machine, with their size, however their place was recorded', async () => {
    putRun(`0/${runA}`, runA)
    put(`0/${runA}/artifacts/model/weights`, '12345')
    put(
      '0/models/m-1/meta.yaml',
      'artifact_location: file:///elsewhere/m-1\nmodel_id: m-1\nname: logged\nstatus: 2\n',
    )
    put('0/models/m-1/artifacts/deep/weights', '1234567')
    const sources = {
      run: `runs:/${runA}/model`,
      logged: 'models:/m-1',
      moved: `file:///Users/other/mlruns/0/${runA}/artifacts/model`,
      here: join(store, `0/${runA}/artifacts/model`),
      remote: 's3://bucket/model',
      outside: `runs:/${runA}/../../../../../etc`,
    }
    for (const [name, source] of Object.entries(sources)) {
      put(`models/${name}/meta.yaml`, `creation_timestamp: 1\nname: ${name}\n`)
      put(`models/${name}/version-1/meta.yaml`, version(source))
    }
    const { source } = open()
    const { models, problems } = await pollSource(source)
    expect(problems).toEqual([])
    const found = Object.fromEntries(models.map(({ name, path, bytes }) => [name, [path, bytes]]))
    const own = join(store, `0/${runA}/artifacts/model`)
    expect(found).toEqual({
      run: [own, 5],
      logged: expect.anything() as unknown,
      moved: [own, 5],
      here: [own, 5],
      remote: ['s3://bucket/model', null],
      outside: [sources.outside, null],
    })
    expect(
      models.filter(({ name }) => name === 'logged').map(({ kind, path, bytes }) => [kind, path, bytes]),
    ).toEqual([
      ['logged-model', join(store, '0/models/m-1/artifacts'), 7],
      ['registered-version', join(store, '0/models/m-1/artifacts'), 7],
    ])
  })

  it('follow the registry: a version deleted, an alias moved', async () => {
    put('models/m/meta.yaml', 'creation_timestamp: 1\nlast_updated_timestamp: 1\nname: m\n')
    put('models/m/version-1/meta.yaml', version('s3://b/1'))
    put('models/m/version-2/meta.yaml', version('s3://b/2').replace('version: 1', 'version: 2'))
    put('models/m/aliases/champion', '1')
    const { source } = open()
    expect((await pollSource(source)).models.map(({ modelId, aliases }) => [modelId, aliases])).toEqual([
      ['m/1', ['champion']],
      ['m/2', []],
    ])
    put('models/m/version-1/meta.yaml', version('s3://b/1').replace('None', 'Deleted_Internal'))
    put('models/m/aliases/champion', '2')
    put('models/m/meta.yaml', 'creation_timestamp: 1\nlast_updated_timestamp: 22\nname: m\n')
    const { models, removed } = await pollSource(source)
    expect(models.map(({ modelId, aliases }) => [modelId, aliases])).toEqual([['m/2', ['champion']]])
    expect(removed.modelIds).toEqual(['m/1'])
  })
})

it.skipIf(process.getuid?.() === 0)('tells of what may not be read, and delivers the rest', async () => {
  putRun(`0/${runA}`, runA)
  putRun(`0/${runB}`, runB)
  const barred = join(store, `0/${runA}/tags/note`)
  chmodSync(barred, 0)
  const { source } = open()
  const { runs, problems } = await pollSource(source)
  expect(runs).toHaveLength(2)
  expect(problems).toMatchObject([{ code: 'permission', location: barred }])
})

it('passes over what Finder and rsync leave in the folders', async () => {
  putRun(`0/${runA}`, runA)
  for (const path of [
    '.DS_Store',
    '0/.DS_Store',
    `0/${runA}/tags/.DS_Store`,
    `0/${runA}/tags/._note`,
    `0/${runA}/metrics/.loss.Xa81`,
  ]) {
    put(path, '\u0000\u0001')
  }
  const { source } = open()
  const { runs, problems } = await pollSource(source)
  expect(problems).toEqual([])
  expect(runs).toMatchObject([{ tags: { note: 'first' }, metrics: { loss: { value: 1 } } }])
  expect(Object.keys(runs[0]?.metrics ?? {})).toEqual(['loss'])
})
