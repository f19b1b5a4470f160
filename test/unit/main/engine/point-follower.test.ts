import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createPointFollower, type ReadNewPoints } from '../../../../main/engine/point-follower'
import { createMlflowFileSource } from '../../../../main/sources/mlflow-file/source'
import { createRunner } from '../../../../main/sources/runner'
import { fail, ok } from '../../../../shared/result'
import type { MetricObservation } from '../../../../shared/rules/observation'
import { metricSubject } from '../../../../shared/rules/subjects'
import { settle } from '../../../support/alert-desk'
import { createFakeClock } from '../../../support/fake-clock'
import { testServices } from '../../../support/source-services'

const start = 1_790_000_000_000
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sextant-follower-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const metricsOf = (runId: string) => join(folder, 'mlruns', '1', runId, 'metrics')
const runIdOf = (index: number) => index.toString(16).padStart(32, '0')
const log = (runId: string, step: number) =>
  appendFileSync(join(metricsOf(runId), 'loss'), `${start + step * 1_000} ${step} ${step}\n`)

const newest = (runId: string, step: number): MetricObservation => ({
  kind: 'metric',
  subject: metricSubject(
    { sourceId: 'store', runId, project: null, name: runId, experimentName: 'one' },
    'loss',
  ),
  at: start + step * 1_000,
  evidence: `${step}@${start + step * 1_000}=${step}`,
  metric: 'loss',
  value: step,
  step,
  runStatus: 'RUNNING',
})

/** As the sources thread does it: a real store, read by the real runner. */
async function follow(runCount: number) {
  mkdirSync(join(folder, 'mlruns', '1'), { recursive: true })
  writeFileSync(
    join(folder, 'mlruns', '1', 'meta.yaml'),
    "experiment_id: '1'\nlifecycle_stage: active\nname: one\n",
  )
  for (let index = 0; index < runCount; index++) {
    const runId = runIdOf(index)
    mkdirSync(metricsOf(runId), { recursive: true })
    writeFileSync(
      join(metricsOf(runId), '..', 'meta.yaml'),
      `run_id: ${runId}\nstatus: 1\nexperiment_id: '1'\n`,
    )
    for (const step of [0, 1, 2]) log(runId, step)
  }
  const location = join(folder, 'mlruns')
  const spec = { id: 'store', kind: 'mlflow-file', location, root: folder } as const
  const nothing = async () => ok(null)
  const runner = createRunner({
    clock: createFakeClock(),
    discover: async () => ok({ specs: [spec] }),
    settleIdentities: async (specs) => ({ specs, moves: [], missing: [] }),
    createSource: (one) => createMlflowFileSource({ spec: one, services: testServices() }),
    feed: { setSources: async () => {}, apply: nothing, sweep: nothing, markGood: nothing },
    onStatuses: () => {},
    onMoved: () => {},
    log: () => {},
  })
  await runner.setRoots([folder])
  for (let turn = 0; turn < 50; turn++) await settle()
  let reads = 0
  const read: ReadNewPoints = async (wanted) => {
    reads += 1
    return ok(
      await Promise.all(
        wanted.map(async (one) => ({
          ...one,
          series: await runner.newestPoints(one, one.keys, one.since, one.most),
        })),
      ),
    )
  }
  return { follower: createPointFollower(read), runner, reads: () => reads }
}

const stepsOf = (told: readonly MetricObservation[]) => told.map(({ step }) => step)

it('gives what lies between, and loses nothing of a store that cannot be read for once', async () => {
  const { follower, runner } = await follow(1)
  const runId = runIdOf(0)
  const [file, away] = ['loss', 'away'].map((name) => join(metricsOf(runId), name)) as [string, string]
  expect(stepsOf(await follower.upTo([newest(runId, 2)]))).toEqual([0, 1, 2])
  for (const step of [3, 4]) log(runId, step)
  renameSync(file, away)
  symlinkSync(file, file)
  expect(await follower.upTo([newest(runId, 4)])).toEqual([])
  rmSync(file)
  renameSync(away, file)
  log(runId, 5)
  expect(stepsOf(await follower.upTo([newest(runId, 5)]))).toEqual([2, 3, 4, 5])
  await runner.dispose()
})

it('waits for the points between once, also without further news, and then tells the newest alone', async () => {
  const away = createPointFollower(async () => fail('unavailable', 'The thread is being started again.'))
  expect(await away.upTo([newest(runIdOf(0), 4)])).toEqual([])
  expect(stepsOf(await away.upTo([]))).toEqual([4])
  expect(await away.upTo([])).toEqual([])
})

it('follows every run, however many there are', async () => {
  const { follower, runner, reads } = await follow(120)
  const told = await follower.upTo(Array.from({ length: 120 }, (_, index) => newest(runIdOf(index), 2)))
  expect(told).toHaveLength(360)
  expect(reads()).toBe(3)
  await runner.dispose()
})
