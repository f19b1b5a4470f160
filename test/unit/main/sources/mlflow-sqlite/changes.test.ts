import { describe, expect, it } from 'vitest'
import { goldenIds, goldenStore } from '../../../../contract/golden-store'
import { insert, type WritableDatabase } from '../../../../support/mlflow-sqlite-builder'
import type { Polled } from '../../../../support/source-poll'
import { goldenDatabase, poll } from './store-under-test'

interface Change {
  readonly name: string
  readonly make: (writer: WritableDatabase) => void
  readonly seen: (polled: Polled) => unknown
  readonly as: unknown
}

const bigExperiment = BigInt(goldenStore.experiments[1]?.experimentId ?? 0)
const runsSeen = ({ runs }: Polled) => runs.map((run) => run.runId)

/** All are made to runs that are over, in ways that add no row at the end of a table or change no row at all. */
const changes: readonly Change[] = [
  {
    name: 'a tag edited in place',
    make: (writer) => writer.prepare(`UPDATE tags SET value = 'edited' WHERE key = 'project'`).run(),
    seen: ({ runs }) => runs.map((run) => [run.runId, run.tags['project']]),
    as: [[goldenIds.finished, 'edited']],
  },
  {
    name: 'a tag deleted',
    make: (writer) => writer.prepare(`DELETE FROM tags WHERE key = 'project'`).run(),
    seen: ({ runs }) => runs.map((run) => [run.runId, run.tags['project']]),
    as: [[goldenIds.finished, undefined]],
  },
  {
    name: 'a tag moved to another run, by deleting the last row and adding one',
    make: (writer) => {
      writer.exec('DELETE FROM tags WHERE rowid = (SELECT max(rowid) FROM tags)')
      insert(writer, 'tags', { key: 'new', value: '1', run_uuid: goldenIds.child })
    },
    seen: (polled) => runsSeen(polled).sort(),
    as: [goldenIds.child, goldenIds.nameOnlyInTag].sort(),
  },
  {
    name: 'a run renamed',
    make: (writer) =>
      writer.prepare('UPDATE runs SET name = ? WHERE run_uuid = ?').run('new name', goldenIds.child),
    seen: ({ runs }) => runs.map((run) => [run.runId, run.name]),
    as: [[goldenIds.child, 'new name']],
  },
  {
    name: 'a run deleted in the MLflow window',
    make: (writer) =>
      writer.prepare(`UPDATE runs SET lifecycle_stage = 'deleted' WHERE run_uuid = ?`).run(goldenIds.child),
    seen: ({ runs }) => runs.map((run) => [run.runId, run.lifecycleStage]),
    as: [[goldenIds.child, 'deleted']],
  },
  {
    name: 'a parameter corrected by hand',
    make: (writer) => writer.exec(`UPDATE params SET value = '16' WHERE key = 'lora_rank'`),
    seen: ({ runs }) => runs.map((run) => [run.runId, run.params['lora_rank']]),
    as: [[goldenIds.finished, '16']],
  },
  {
    name: 'a dataset logged',
    make: (writer) => {
      insert(writer, 'datasets', {
        dataset_uuid: 'd',
        experiment_id: bigExperiment,
        name: 'new',
        digest: '1',
        dataset_source_type: 'code',
        dataset_source: '',
      })
      insert(writer, 'inputs', {
        input_uuid: 'i',
        source_type: 'DATASET',
        source_id: 'd',
        destination_type: 'RUN',
        destination_id: goldenIds.child,
      })
      insert(writer, 'input_tags', { input_uuid: 'i', name: 'mlflow.dataset.context', value: 'eval' })
    },
    seen: ({ runs }) => runs.map((run) => [run.runId, run.datasets]),
    as: [
      [goldenIds.child, [{ name: 'new', digest: '1', sourceType: 'code', context: 'eval', source: null }]],
    ],
  },
  {
    name: 'a new run',
    make: (writer) =>
      insert(writer, 'runs', {
        run_uuid: 'new',
        name: 'n',
        status: 'RUNNING',
        experiment_id: 0,
        start_time: 5,
      }),
    seen: ({ runs }) => runs.map((run) => [run.runId, run.status, run.startTime, run.experimentId]),
    as: [['new', 'RUNNING', 5, '0']],
  },
  {
    name: 'an experiment renamed',
    make: (writer) => writer.exec(`UPDATE experiments SET name = 'Other' WHERE experiment_id = 0`),
    seen: ({ experiments }) => experiments.map((each) => [each.experimentId, each.name]),
    as: [['0', 'Other']],
  },
  {
    name: 'an experiment tag set',
    make: (writer) =>
      insert(writer, 'experiment_tags', { key: 'team', value: 'mlx', experiment_id: bigExperiment }),
    seen: ({ experiments }) => experiments.map((each) => [each.experimentId, each.tags['team']]),
    as: [[String(bigExperiment), 'mlx']],
  },
  {
    name: 'an experiment gone for good',
    make: (writer) => writer.exec('DELETE FROM experiments WHERE experiment_id = 0'),
    seen: ({ removed }) => removed.experimentIds,
    as: ['0'],
  },
  {
    name: 'an alias moved',
    make: (writer) => writer.exec(`UPDATE registered_model_aliases SET version = 1 WHERE alias = 'champion'`),
    seen: ({ models }) => models.map((model) => [model.modelId, model.aliases]).sort(),
    as: [
      ['tiny-llama/1', ['champion']],
      ['tiny-llama/10', ['latest-good']],
    ],
  },
  {
    name: 'a version deleted, as MLflow does it',
    make: (writer) =>
      writer.exec(`UPDATE model_versions SET current_stage = 'Deleted_Internal' WHERE version = 10`),
    seen: ({ removed }) => removed.modelIds,
    as: ['tiny-llama/10'],
  },
  {
    name: 'a model that becomes a prompt',
    make: (writer) =>
      insert(writer, 'registered_model_tags', {
        key: 'mlflow.prompt.is_prompt',
        value: 'true',
        name: 'tiny-llama',
      }),
    seen: ({ removed }) => [...removed.modelIds].sort(),
    as: ['tiny-llama/1', 'tiny-llama/10'],
  },
  {
    name: 'a logged model gone ready',
    make: (writer) => writer.exec('UPDATE logged_models SET status = 2 WHERE status = 3'),
    seen: ({ models }) => models.map((model) => [model.modelId, model.status]),
    as: [['m-deadbeef0f2d41f6bf821c299ad5bb56', 'READY']],
  },
]

