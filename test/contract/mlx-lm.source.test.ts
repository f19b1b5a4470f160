import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createMlxLmSource } from '../../main/sources/mlx-lm/source'
import { logStore } from '../support/formats/log-store'
import { reduceToLogs } from '../support/formats/reduce'
import type { GoldenPoint, GoldenStore } from './golden-store'
import { sourceSuite } from './source.suite'

/** Of the names that mlx_lm prints, those that the golden store's are called here. */
const printed: ReadonlyMap<string, readonly [key: string, words: string]> = new Map([
  ['train_loss', ['train_loss', 'Train loss']],
  ['loss', ['train_loss', 'Train loss']],
  ['val/loss', ['val_loss', 'Val loss']],
  ['val_loss', ['val_loss', 'Val loss']],
])

function line({ key, step, value }: GoldenPoint): string {
  // As Python prints a float: nan, inf, -inf.
  const number = String(value).replace('Infinity', 'inf').replace('NaN', 'nan')
  return `Iter ${step}: ${printed.get(key)?.[1]} ${number}\n`
}

/** What mlx_lm can print: steps from 0 on, under its own names, no times. */
function reduce(golden: GoldenStore): GoldenStore {
  const printable = {
    ...golden,
    runs: golden.runs.map((run) => ({
      ...run,
      points: run.points.flatMap((point) => {
        const [key] = printed.get(point.key) ?? []
        return key === undefined || point.step < 0 ? [] : [{ ...point, key }]
      }),
    })),
  }
  const reduced = reduceToLogs(printable, {
    experimentId: 'adapters',
    experimentName: 'mnist',
    hasParams: true,
  })
  // Without times a run began nobody knows when, and goes on as long as its log is new.
  const runs = reduced.runs.map((run) => ({
    ...run,
    params: { ...run.params, fine_tune_type: 'lora' },
    startTime: null,
    status: 'RUNNING' as const,
    tags: {},
  }))
  return { ...reduced, runs }
}

const log = (location: string, runId: string) => join(location, runId, 'train.log')

sourceSuite(
  'mlx-lm',
  (golden) =>
    logStore({
      kind: 'mlx-lm',
      folder: 'mnist/adapters',
      write(location) {
        for (const { runId, params, points } of golden.runs) {
          mkdirSync(join(location, runId))
          writeFileSync(join(location, runId, 'adapter_config.json'), JSON.stringify(params))
          // A first line that tells a log of mlx_lm, also where nothing else was printed.
          const first = points.length === 0 ? 'Iter 0: It/sec 0.5\n' : ''
          writeFileSync(log(location, runId), first + points.map(line).join(''))
        }
      },
      create: createMlxLmSource,
      append: (location, runId, points) => appendFileSync(log(location, runId), points.map(line).join('')),
      purge: (location, runId) => rmSync(join(location, runId), { recursive: true }),
    }),
  {
    reduce,
    looseRunFields: ['endTime', 'artifactUri', 'parentRunId', 'metrics', 'hasNoTimes'],
    looseExperimentFields: ['artifactLocation'],
    hasEndMark: false,
    hasTimes: false,
    newKey: 'val_loss',
  },
)
