import { appendFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createHfTrainerSource } from '../../../../../main/sources/hf-trainer/source'
import { createMetricLogSource } from '../../../../../main/sources/metric-log/source'
import { createMlxLmSource } from '../../../../../main/sources/mlx-lm/source'
import type { Source } from '../../../../../main/sources/source'
import type { Run } from '../../../../../shared/model/run'
import { observeRuns, type SeenRuns } from '../../../../../shared/rules/observe/runs'
import { pollSource } from '../../../../support/source-poll'
import { testServices } from '../../../../support/source-services'

const minute = 60_000
let root: string
let now: number
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'undated-'))
  now = 1_760_000_000_000
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const services = () => testServices({ now: () => now })

function write(name: string, text: string, add = false): void {
  const path = join(root, name)
  mkdirSync(dirname(path), { recursive: true })
  if (add) appendFileSync(path, text)
  else writeFileSync(path, text)
  utimesSync(path, now / 1000, now / 1000)
}

async function runNow(source: Source): Promise<Run> {
  const { runs } = await pollSource(source)
  return runs[0]!
}

describe('a value of a log without times', () => {
  const train = (step: number) => `Iter ${step}: Train loss 2.${step}, It/sec 1.0, Tokens/sec 100.0\n`

  it('is one point to the rules, however often others are written', async () => {
    const source = createMlxLmSource({
      spec: { id: 'm', kind: 'mlx-lm', location: root, root },
      services: services(),
    })
    write('train.log', `Iter 1: Val loss 9.000, Val took 3.0s\n${train(10)}`)
    const times: (readonly [number | undefined, number | undefined])[] = []
    let seen: SeenRuns = new Map()
    const told: string[] = []
    for (const step of [20, 30, 40]) {
      const run = await runNow(source)
      times.push([run.metrics['val_loss']?.timestamp, run.metrics['train_loss']?.timestamp])
      const row = { ...run, experimentName: 'e', project: null, isStale: false }
      const news = observeRuns(seen, [row], now)
      seen = news.seen
      told.push(...news.observations.flatMap((one) => (one.kind === 'metric' ? [one.metric] : [])))
      now += minute
      write('train.log', train(step), true)
    }
    const first = now - 3 * minute
    expect(times).toEqual([
      [first, first],
      [first, first + minute],
      [first, first + 2 * minute],
    ])
    expect(told.filter((metric) => metric === 'val_loss')).toHaveLength(1)
    expect(told.filter((metric) => metric === 'train_loss')).toHaveLength(3)
  })

  it('keeps its time when the next checkpoint tells it again', async () => {
    const state = (steps: number) =>
      JSON.stringify({
        global_step: steps,
        log_history: [
          { step: 10, eval_loss: 1.5 },
          { step: steps, loss: 100 / steps },
        ],
      })
    const source = createHfTrainerSource({
      spec: { id: 'h', kind: 'hf-trainer', location: root, root },
      services: services(),
    })
    write('checkpoint-10/trainer_state.json', state(10))
    await runNow(source)
    const first = now
    now += minute
    write('checkpoint-20/trainer_state.json', state(20))
    expect((await runNow(source)).metrics).toMatchObject({
      eval_loss: { step: 10, timestamp: first },
      loss: { step: 20, timestamp: now },
    })
  })
})

describe('a log without times', () => {
  const hfTrainer = () =>
    createHfTrainerSource({
      spec: { id: 'h', kind: 'hf-trainer', location: root, root },
      services: services(),
    })
  const metricLog = () =>
    createMetricLogSource({
      spec: { id: 'c', kind: 'metric-log', location: root, root },
      services: services(),
    })

  function save(steps: number): void {
    const log = [{ step: steps, loss: 1 }]
    write(`checkpoint-${steps}/trainer_state.json`, JSON.stringify({ global_step: steps, log_history: log }))
  }

  it('goes on between two checkpoints of a Trainer that saves rarely, and has ended when they stay away', async () => {
    for (const steps of [500, 1000, 1500]) {
      save(steps)
      now += 30 * minute
    }
    now -= 10 * minute
    const source = hfTrainer()
    expect(await runNow(source)).toMatchObject({ status: 'RUNNING', endTime: null })
    const savedAt = now - 20 * minute
    now = savedAt + 121 * minute
    expect(await runNow(source)).toMatchObject({ status: 'FINISHED', endTime: savedAt })
  })

  it('goes on after the first checkpoint, too, by the age of its folder', async () => {
    now = Date.now() + 30 * minute
    save(500)
    now += 20 * minute
    expect((await runNow(hfTrainer())).status).toBe('RUNNING')
    now += 120 * minute
    expect((await runNow(hfTrainer())).status).toBe('FINISHED')
  })

  it('goes on between epochs of 20 minutes, by the age of its file', async () => {
    now = Date.now() + 80 * minute
    write('metrics.csv', `epoch,loss\n${[0, 1, 2, 3, 4].map((epoch) => `${epoch},1\n`).join('')}`)
    now += 20 * minute
    expect((await runNow(metricLog())).status).toBe('RUNNING')
    now += 70 * minute
    expect((await runNow(metricLog())).status).toBe('FINISHED')
  })

  it('goes on when it was seen to pause for as long before', async () => {
    const source = metricLog()
    now = Date.now()
    write('metrics.csv', 'epoch,loss\n0,1\n')
    await runNow(source)
    now += 20 * minute
    write('metrics.csv', Array.from({ length: 100 }, (_, row) => `${row + 1},1\n`).join(''), true)
    expect((await runNow(source)).status).toBe('RUNNING')
    now += 60 * minute
    expect((await pollSource(source)).batches).toEqual([])
    now += 30 * minute
    expect((await runNow(source)).status).toBe('FINISHED')
  })
})
