import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { discover } from '../../../../../main/sources/discovery/discover'
import { lookInBentoStore } from '../../../../../main/sources/model-store/bento-store'
import { lookInHubCache } from '../../../../../main/sources/model-store/hub-cache'
import { createModelStoreSource } from '../../../../../main/sources/model-store/source'
import { pollSource } from '../../../../support/source-poll'
import { testServices } from '../../../../support/source-services'
import { treeOf } from '../../../../support/tree'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'model-stores-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

function link(path: string, target: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  symlinkSync(target, join(root, path))
}

const kindsFound = async () => {
  const found = await discover(root, testServices())
  return found.ok
    ? found.value.specs.map(({ kind, location }) => [kind, location.slice(-6)])
    : found.error.code
}

describe('BentoML', () => {
  const yaml = `name: summarizer
version: 2abc
module: bentoml.mlx
labels:
  project: lora-finetuning-mlx
  stage: '01'
context:
  framework_name: mlx
  bentoml_version: 1.4.27
creation_time: '2026-10-24T09:17:12.591676+00:00'
`
  const open = () => {
    const spec = { id: 'b', kind: 'bentoml' as const, location: join(root, 'models'), root }
    return createModelStoreSource(spec, (signal) => lookInBentoStore(spec, signal))
  }

  it('gives every version with its labels, and knows the latest', async () => {
    put('models/summarizer/2abc/model.yaml', yaml)
    put('models/summarizer/2abc/weights.npz', '12345')
    put('models/summarizer/1old/model.yaml', '')
    put('models/summarizer/latest', '2abc')
    const before = treeOf(root)
    const { models, problems, outcome } = await pollSource(open())
    expect(outcome).toMatchObject({ ok: true, value: { full: true, message: '1 model, 2 versions' } })
    expect(models.find(({ version }) => version === '2abc')).toEqual({
      sourceId: 'b',
      kind: 'bento-model',
      modelId: 'summarizer:2abc',
      name: 'summarizer',
      version: '2abc',
      description: null,
      status: null,
      lifecycleStage: 'active',
      path: join(root, 'models/summarizer/2abc'),
      bytes: yaml.length + 5,
      runId: null,
      experimentId: null,
      project: 'lora-finetuning-mlx',
      tags: { project: 'lora-finetuning-mlx', stage: '01', framework: 'mlx', module: 'bentoml.mlx' },
      aliases: ['latest'],
      createdAt: Date.parse('2026-10-24T09:17:12.591Z'),
      updatedAt: Date.parse('2026-10-24T09:17:12.591Z'),
    })
    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining('half-written')])
    expect(treeOf(root)).toEqual(before)
    expect(await kindsFound()).toEqual([['bentoml', 'models']])
  })

  it('tells of what changed and what went, and fails when the folder is gone', async () => {
    put('models/a/1/model.yaml', yaml)
    put('models/b/1/model.yaml', yaml)
    const source = open()
    await pollSource(source)
    expect((await pollSource(source)).batches).toEqual([])
    rmSync(join(root, 'models/b'), { recursive: true })
    put('models/a/1/more', 'x')
    const next = await pollSource(source)
    expect(next.models.map(({ modelId }) => modelId)).toEqual(['a:1'])
    expect(next.removed.modelIds).toEqual(['b:1'])
    rmSync(join(root, 'models'), { recursive: true })
    expect((await pollSource(source)).outcome).toMatchObject({ ok: false, error: { code: 'not-found' } })
  })

  it.each(['labels: [', 'labels: text\n', 'context: {}\ncreation_time: never\n', '- 1\n', '\0\0'])(
    'survives a model.yaml of %j',
    async (text) => {
      put('models/a/1/model.yaml', text)
      const { models, outcome } = await pollSource(open())
      expect(outcome.ok).toBe(true)
      expect(models).toMatchObject([{ name: 'a', version: '1', project: null, createdAt: null }])
    },
  )
})

describe('the Hugging Face cache', () => {
  const repository = 'hub/models--mlx-community--Tiny-4bit'
  const newer = 'b'.repeat(40)
  const older = 'a'.repeat(40)
  const open = () => {
    const spec = { id: 'h', kind: 'hf-cache' as const, location: join(root, 'hub'), root }
    return createModelStoreSource(spec, (signal) => lookInHubCache(spec, testServices().breathe, signal))
  }

  function fill(): void {
    put(`${repository}/blobs/weights`, '1234567890')
    put(`${repository}/blobs/config1`, '{}')
    put(`${repository}/blobs/config2`, '{"a":1}')
    put(`${repository}/refs/main`, newer)
    put(`${repository}/refs/pr/1`, older)
    link(`${repository}/snapshots/${older}/config.json`, '../../blobs/config1')
    link(`${repository}/snapshots/${older}/model.safetensors`, '../../blobs/weights')
    link(`${repository}/snapshots/${newer}/config.json`, '../../blobs/config2')
    link(`${repository}/snapshots/${newer}/model.safetensors`, '../../blobs/weights')
    put('hub/datasets--org--data/refs/main', newer)
    put('hub/version.txt', '1')
  }

  it('gives revisions with their refs, and counts what they share once', async () => {
    fill()
    const { models, problems, outcome } = await pollSource(open())
    expect(outcome).toMatchObject({ ok: true, value: { message: '1 model, 2 revisions' } })
    expect(problems).toEqual([])
    expect(new Set(models.map(({ name }) => name))).toEqual(new Set(['mlx-community/Tiny-4bit']))
    expect(models.find(({ version }) => version === 'bbbbbbbb')?.aliases).toEqual(['main'])
    expect(models.find(({ version }) => version === 'aaaaaaaa')?.aliases).toEqual(['pr/1'])
    expect(models.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0)).toBe(10 + 2 + 7)
    expect(await kindsFound()).toEqual([['hf-cache', `${root.slice(-2)}/hub`]])
  })

  it('says that a download is not finished, or a file missing', async () => {
    fill()
    rmSync(join(root, repository, 'blobs/config1'))
    put(`${repository}/blobs/other.incomplete`, '123')
    const { models, problems } = await pollSource(open())
    expect(models.map(({ status }) => status)).toEqual(['INCOMPLETE', 'INCOMPLETE'])
    expect(problems.map(({ message }) => message).sort()).toEqual([
      expect.stringContaining('1 file of it missing'),
      expect.stringContaining('a download that is not finished'),
    ])
  })
})
