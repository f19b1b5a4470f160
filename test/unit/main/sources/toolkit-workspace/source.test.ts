import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createToolkitWorkspaceSource } from '../../../../../main/sources/toolkit-workspace/source'
import { pollSource } from '../../../../support/source-poll'
import { testServices } from '../../../../support/source-services'
import { treeOf } from '../../../../support/tree'

let root: string
let workspace: string
let later = 0
let onDelay: () => void

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'toolkit-'))
  workspace = join(root, 'mlops/workspace')
  later = 0
  onDelay = () => undefined
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function put(path: string, text: string): string {
  const full = join(workspace, path)
  mkdirSync(join(full, '..'), { recursive: true })
  writeFileSync(full, text)
  return full
}

function open() {
  const spec = { id: 't', kind: 'toolkit-workspace' as const, location: workspace, root }
  const services = testServices({ now: () => Date.now() + later, onDelay: () => onDelay() })
  return { source: createToolkitWorkspaceSource({ spec, services }), services }
}

const asWritten = `project_name: lora-finetuning-mlx
root_path: /Users/other/EfficientAI-MLX-Toolkit/mlops/workspace/lora-finetuning-mlx
mlflow_experiment_id: '821770307574351362'
mlflow_tracking_uri: file:///tmp/mlflow
dvc_remote_path: /Users/other/dvc/remote
bentoml_tag_prefix: 'lora-finetuning-mlx:'
metadata: {}
created_at: '2026-11-23T09:17:12.591676+00:00'
updated_at: '2026-11-23T09:17:12.622575+00:00'
`

