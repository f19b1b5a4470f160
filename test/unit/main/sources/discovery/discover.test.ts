import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { discover } from '../../../../../main/sources/discovery/discover'
import { sourceIdOf } from '../../../../../main/sources/source-id'
import { fixtures } from '../../../../support/paths'
import { testServices } from '../../../../support/source-services'
import { treeOf } from '../../../../support/tree'

const sqlite = 'SQLite format 3\0 and so on'
const experiment = "artifact_location: x\nexperiment_id: '0'\nlifecycle_stage: active\nname: Default\n"
const run = 'run_id: abc\nstatus: 3\n'

let root: string
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'discover-')))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function put(path: string, text: string): string {
  const full = join(root, path)
  mkdirSync(join(full, '..'), { recursive: true })
  writeFileSync(full, text)
  return full
}

/** `kind path`, the path relative to the root. */
async function found(place: string = root): Promise<string[]> {
  const result = await discover(place, testServices())
  if (!result.ok) return [result.error.code]
  for (const { id, kind, location, root: given } of result.value.specs) {
    expect(given).toBe(place)
    expect(id).toBe(sourceIdOf(kind, location))
  }
  return result.value.specs.map(({ kind, location }) => `${kind} ${relative(root, location)}`).sort()
}

describe('discover', () => {
  it('says of a place that is not there what to do in the window and in a terminal', async () => {
    const result = await discover('/no/such/place', testServices())
    expect(result.ok ? '' : result.error.message).toBe(
      '/no/such/place is not there; check its spelling, or connect the disk that it is on.',
    )
  })

  it('names a database that only its name keeps from being read, and no file that is none', async () => {
    put('odd/backup.db', sqlite)
    put('plain/text.db', 'text')
    mkdirSync(join(root, 'plain/folder.db'))
    const [odd, plain] = await Promise.all(
      ['odd', 'plain'].map((name) => discover(join(root, name), testServices())),
    )
    expect(odd?.ok === false ? odd.error.message : '').toContain('backup.db is, can be added by itself')
    expect(plain?.ok === false ? plain.error.message : '').not.toContain('by itself')
  })

  it('finds every store of a repository of the toolkit', async () => {
    put('mlruns/0/meta.yaml', experiment)
    put('mlruns/0abc/artifacts/model/MLmodel', '')
    put('mlflow.db', sqlite)
    put('mlops/workspace/lora/workspace.yaml', '')
    put('mlops/workspace/lora/mlflow/0/meta.yaml', experiment)
    put('mlops/workspace/other/mlruns/12/meta.yaml', experiment)
    put('mlops/workspace/mlflow.db', sqlite)
    put('mlops/workspace/mlruns/1/meta.yaml', experiment)
    put('projects/01_LoRA/mlruns/0/meta.yaml', experiment)
    put('projects/02_Compression/mlflow.db', sqlite)
    expect(await found()).toEqual([
      'mlflow-file mlops/workspace/lora/mlflow',
      'mlflow-file mlops/workspace/mlruns',
      'mlflow-file mlops/workspace/other/mlruns',
      'mlflow-file mlruns',
      'mlflow-file projects/01_LoRA/mlruns',
      'mlflow-sqlite mlflow.db',
      'mlflow-sqlite mlops/workspace/mlflow.db',
      'mlflow-sqlite projects/02_Compression/mlflow.db',
      'toolkit-workspace mlops/workspace',
    ])
  })

  it.each<[string, readonly string[], readonly string[]]>([
    ['runs/a', ['runs/a/EVENTS', 'runs/b/x/EVENTS'], ['tensorboard runs']],
    ['two models', ['m1/runs/a/EVENTS', 'm2/runs/a/EVENTS'], ['tensorboard m1/runs', 'tensorboard m2/runs']],
    ['Keras', ['logs/fit/1/train/EVENTS', 'logs/fit/1/validation/EVENTS'], ['tensorboard logs']],
    ['Lightning', ['lightning_logs/version_0/EVENTS'], ['tensorboard lightning_logs']],
    ['folders of no known name', ['work/mnist/EVENTS'], ['tensorboard work']],
    ['the folder itself', ['EVENTS'], ['tensorboard ']],
  ])('takes the logs of %s for one source each', async (_name, paths, expected) => {
    for (const path of paths) put(path.replace('EVENTS', 'events.out.tfevents.1760000000.studio.local'), '')
    expect(await found()).toEqual(expected)
  })

  it('finds logs of the Trainer, mlx_lm and plain loggers, and passes over tables and texts of other kinds', async () => {
    const adapter = '{"fine_tune_type": "lora", "num_layers": 4}'
    put('llm/out-1/checkpoint-10/trainer_state.json', '{}')
    put('llm/out-2/trainer_state.json', '{}')
    put('tune/adapters/adapter_config.json', adapter)
    put('tune/train.log', 'Iter 1: Val loss 2.3, Val took 1.0s\n')
    put('peft/adapter_config.json', '{"peft_type": "LORA", "num_layers": 4}')
    put('csv/a/metrics.csv', 'epoch,loss\n0,1\n')
    put('json/a/metrics.jsonl', '{"step": 0, "loss": 1}\n')
    put('data/results.csv', 'name,price\nx,1\n')
    put('data/log.jsonl', '{"level": "info"}\n')
    put('data/readme.txt', 'Iter 1: nothing of the kind\n')
    expect(await found()).toEqual(['hf-trainer llm', 'metric-log csv', 'metric-log json', 'mlx-lm tune'])
  })

  it('takes an mlruns itself, and any folder within it, for the store', async () => {
    put('mlruns/0/meta.yaml', experiment)
    put('mlruns/0/abc/meta.yaml', run)
    put('mlruns/.trash/9/meta.yaml', experiment)
    for (const place of ['mlruns', 'mlruns/', 'mlruns/0', 'mlruns/0/abc', 'mlruns/.trash/9']) {
      expect(await found(`${root}/${place}`)).toEqual(['mlflow-file mlruns'])
    }
  })

  it.each<[string, string, readonly string[]]>([
    ['whose experiments have names', 'store/my experiment/meta.yaml', ['mlflow-file store']],
    ['whose experiments are all in the trash', 'store/.trash/1/meta.yaml', ['mlflow-file store']],
    ['five levels down', '1/2/3/4/5/0/meta.yaml', ['mlflow-file 1/2/3/4/5']],
    ['six levels down, not', '1/2/3/4/5/6/0/meta.yaml', ['not-found']],
    ['in node_modules, not', 'node_modules/x/mlruns/0/meta.yaml', ['not-found']],
    ['in a hidden folder, not', '.cache/mlruns/0/meta.yaml', ['not-found']],
    ['among artifacts, not', 'a/artifacts/mlruns/0/meta.yaml', ['not-found']],
    ['in site-packages, not', 'env/lib/site-packages/mlruns/0/meta.yaml', ['not-found']],
  ])('looks for stores %s', async (_name, path, expected) => {
    put(path, experiment)
    expect(await found()).toEqual(expected)
  })

  it('passes over virtual environments of any name, and meta.yaml of other tools', async () => {
    put('my-env/pyvenv.cfg', '')
    put('my-env/mlruns/0/meta.yaml', experiment)
    put('recipe/0/meta.yaml', 'package:\n  name: conda\n')
    put('dagster/etl/workspace.yaml', 'load_from:\n- python_file: x.py\n')
    put('empty/mlruns/0/other.txt', '')
    expect(await found()).toEqual(['not-found'])
  })

  it('finds the hidden folder that W&B writes to where there is one, and looks into no other', async () => {
    put('digits/.wandb/offline-run-20261126_051245-010werpx/run-010werpx.wandb', '')
    put('digits/.other/wandb/offline-run-20261126_051245-010werpx/run-010werpx.wandb', '')
    expect(await found()).toEqual(['wandb digits/.wandb'])
  })

  it('finds projects of the toolkit outside its own folders by what the file says', async () => {
    put('spaces/lora/workspace.yaml', 'project_name: lora\n')
    expect(await found()).toEqual(['toolkit-workspace spaces'])
    expect(await found(join(root, 'spaces/lora'))).toEqual(['toolkit-workspace spaces'])
    expect(await found(join(root, 'spaces/lora/workspace.yaml'))).toEqual(['toolkit-workspace spaces'])
  })

  it('follows the address in workspace.yaml to a store outside the root', async () => {
    put('elsewhere/store/0/meta.yaml', experiment)
    const uri = `file://${root}/elsewhere/store`
    put('repo/mlops/workspace/p/workspace.yaml', `project_name: p\nmlflow_tracking_uri: ${uri}\n`)
    put('repo/mlops/workspace/q/workspace.yaml', 'project_name: q\nmlflow_tracking_uri: file:///nowhere\n')
    expect(await found(join(root, 'repo'))).toEqual([
      'mlflow-file elsewhere/store',
      'toolkit-workspace repo/mlops/workspace',
    ])
  })

  it('gives one store one id, through links and twice found', async () => {
    put('real/0/meta.yaml', experiment)
    mkdirSync(join(root, 'project'))
    symlinkSync(join(root, 'real'), join(root, 'project/mlruns'))
    symlinkSync(root, join(root, 'project/mlops'))
    expect(await found()).toEqual(['mlflow-file real'])
    expect(await found(join(root, 'project/mlruns'))).toEqual(['mlflow-file real'])
  })
})

