import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createHfTrainerSource } from '../../../../../main/sources/hf-trainer/source'
import { createMetricLogSource } from '../../../../../main/sources/metric-log/source'
import { createMlxLmSource } from '../../../../../main/sources/mlx-lm/source'
import { numberFromJson } from '../../../../../shared/json'
import { fixtures } from '../../../../support/paths'
import { pollSource } from '../../../../support/source-poll'
import { testServices } from '../../../../support/source-services'
import { inZone } from '../../../../support/time-zone'
import { treeOf } from '../../../../support/tree'

/** Logs by the code of the tools, against what it was given (test/fixtures/make/make_text_logs.py). */
const root = join(fixtures, 'text-logs')
type Given = readonly (readonly [step: number, key: string, value: number | string])[]
const expected = JSON.parse(readFileSync(join(root, 'expected.json'), 'utf8')) as Record<
  'hf' | 'metric-log' | 'mlx-lm',
  Record<string, Given>
> & { readonly 'lightning-rewritten': Given }
const kinds = {
  hf: { kind: 'hf-trainer', create: createHfTrainerSource },
  'metric-log': { kind: 'metric-log', create: createMetricLogSource },
  'mlx-lm': { kind: 'mlx-lm', create: createMlxLmSource },
} as const

function open(name: keyof typeof kinds) {
  const location = join(root, name)
  const { kind, create } = kinds[name]
  return create({ spec: { id: name, kind, location, root }, services: testServices() })
}

/** `loss` and `learning_rate` of one step are one row in the files; order within a key is what counts. */
function byKey(given: Given): Map<string, [number, number | null][]> {
  const keys = new Map<string, [number, number | null][]>()
  for (const [step, key, value] of given) {
    const points = keys.get(key) ?? []
    keys.set(key, points)
    points.push([step, numberFromJson(value)])
  }
  return keys
}

describe.each(['hf', 'metric-log', 'mlx-lm'] as const)('logs of %s', (name) => {
  it('gives every value that the tool was given, and leaves the files alone', async () => {
    const before = treeOf(root)
    const source = open(name)
    const { runs, outcome } = await pollSource(source)
    expect(outcome).toMatchObject({ ok: true, value: { problems: [] } })
    expect(runs.map((run) => run.runId).sort()).toEqual(Object.keys(expected[name]).sort())
    for (const run of runs) {
      const keys = byKey(expected[name][run.runId]!)
      expect(Object.keys(run.metrics).sort()).toEqual(
        [...keys.keys(), ...(run.runId.includes('version_0') ? [] : [])].sort(),
      )
      const series = await source.series(run.runId, [...keys.keys()], new AbortController().signal)
      if (!series.ok) throw new Error(series.error.message)
      for (const { key, step, value } of series.value) {
        expect([key, [...step].map((at, index) => [at, value[index]])]).toEqual([key, keys.get(key)])
      }
    }
    expect(treeOf(root)).toBe(before)
  })
})

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'text-logs-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('a table that Lightning writes anew', () => {
  it('is read from its beginning when only the end of its long header is new', async () => {
    const file = join(folder, 'metrics.csv')
    const part = (name: string) => join(root, 'lightning-rewritten', name)
    copyFileSync(part('before.csv'), file)
    const spec = { id: 'l', kind: 'metric-log', location: folder, root: folder } as const
    const source = createMetricLogSource({ spec, services: testServices() })
    const { runs: first } = await pollSource(source)
    const [runId = ''] = first.map((run) => run.runId)
    const given = byKey(expected['lightning-rewritten'])
    const series = async () => {
      const found = await source.series(runId, [...given.keys()], new AbortController().signal)
      if (!found.ok) throw new Error(found.error.message)
      return found.value
    }
    expect((await series()).map(({ step }) => step.length)).toEqual([3, 0])
    // In place, as Lightning does: the file is the same one.
    writeFileSync(file, readFileSync(part('after.csv')))
    const { runs, outcome } = await pollSource(source)
    expect(outcome).toMatchObject({ ok: true, value: { problems: [] } })
    expect(runs[0]?.metrics).toMatchObject({
      train_component_loss_00: { step: 6, value: 0.6 },
      val_loss: { step: 2, value: 1.25 },
    })
    for (const { key, step, value } of await series())
      expect([key, [...step].map((at, index) => [at, value[index]])]).toEqual([key, given.get(key)])
  })
})