describe('projects', () => {
  it('lie where workspace.yaml lies, whatever root_path says', async () => {
    put('lora/workspace.yaml', asWritten)
    put('manager.py', '')
    put('__pycache__/x.pyc', '')
    put('.hidden/workspace.yaml', asWritten)
    put('too/deep/workspace.yaml', asWritten)
    const { source } = open()
    const { projects, outcome } = await pollSource(source)
    expect(outcome).toMatchObject({ ok: true, value: { full: true, problems: [], message: '1 project' } })
    expect(projects).toEqual([
      {
        sourceId: 't',
        name: 'lora-finetuning-mlx',
        path: join(workspace, 'lora'),
        metadata: {},
        createdAt: Date.parse('2026-11-23T09:17:12.591Z'),
        updatedAt: Date.parse('2026-11-23T09:17:12.622Z'),
        experimentId: '821770307574351362',
        trackingUri: 'file:///tmp/mlflow',
        problem: null,
      },
    ])
    expect(await pollSource(source)).toMatchObject({ batches: [], outcome: { value: { full: false } } })
  })

  it.each<[string, string, object]>([
    [
      'metadata null, no dates, an int id',
      'project_name: p\nmetadata: null\nmlflow_experiment_id: 12\n',
      { experimentId: '12', metadata: {}, createdAt: null },
    ],
    [
      'unquoted times',
      'project_name: p\ncreated_at: 2025-10-24 09:17:12.591676+00:00\n',
      { createdAt: Date.parse('2025-10-24T09:17:12.591Z') },
    ],
    ['escapes', 'project_name: "caf\\xE9-\\u043F\\u0440"\n', { name: 'café-пр' }],
    [
      'no name',
      'metadata:\n  stage: dev\n  deep:\n    list: [1, two]\n',
      { name: 'folder', metadata: { stage: 'dev', deep: { list: ['1', 'two'] } } },
    ],
    [
      'a path that PyYAML could not name',
      'project_name: p\nmetadata:\n  at: !!python/object/apply:pathlib.PosixPath\n  - /\n  - Users\n',
      { metadata: { at: ['/', 'Users'] } },
    ],
    ['a key named __proto__', 'project_name: p\nmetadata: {__proto__: {polluted: yes}}\n', { name: 'p' }],
  ])('survive %s', async (_name, text, expected) => {
    put('folder/workspace.yaml', text)
    const { projects, problems } = await pollSource(open().source)
    expect(problems).toEqual([])
    expect(projects).toMatchObject([{ ...expected, problem: null }])
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it.each(['', 'project_name: "half\n', '- a list\n', 'just words\n'])(
    'are listed under their folder for %j',
    async (text) => {
      const path = put('broken one/workspace.yaml', text)
      utimesSync(path, 1, 1)
      put('sound/workspace.yaml', asWritten)
      const { source, services } = open()
      const { projects, problems } = await pollSource(source)
      expect(services.delays).toEqual([])
      expect(projects.map(({ name, problem }) => [name, problem?.code ?? null]).sort()).toEqual([
        ['broken one', 'corrupt'],
        ['lora-finetuning-mlx', null],
      ])
      expect(problems).toMatchObject([{ code: 'corrupt', location: path, sourceId: 't' }])
      expect(problems[0]?.message).toContain(path)
    },
  )

  it('caught half-written are read again, and keep what they said before', async () => {
    const path = put('lora/workspace.yaml', '')
    onDelay = () => writeFileSync(path, asWritten)
    const { source, services } = open()
    expect((await pollSource(source)).projects).toMatchObject([
      { name: 'lora-finetuning-mlx', problem: null },
    ])
    expect(services.delays).toEqual([80])
    onDelay = () => undefined
    writeFileSync(path, '')
    expect(await pollSource(source)).toMatchObject({ batches: [], problems: [] })
    later = 10_000
    const { projects, problems } = await pollSource(source)
    expect(projects).toMatchObject([
      { name: 'lora-finetuning-mlx', experimentId: '821770307574351362', problem: { code: 'corrupt' } },
    ])
    expect(problems).toHaveLength(1)
  })

  it('that change, appear and go away are told of', async () => {
    put('a/workspace.yaml', 'project_name: a\n')
    const { source } = open()
    await pollSource(source)
    put('a/workspace.yaml', 'project_name: A\n')
    put('b/workspace.yaml', 'project_name: b\n')
    expect((await pollSource(source)).projects.map(({ name }) => name)).toEqual(['A', 'b'])
    rmSync(join(workspace, 'a'), { recursive: true })
    const gone = await pollSource(source)
    expect(gone.removed.projectPaths).toEqual([join(workspace, 'a')])
    expect(gone.projects).toEqual([])
  })
})

describe('models', () => {
  beforeEach(() => put('p/workspace.yaml', 'project_name: project\n'))

  it('are folders and files, with their bytes', async () => {
    put('p/models/adapter/weights.safetensors', '12345')
    put('p/models/adapter/deep/config.json', '{}')
    put('p/models/model.gguf', '123')
    put('p/models/.DS_Store', 'x')
    const outside = put('blob', '1234567')
    mkdirSync(join(workspace, 'p/models/linked'))
    symlinkSync(outside, join(workspace, 'p/models/linked/model.bin'))
    symlinkSync('weights.safetensors', join(workspace, 'p/models/adapter/again.safetensors'))
    const { models } = await pollSource(open().source)
    expect(models.map(({ name, bytes }) => [name, bytes]).sort()).toEqual([
      ['adapter', 7],
      // What lies elsewhere is not on this model's account.
      ['linked', 0],
      ['model.gguf', 3],
    ])
    const path = join(workspace, 'p/models/adapter')
    expect(models.find(({ name }) => name === 'adapter')).toMatchObject({
      kind: 'workspace-model',
      modelId: path,
      path,
      project: 'project',
      runId: null,
      version: null,
      lifecycleStage: 'active',
    })
  })

  it('that grow, appear and go away are told of', async () => {
    const weights = put('p/models/adapter/weights', '1')
    const { source } = open()
    await pollSource(source)
    // Growing leaves the folder's time of change alone: seen at the next measuring.
    writeFileSync(weights, '12')
    expect((await pollSource(source)).models).toEqual([])
    later = 60_000
    expect((await pollSource(source)).models.map(({ bytes }) => bytes)).toEqual([2])
    writeFileSync(weights, '123')
    expect((await pollSource(source)).models.map(({ bytes }) => bytes)).toEqual([3])
    rmSync(join(workspace, 'p/models/adapter'), { recursive: true })
    expect((await pollSource(source)).removed.modelIds).toEqual([join(workspace, 'p/models/adapter')])
  })
})

describe('as a source', () => {
  it('has no series and no runs', async () => {
    put('p/workspace.yaml', asWritten)
    const { source } = open()
    const series = await source.series('x', ['a', 'b'], new AbortController().signal)
    expect(series.ok && series.value.map(({ key, value }) => [key, value.length])).toEqual([
      ['a', 0],
      ['b', 0],
    ])
    expect(await source.pathOf('x')).toBeNull()
  })

  it('fails in a sentence when its folder is away, and removes nothing', async () => {
    put('p/workspace.yaml', asWritten)
    const { source } = open()
    await pollSource(source)
    renameSync(workspace, `${workspace}.away`)
    const gone = await pollSource(source)
    expect(gone.outcome).toMatchObject({ ok: false, error: { code: 'not-found' } })
    expect(gone.batches).toEqual([])
  })

  it('stops when told to', async () => {
    put('p/workspace.yaml', asWritten)
    const stop = new AbortController()
    stop.abort()
    const { outcome, batches } = await pollSource(open().source, { signal: stop.signal })
    expect(outcome).toMatchObject({ ok: false, error: { code: 'cancelled' } })
    expect(batches).toEqual([])
  })

  it('leaves everything as it was', async () => {
    put('p/workspace.yaml', asWritten)
    put('p/models/adapter/weights', '12345')
    const before = treeOf(root)
    const { source } = open()
    await pollSource(source)
    await pollSource(source)
    await source.dispose()
    expect(treeOf(root)).toBe(before)
  })
})
