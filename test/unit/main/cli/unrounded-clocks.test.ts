import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { collect } from '../../../../main/cli/collect'
import { fixtures } from '../../../support/paths'

let root = ''
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'sextant-clocks-'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

function write(place: string, text: string): void {
  mkdirSync(join(root, place, '..'), { recursive: true })
  writeFileSync(join(root, place), text)
}

async function runsOf(place: string) {
  const { runs, sources } = await collect({ places: [join(root, place)], history: null, log: () => {} })
  expect(sources.map((source) => [source.state, source.problems])).toEqual(sources.map(() => ['ok', []]))
  return runs.map(({ name, startTime }) => [name, startTime]).sort()
}

it('shows the runs of W&B, whose clocks tick in fractions of a ms', async () => {
  cpSync(join(fixtures, 'wandb'), join(root, 'wb'), { recursive: true })
  expect(await runsOf('wb')).toHaveLength(3)
})

it('shows a JSONL log with fractional seconds, and those beside it', async () => {
  write('logs/whole/metrics.jsonl', '{"step": 1, "time": 1764120000, "loss": 0.5}\n')
  write('logs/fraction/metrics.jsonl', '{"step": 1, "time": 1764120000.6789, "loss": 0.5}\n')
  expect(await runsOf('logs')).toEqual([
    ['fraction', 1_764_120_000_679],
    ['whole', 1_764_120_000_000],
  ])
})

it('shows an MLflow run whose start is no whole number, or no time at all', async () => {
  write('mlruns/0/meta.yaml', 'experiment_id: "0"\nname: Default\nlifecycle_stage: active\n')
  for (const [id, start] of [
    ['a', '1764120000678.9'],
    ['b', '1e300'],
    ['c', '9300000000000000000'],
  ] as const) {
    const runId = id.repeat(32)
    write(
      `mlruns/0/${runId}/meta.yaml`,
      `run_id: ${runId}\nexperiment_id: "0"\nrun_name: ${id}\nstatus: 3\nstart_time: ${start}\nlifecycle_stage: active\n`,
    )
  }
  expect(await runsOf('mlruns')).toEqual([
    ['a', 1_764_120_000_679],
    ['b', null],
    ['c', null],
  ])
})