describe('a file', () => {
  it('is a database by its name and first bytes', async () => {
    expect(await found(put('tracking-2024.sqlite', sqlite))).toEqual(['mlflow-sqlite tracking-2024.sqlite'])
    expect(await found(put('notes.db', 'text'))).toEqual(['unsupported'])
    expect(await found(put('empty.db', ''))).toEqual(['unsupported'])
    expect(await found(put('train.py', 'print()'))).toEqual(['unsupported'])
  })

  it('mlflow.db in a folder that is none is told of, an empty one is not', async () => {
    put('a/mlflow.db', 'version https://git-lfs.github.com/spec/v1')
    put('b/mlflow.db', '')
    put('mlruns/0/meta.yaml', experiment)
    const result = await discover(root, testServices())
    expect(result.ok && result.value.problems.map(({ code, location }) => [code, location])).toEqual([
      ['corrupt', join(root, 'a/mlflow.db')],
    ])
  })
})

describe('a project of Trackio', () => {
  const project = join(fixtures, 'trackio/mnist.db')
  it('is found with its lock or without, and among other databases', async () => {
    for (const name of ['a/mnist.db', 'a/mnist.lock', 'b/copy.db']) cpSync(project, put(name, ''))
    put('b/other.db', `${sqlite} CREATE TABLE metrics (key, value)`)
    expect(await found()).toEqual(['trackio a/mnist.db', 'trackio b/copy.db'])
  })

  it('is known as one when its file is named', async () => {
    cpSync(project, put('mnist.db', ''))
    expect(await found(join(root, 'mnist.db'))).toEqual(['trackio mnist.db'])
  })
})