describe('what MLflow changes in place', () => {
  it.each(changes)('is seen at the next poll, and nothing else: $name', async ({ make, seen, as }) => {
    const { source, writer } = await goldenDatabase()
    await poll(source)
    make(writer)
    const polled = await poll(source)
    expect(polled.outcome).toMatchObject({ ok: true, value: { full: false, problems: [] } })
    expect(seen(polled)).toEqual(as)
    const { experiments, runs, models, removed } = polled
    const touched = [experiments, runs, models, ...Object.values(removed)].filter(
      (list) => list.length > 0,
    ).length
    expect(touched).toBe(1)
    expect((await poll(source)).batches).toEqual([])
  })

  it('tells apart versions of the same name in two workspaces', async () => {
    const { source, writer } = await goldenDatabase()
    insert(writer, 'registered_models', { name: 'tiny-llama', workspace: 'team-b', description: 'of b' })
    insert(writer, 'model_versions', { name: 'tiny-llama', workspace: 'team-b', version: 1, status: 'READY' })
    insert(writer, 'experiments', {
      experiment_id: 7,
      name: 'Default',
      workspace: 'team-b',
      lifecycle_stage: 'active',
    })
    const { models, experiments } = await poll(source)
    const versions = models.filter((model) => model.version === '1')
    expect(versions.map((model) => [model.modelId, model.name, model.description]).sort()).toEqual([
      ['team-b/tiny-llama/1', 'team-b/tiny-llama', 'of b'],
      ['tiny-llama/1', 'tiny-llama', 'All adapters of tiny llama'],
    ])
    expect(
      experiments
        .map((each) => each.name)
        .filter((name) => name.endsWith('Default'))
        .sort(),
    ).toEqual(['Default', 'team-b/Default'])
  })

  it('finds the place and the run of a version through its LoggedModel, or its run', async () => {
    const { source, writer } = await goldenDatabase()
    const add = (version: number, source: string, run: string) =>
      insert(writer, 'model_versions', { name: 'tiny-llama', version, status: 'READY', source, run_id: run })
    add(11, 'models:/m-0be264100f2d41f6bf821c299ad5bb56', '')
    add(12, `runs:/${goldenIds.finished}/adapter`, goldenIds.finished)
    const { models } = await poll(source)
    const byVersion = new Map(models.map((model) => [model.version, [model.path, model.runId]]))
    expect(byVersion.get('11')).toEqual([
      's3://bucket/lora/models/m-0be264100f2d41f6bf821c299ad5bb56/artifacts',
      goldenIds.finished,
    ])
    expect(byVersion.get('12')).toEqual([
      `s3://bucket/${goldenIds.finished}/artifacts/adapter`,
      goldenIds.finished,
    ])
  })
})
