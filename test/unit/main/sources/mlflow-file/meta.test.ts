import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDataset, parseInput } from '../../../../../main/sources/mlflow-file/dataset-meta'
import { parseExperimentMeta } from '../../../../../main/sources/mlflow-file/experiment-meta'
import {
  parseLoggedModel,
  parseRegisteredModel,
  parseVersion,
} from '../../../../../main/sources/mlflow-file/model-meta'
import { parseRunMeta } from '../../../../../main/sources/mlflow-file/run-meta'
import { parseYamlMap } from '../../../../../main/sources/yaml'

const run = (text: string) => parseRunMeta(parseYamlMap(text) ?? new Map(), 'folder')

describe('parseRunMeta', () => {
  it('reads the ids, the name and the status of every age', () => {
    expect(run('run_uuid: 12e45678\nname: old\nstatus: 3\n')).toMatchObject({
      runId: '12e45678',
      name: 'old',
      status: 'FINISHED',
    })
    expect(run("run_id: '1'\nrun_name: new\nname: old\nstatus: 5\n")).toMatchObject({
      runId: '1',
      name: 'new',
      status: 'KILLED',
    })
    expect(run('run_id: x\nrun_name: null\n')).toMatchObject({
      name: '',
      status: 'RUNNING',
      lifecycleStage: 'active',
    })
    expect(run("run_id: x\nrun_name: 'null'\n")).toMatchObject({ name: 'null' })
    expect(run('status: 4\n')).toMatchObject({ runId: 'folder', status: 'FAILED' })
  })

  it('is null for what is no run, or of a status that MLflow does not have', () => {
    expect(run('name: experiment\nexperiment_id: 1\n')).toBeNull()
    expect(run('run_id: x\nstatus: 9\n')).toBeNull()
    expect(run('')).toBeNull()
  })
})

describe('parseExperimentMeta', () => {
  it('keeps ids of 18 digits, and ints', () => {
    const meta = (text: string) => parseExperimentMeta(parseYamlMap(text) ?? new Map())
    expect(meta('experiment_id: 821770307574351362\nname: a\n')?.experimentId).toBe('821770307574351362')
    expect(meta('experiment_id: 0\nname: a\n')).toMatchObject({
      experimentId: '0',
      createdAt: null,
      updatedAt: null,
    })
    expect(meta('experiment_id: 0\n')).toBeNull()
    expect(meta('name: a recipe of conda\n')).toBeNull()
  })
})

describe('parseDataset', () => {
  it('finds the names beside a schema of any size', () => {
    const schema = `'{"cols": [${'"name: x", '.repeat(200_000)}1]}'`
    const text = `digest: 12e45678\nname: my\n  data\nprofile: '{}'\nschema: ${schema}\nsource: '{"a":\n\n  name: no}'\nsource_type: local\n`
    expect(parseDataset(text)).toEqual({
      name: 'my data',
      digest: '12e45678',
      sourceType: 'local',
      source: null,
    })
    expect(parseDataset('profile: x\n')).toBeNull()
    expect(parseDataset('')).toBeNull()
  })
})

describe('parseInput', () => {
  const input = (text: string) => parseInput(parseYamlMap(text) ?? new Map())
  it('takes data sets and models only', () => {
    const base = 'destination_id: wrong\nsource_id: d1\nsource_type: DATASET\n'
    expect(input(`${base}tags:\n  mlflow.data.context: eval\n`)).toEqual({ datasetId: 'd1', context: 'eval' })
    expect(input(`${base}tags: {}\n`)).toEqual({ datasetId: 'd1', context: null })
    expect(input('source_id: m-1\nsource_type: MODEL\n')).toEqual({ modelId: 'm-1' })
    expect(input('source_id: x\nsource_type: CODE\n')).toBeNull()
  })
})

describe('models', () => {
  it('hides versions that were deleted, and tells them from files that are broken', () => {
    const version = (text: string) => parseVersion(parseYamlMap(text) ?? new Map(), 'version-3')
    expect(version('version: 3\ncurrent_stage: Deleted_Internal\n')).toBeNull()
    expect(version('version: 3\ncurrent_stage: Production\nstatus: READY\n')).toMatchObject({
      version: '3',
      status: 'READY',
    })
    expect(version('name: x\n')).toBe('not-a-version')
  })

  it('names the status of a LoggedModel', () => {
    const model = (text: string) => parseLoggedModel(parseYamlMap(text) ?? new Map(), 'm-folder')
    expect(model('model_id: m-1\nstatus: 2\nname: a\n')).toMatchObject({ modelId: 'm-1', status: 'READY' })
    expect(model('creation_timestamp: 5\n')).toMatchObject({
      modelId: 'm-folder',
      name: 'm-folder',
      status: null,
    })
    expect(model('x: y\n')).toBeNull()
  })
})

it('never throws, whatever a file holds', () => {
  const key = fc.constantFrom(
    'run_id',
    'status',
    'name',
    'tags',
    'source_type',
    'source_id',
    'version',
    'start_time',
    'model_id',
  )
  const value = fc.constantFrom(
    '1',
    'x',
    'null',
    '[]',
    '{}',
    '{a: b}',
    '[1, 2]',
    '',
    '"',
    '&a x',
    '*a',
    '!!x y',
    '1e999',
  )
  const text = fc
    .array(fc.tuple(key, value), { maxLength: 6 })
    .map((rows) => rows.map((row) => `${row.join(': ')}\n`).join(''))
  fc.assert(
    fc.property(fc.oneof(text, fc.string()), (content) => {
      parseDataset(content)
      const map = parseYamlMap(content) ?? new Map<string, never>()
      for (const parse of [parseRunMeta, parseLoggedModel, parseVersion, parseRegisteredModel])
        parse(map, 'folder')
      for (const parse of [parseExperimentMeta, parseInput]) parse(map)
    }),
    { numRuns: 500 },
  )
})
