import { describe, expect, it } from 'vitest'
import { goldenIds, goldenStore } from '../../../../contract/golden-store'
import { revisions } from '../../../../support/mlflow-sqlite-builder'
import { faultCode, goldenDatabase, never, poll } from './store-under-test'

const finished = goldenStore.runs.find((run) => run.runId === goldenIds.finished)!

/** What a revision has no place for; everything else of the golden store must come back from it. */
const lacks = {
  initial: ['experimentTags', 'times', 'steps', 'nan', 'datasets', 'versions', 'loggedModels'],
  '7ac759974ad8': ['times', 'datasets', 'versions', 'loggedModels'],
  c48cb773bb87: ['times', 'datasets', 'aliases', 'loggedModels'],
  '0584bdc529eb': ['loggedModels'],
  '1b5f0d9ad7c1': [],
} as const

describe.each(revisions)('revision %s', (revision) => {
  const has = (part: string) => !(lacks[revision] as readonly string[]).includes(part)
  // Before 1.0 there is no step: of several points at one time only one can be kept, and the last time wins.
  const golden = has('steps')
    ? goldenStore
    : {
        ...goldenStore,
        runs: goldenStore.runs.map((run) => ({
          ...run,
          status: run.status === 'KILLED' ? ('FAILED' as const) : run.status,
          points: run.points.filter((point) => !Number.isNaN(point.value) && point.value !== 0.875),
        })),
      }
  // KILLED came with 1.5; the store of 1.2 refuses it.
  const killable = golden.runs.map((run) =>
    revision === '7ac759974ad8' && run.status === 'KILLED' ? { ...run, status: 'FAILED' as const } : run,
  )

  it('gives back every experiment and run it can hold', async () => {
    const { source } = await goldenDatabase({ revision }, { ...golden, runs: killable })
    const { outcome, runs, experiments } = await poll(source)
    expect(outcome).toMatchObject({ ok: true, value: { full: true, problems: [] } })
    const byId = new Map(runs.map((run) => [run.runId, run]))
    expect(byId.size).toBe(goldenStore.runs.length)
    for (const run of killable) {
      const { points: _, datasets, models, ...rest } = run
      expect(byId.get(run.runId)).toMatchObject({
        ...rest,
        datasets: has('datasets') ? datasets : [],
        models: has('loggedModels') ? models : [],
      })
    }
    expect(experiments.map((each) => each.experimentId).sort()).toEqual(
      goldenStore.experiments.map((each) => each.experimentId).sort(),
    )
    const big = experiments.find((each) => each.experimentId === '821770307574351362')
    const expected = goldenStore.experiments[1]
    expect(big).toMatchObject({
      name: expected?.name,
      tags: has('experimentTags') ? expected?.tags : {},
      createdAt: has('times') ? expected?.createdAt : null,
    })
  })

  it('knows the latest value, which is that of the greatest step', async () => {
    const { source } = await goldenDatabase({ revision }, { ...golden, runs: killable })
    const { runs } = await poll(source)
    const metrics = runs.find((run) => run.runId === goldenIds.finished)?.metrics
    expect(metrics?.['train_loss']).toMatchObject(
      has('steps') ? { value: 1e-5, step: 2 } : { value: 0.75, step: 0 },
    )
    expect(metrics?.['val/loss']?.value).toBe(has('nan') ? Number.NaN : 3)
    expect(metrics?.['system/gpu_0 use: Δ']?.value).toBe(Number.POSITIVE_INFINITY)
  })

  it('gives the whole history of each metric, in order', async () => {
    const { source } = await goldenDatabase({ revision }, { ...golden, runs: killable })
    await poll(source)
    const keys = [...new Set(finished.points.map((point) => point.key))]
    const series = await source.series(goldenIds.finished, keys, never)
    if (!series.ok) throw new Error(series.error.message)
    const points = killable.find((run) => run.runId === goldenIds.finished)?.points ?? []
    for (const { key, value, timestamp, step } of series.value) {
      const expected = points.filter((point) => point.key === key)
      expect([...value]).toEqual(expected.map((point) => point.value))
      expect([...timestamp]).toEqual(expected.map((point) => point.timestamp))
      expect([...step]).toEqual(expected.map((point) => (has('steps') ? point.step : 0)))
    }
  })

  it('gives back the models it can hold', async () => {
    const { source } = await goldenDatabase({ revision }, { ...golden, runs: killable })
    const { models } = await poll(source)
    const versions = models.filter((model) => model.kind === 'registered-version')
    expect(versions.map((model) => model.modelId).sort()).toEqual(
      has('versions') ? ['tiny-llama/1', 'tiny-llama/10'] : [],
    )
    const aliases = versions.find((model) => model.version === '10')?.aliases ?? []
    expect([...aliases].sort()).toEqual(has('versions') && has('aliases') ? ['champion', 'latest-good'] : [])
    const logged = models.filter((model) => model.kind === 'logged-model')
    expect(logged.map((model) => model.status).sort()).toEqual(
      has('loggedModels') ? ['READY', 'UPLOAD_FAILED'] : [],
    )
  })

  it('names its revision', async () => {
    const { source } = await goldenDatabase({ revision }, { ...golden, runs: killable })
    const { outcome } = await poll(source)
    const said = revision === 'initial' ? 'schema older than MLflow 1.0' : `schema ${revision}`
    expect(outcome.ok && outcome.value.message).toContain(`3 experiments, 6 runs, `)
    expect(outcome.ok && outcome.value.message).toContain(said)
  })

  it('sees new points of a run that is over', async () => {
    const { source, writer } = await goldenDatabase({ revision }, { ...golden, runs: killable })
    await poll(source)
    writer
      .prepare('INSERT INTO metrics (key, value, timestamp, run_uuid) VALUES (?, ?, ?, ?)')
      .run('late', 7, 1_800_000_000_000, goldenIds.child)
    if (revision !== 'initial' && revision !== '7ac759974ad8') {
      writer
        .prepare(
          'INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES (?, ?, ?, 0, 0, ?)',
        )
        .run('late', 7, 1_800_000_000_000, goldenIds.child)
    }
    const { runs, outcome } = await poll(source)
    expect(faultCode(outcome)).toBe('ok')
    expect(runs.map((run) => [run.runId, run.metrics['late']?.value])).toEqual([[goldenIds.child, 7]])
  })
})