describe('failures', () => {
  it.each([
    ['/no/such/place', 'not-found'],
    ['', 'invalid-input'],
    ['http://', 'invalid-input'],
  ])('%s is %s, in one sentence', async (place, code) => {
    const result = await discover(place, testServices())
    expect(result).toMatchObject({ ok: false, error: { code } })
    if (!result.ok) expect(result.error.message).toMatch(/^[^\n]{20,300}$/)
  })

  it('a server is a source whether it answers or not, by whatever page of it was pasted', async () => {
    const plain = await discover('https://mlflow.example/prefix', testServices())
    const page = await discover('https://MLflow.example/prefix/#/experiments/5', testServices())
    expect(plain).toMatchObject({
      ok: true,
      value: { specs: [{ kind: 'mlflow-rest', location: 'https://mlflow.example/prefix' }] },
    })
    expect(page.ok && page.value.specs[0]?.id).toBe(plain.ok && plain.value.specs[0]?.id)
  })

  it('nothing found says what was looked for', async () => {
    const result = await discover(root, testServices())
    expect(result).toMatchObject({ ok: false, error: { code: 'not-found' } })
    if (!result.ok)
      for (const word of [root, 'mlruns', 'mlflow.db', 'workspace.yaml'])
        expect(result.error.message).toContain(word)
  })

  it.skipIf(process.getuid?.() === 0)(
    'a folder that may not be read is not taken for an empty one',
    async () => {
      chmodSync(root, 0)
      expect(await found()).toEqual(['permission'])
      chmodSync(root, 0o700)
    },
  )
})