describe('what lies beside the logs', () => {
  it('takes the newest state of an output folder, and knows when training has ended', async () => {
    const { runs } = await pollSource(open('hf'))
    const ended = runs.find((run) => run.runId === 'ended')!
    expect(ended).toMatchObject({ status: 'FINISHED', tags: { best_metric: '1.5' } })
    expect(ended.tags['sextant.end']).toBeUndefined()
    expect(ended.params).toMatchObject({ max_steps: '30', train_batch_size: '8' })
    expect(runs.find((run) => run.runId === 'going')?.metrics['loss']).toMatchObject({
      step: 20,
      value: 1.25,
    })
  })

  it('reads hparams.yaml and args.yaml as params', async () => {
    const { runs } = await pollSource(open('metric-log'))
    const params = Object.fromEntries(runs.map((run) => [run.runId, run.params]))
    expect(params).toMatchObject({
      'lightning_logs/version_0': { batch_size: '32', 'model/layers': '2' },
      'detect/train': { task: 'detect', epochs: '3' },
      plain: {},
    })
  })

  it('takes a time column for the time of its points', async () => {
    const source = open('metric-log')
    const { runs } = await pollSource(source)
    expect(runs.find((run) => run.runId === 'plain')?.metrics['loss']).toEqual({
      step: 3,
      value: 0.25,
      timestamp: 1_760_000_003_500,
    })
  })

  it('shows the lists of a file of params as they were given', async () => {
    const lists = 'layers:\n- 1\n- 2.5\nnames: [x, true]\nlr: 1e-05\nnone: null\n'
    writeFileSync(join(folder, 'hparams.yaml'), lists)
    writeFileSync(join(folder, 'metrics.csv'), 'step,loss\n1,2\n')
    const spec = { id: 'd', kind: 'metric-log', location: folder, root: folder } as const
    const { runs } = await pollSource(createMetricLogSource({ spec, services: testServices() }))
    expect(runs[0]?.params).toEqual({
      layers: '[1,2.5]',
      names: '["x",true]',
      lr: '1e-05',
      none: 'None',
    })
  })

  it.each([
    ['America/Los_Angeles', '2025-10-09T16:59:58.000Z', '2025-10-09T17:01:58.000Z'],
    ['Europe/Berlin', '2025-10-09T07:59:58.000Z', '2025-10-09T08:01:58.000Z'],
  ])('takes times without a zone for those of this Mac, in %s', async (zone, start, end) => {
    copyFileSync(join(root, 'dated/dated.jsonl'), join(folder, 'metrics.jsonl'))
    const spec = { id: 'd', kind: 'metric-log', location: folder, root: folder } as const
    const source = createMetricLogSource({ spec, services: testServices() })
    const { runs } = await inZone(zone, () => pollSource(source))
    expect(runs[0]).toMatchObject({
      startTime: Date.parse(start),
      metrics: { loss: { step: 2, timestamp: Date.parse(end) } },
    })
  })

  it('joins a log with the adapters that it says it saved, and lists their weights', async () => {
    const { runs, models } = await pollSource(open('mlx-lm'))
    const run = runs.find((one) => one.runId === 'adapters')!
    expect(run).toMatchObject({
      status: 'FINISHED',
      params: { fine_tune_type: 'lora', 'lora_parameters/rank': '8', learning_rate: '0.00001' },
    })
    expect(models.map(({ name, runId, bytes }) => [name, runId, bytes])).toEqual([
      ['adapters/0000020_adapters.safetensors', 'adapters', 41],
      ['adapters/adapters.safetensors', 'adapters', 41],
    ])
  })
})
