import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createMlflowFileSource } from '../../../../../main/sources/mlflow-file/source'
import { fixtures } from '../../../../support/paths'
import { pollSource } from '../../../../support/source-poll'
import { testServices } from '../../../../support/source-services'

/** Hand-written stores, read an hour after they were written: nothing in them can be half-written. */
function open(name: string) {
  const location = join(fixtures, 'mlruns', name)
  const spec = { id: name, kind: 'mlflow-file' as const, location: `${location}/`, root: location }
  const services = testServices({ now: () => Date.now() + 3_600_000 })
  return { location, services, source: createMlflowFileSource({ spec, services }) }
}

const signal = new AbortController().signal

describe("a store of the toolkit's client", () => {
  it('finds artifacts beside the experiments, and takes their folders for what they are', async () => {
    const { source, location } = open('toolkit')
    const { problems, runs, experiments, models } = await pollSource(source)
    expect(problems).toEqual([])
    expect(experiments.map((each) => each.name).sort()).toEqual(['Default', 'lora-finetuning-mlx'])
    expect(models).toEqual([])
    expect(runs).toHaveLength(1)
    expect(runs[0]).toMatchObject({
      name: 'experiment-001',
      artifactUri: join(location, '0be264100f2d41f6bf821c299ad5bb56/artifacts'),
      tags: { project: 'lora-finetuning-mlx', 'mlflow.note.content': 'Rank 8, two epochs' },
      params: { lora_rank: '8', lora_target_modules: "['q_proj', 'v_proj']" },
      metrics: {
        train_loss: { value: 0.625, step: 2 },
        apple_silicon_memory_gb: { value: 12.25, step: 2 },
        'system/cpu_utilization_percentage': { value: 17.3, step: 1 },
      },
    })
  })

  it('leaves the doubled points of apple_silicon_* in the series', async () => {
    const { source } = open('toolkit')
    await pollSource(source)
    const series = await source.series(
      '0be264100f2d41f6bf821c299ad5bb56',
      ['apple_silicon_memory_gb'],
      signal,
    )
    expect(series.ok && [...(series.value[0]?.step ?? [])]).toEqual([0, 1, 0, 2])
  })
})

describe('a store of MLflow 0.x and 1.x', () => {
  it('reads seconds, two fields, int ids, missing fields and missing folders', async () => {
    const { source, location } = open('old')
    const { problems, runs, experiments } = await pollSource(source)
    expect(problems).toEqual([])
    expect(experiments[0]).toMatchObject({ experimentId: '0', createdAt: null })
    const [first, second] = [...runs].sort((a, b) => (a.runId < b.runId ? -1 : 1))
    expect(first).toMatchObject({
      runId: 'a'.repeat(32),
      name: '',
      status: 'FINISHED',
      userName: null,
      artifactUri: join(location, '0', 'a'.repeat(32), 'artifacts'),
      metrics: {
        loss: { value: 0.5, step: 0, timestamp: 1_550_000_001_000 },
        acc: { value: 1000, step: 1, timestamp: 1_550_000_000_124 },
      },
    })
    expect(second).toMatchObject({
      name: 'by meta',
      status: 'RUNNING',
      lifecycleStage: 'active',
      artifactUri: null,
      params: {},
      tags: {},
      metrics: {},
    })
  })
})

describe('a store with faults', () => {
  it('delivers what is sound and names every file that is not', async () => {
    const { source, location, services } = open('broken')
    const { problems, runs, experiments } = await pollSource(source)
    // Nothing was written lately, so nothing is waited for.
    expect(services.delays).toEqual([])
    expect(runs.map((run) => run.name).sort()).toEqual(['of a broken experiment', 'sound'])
    expect(experiments.find((each) => each.experimentId === '7')?.name).toBe('7')
    expect(problems.map((problem) => problem.location).sort()).toEqual(
      [
        '0/11111111111111111111111111111111/meta.yaml',
        '0/22222222222222222222222222222222',
        '0/44444444444444444444444444444444/metrics/odd',
        '0/55555555555555555555555555555555/meta.yaml',
        '7/meta.yaml',
        'notes',
      ].map((path) => join(location, path)),
    )
    expect(new Set(problems.map((problem) => problem.code))).toEqual(new Set(['corrupt']))
    for (const { message, location: path } of problems) expect(message).toContain(path)
  })

  it('waits for the rest of a torn line, and counts lines that are none', async () => {
    const { source } = open('broken')
    const { runs, problems } = await pollSource(source)
    const run = runs.find((each) => each.name === 'sound')
    expect(run?.metrics).toEqual({
      torn: { value: 2, step: 2, timestamp: 1_795_425_432_701 },
      odd: { value: 0.5, step: 7, timestamp: 1_795_425_432_700 },
    })
    expect(problems.find(({ location }) => location.endsWith('odd'))?.message).toMatch(/^2 lines of /)
    const series = await source.series(
      run?.runId ?? '',
      ['torn', 'empty', 'odd', '../params/x', '/etc/passwd'],
      signal,
    )
    expect(series.ok && series.value.map(({ value }) => [...value])).toEqual([
      [1, 2],
      [],
      [0.5, 0.25],
      [],
      [],
    ])
  })

  it('says the same at the next poll, and hands nothing over again', async () => {
    const { source } = open('broken')
    const first = await pollSource(source)
    const second = await pollSource(source)
    expect(second.problems).toEqual(first.problems)
    expect(second.batches).toEqual([])
  })
})