it('stops at 5 000 folders, nearest first, and says so, whether anything was found until then or not', async () => {
  for (let index = 0; index < 5_010; index++)
    mkdirSync(join(root, 'many', String(index)), { recursive: true })
  const nothing = await discover(root, testServices())
  expect(nothing).toMatchObject({ ok: false, error: { code: 'not-found' } })
  if (!nothing.ok) expect(nothing.error.message).toContain('the first 5000 folders')
  put('near/mlruns/0/meta.yaml', experiment)
  const result = await discover(root, testServices())
  expect(result).toMatchObject({ ok: true, value: { problems: [{ code: 'unsupported', location: root }] } })
  expect(result.ok && result.value.specs.map(({ location }) => location)).toEqual([join(root, 'near/mlruns')])
})

it('touches nothing', async () => {
  put('mlruns/0/meta.yaml', experiment)
  put('mlflow.db', sqlite)
  put('mlops/workspace/p/workspace.yaml', 'project_name: p\n')
  const before = treeOf(root)
  await discover(root, testServices())
  expect(treeOf(root)).toBe(before)
})

describe('discover, of monitoring reports', () => {
  const uuid = '01a207b1-d7c0-76a5-a04b-8be56a100fcb'
  const drift = '{"metrics": [{"metric": "DatasetDriftMetric", "result": {}}], "version": "0.6.7"}'
  const page = `<script>var evidently_dashboard_${'0a'.repeat(16)} = {"name": "Report"}</script>`

  it.each<[string, string, string, readonly string[]]>([
    ['a folder with JSON', 'reports/a.json', drift, ['evidently reports']],
    ['a folder with pages', 'reports/a.html', page, ['evidently reports']],
    ['a page behind a font', 'reports/a.html', 'x'.repeat(127_000) + page, ['evidently reports']],
    ['a workspace of evidently ui', `ws/${uuid}/metadata.json`, '{}', ['evidently ws']],
    [
      'the toolkit’s folder without a workspace',
      'mlops/monitoring/workspace/lora/drift/x.html',
      '',
      ['evidently mlops/monitoring/workspace'],
    ],
    ['other JSON, not', 'reports/a.json', '{"metrics": {"loss": 1}}', ['not-found']],
    ['other pages, not', 'site/index.html', '<script>var metric_1 = {}</script>', ['not-found']],
  ])('%s', async (_what, path, text, expected) => {
    put(path, text)
    expect(await found()).toEqual(expected)
  })

  it('in the monitoring folders of a workspace are one source, theirs alone', async () => {
    put('mlops/workspace/lora/workspace.yaml', '')
    put('mlops/workspace/lora/monitoring/lora/drift/drift_report_20260101_000000.html', page)
    put('mlops/workspace/other/workspace.yaml', '')
    expect(await found()).toEqual(['evidently mlops/workspace', 'toolkit-workspace mlops/workspace'])
  })

  it('in several folders of a root that holds nothing else are one source', async () => {
    put('all/july/a.json', drift)
    put('all/august/a.json', drift)
    put('all/august/deep/a.json', drift)
    expect(await found(join(root, 'all'))).toEqual(['evidently all'])
    put('mlruns/0/meta.yaml', experiment)
    expect(await found()).toEqual(['evidently all/august', 'evidently all/july', 'mlflow-file mlruns'])
  })

  it('are taken as a single file, also a damaged one', async () => {
    expect(await found(put('a.json', drift))).toEqual(['evidently a.json'])
    expect(await found(put('torn.html', page.slice(0, -20)))).toEqual(['evidently torn.html'])
    expect(await found(put('other.json', '{"a": 1}'))).toEqual(['unsupported'])
  })

  it('in a database are told from a store of MLflow by the schema', async () => {
    const schema = 'CREATE TABLE snapshots (id CHAR(32)) CREATE TABLE blobs (id TEXT)'
    expect(await found(put('any.db', sqlite + schema))).toEqual(['evidently any.db'])
    expect(await found(put('mlflow2.db', sqlite))).toEqual(['mlflow-sqlite mlflow2.db'])
  })
})
