import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fallTagName } from '../../../../../main/sources/run-logs/run-of'
import { createTrackioSource } from '../../../../../main/sources/trackio/source'
import { openReadonly } from '../../../../../main/store/sqlite-binding'
import { fixtures } from '../../../../support/paths'
import { pollSource } from '../../../../support/source-poll'
import { testServices } from '../../../../support/source-services'
import { inZone } from '../../../../support/time-zone'
import { treeOf } from '../../../../support/tree'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trackio-'))
  cpSync(join(fixtures, 'trackio'), join(folder, 'store'), { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function open() {
  const root = join(folder, 'store')
  const location = join(root, 'mnist.db')
  return createTrackioSource({
    spec: { id: 'x', kind: 'trackio', location, root },
    services: testServices(),
    openReadonly,
    temporaryFolder: join(folder, 'copies'),
  })
}

it('gives what trackio was given, and leaves its folder as it was', async () => {
  const before = treeOf(join(folder, 'store'))
  const source = open()
  const { runs, experiments } = await pollSource(source)
  expect(experiments.map((one) => one.name)).toEqual(['mnist'])
  expect(runs).toHaveLength(1)
  const run = runs[0]!
  expect(run).toMatchObject({ name: 'first', params: { lr: '0.001', 'nested/a': '1' } })
  expect(Object.keys(run.metrics).sort()).toEqual(['acc', 'loss', 'n/x'])
  const series = await source.series(run.runId, ['loss', 'acc', 'n/x'], new AbortController().signal)
  if (!series.ok) throw new Error(series.error.message)
  expect(series.value.map((one) => [[...one.step], [...one.value]])).toEqual([
    [
      [0, 1, 2, 3],
      [1, NaN, Infinity, -Infinity],
    ],
    [
      [0, 1, 2, 3],
      [0, 0.25, 0.5, 0.75],
    ],
    [
      [0, 1, 2, 3],
      [0, 1, 2, 3],
    ],
  ])
  expect((await pollSource(source)).batches).toEqual([])
  await source.dispose()
  expect(treeOf(join(folder, 'store'))).toBe(before)
})

it('reads new rows, and says which run is gone', async () => {
  const source = open()
  const run = (await pollSource(source)).runs[0]!
  const writer = new Database(join(folder, 'store/mnist.db'))
  const add = writer.prepare(
    'INSERT INTO metrics (run_id, timestamp, run_name, step, metrics) VALUES (?, ?, ?, ?, ?)',
  )
  add.run(run.runId, '2026-11-25T21:00:00+00:00', 'first', 4, '{"loss": 0.5}')
  add.run('other', '2026-11-25T21:00:00+00:00', 'second', 0, '{"loss": 9}')
  const grown = await pollSource(source)
  expect(grown.runs.map((one) => [one.name, one.metrics['loss']?.value])).toEqual([
    ['first', 0.5],
    ['second', 9],
  ])
  writer.exec("DELETE FROM metrics WHERE run_id = 'other'")
  const shrunk = await pollSource(source)
  expect(shrunk.removed.runIds).toEqual(['other'])
  writer.close()
  await source.dispose()
})

it('shows every point whatever its step, as Trackio does', async () => {
  const writer = new Database(join(folder, 'store/mnist.db'))
  const add = writer.prepare(
    "INSERT INTO metrics (run_id, timestamp, run_name, step, metrics) VALUES ('r', ?, 'late', ?, ?)",
  )
  for (const [second, step] of [0, 10, 5, 5].entries())
    add.run(`2026-11-25T21:00:0${second}+00:00`, step, `{"loss": ${second}}`)
  writer.close()
  const source = open()
  const late = (await pollSource(source)).runs.find(({ name }) => name === 'late')!
  expect(late.metrics['loss']).toMatchObject({ step: 10, value: 1 })
  expect(late.tags).not.toHaveProperty(fallTagName)
  const series = await source.series('r', ['loss'], new AbortController().signal)
  if (!series.ok) throw new Error(series.error.message)
  expect([...series.value[0]!.step]).toEqual([0, 10, 5, 5])
  expect([...series.value[0]!.value]).toEqual([0, 1, 2, 3])
  await source.dispose()
})

it('dates a run that has only a config by it, and ends it when nothing follows', async () => {
  const writer = new Database(join(folder, 'store/mnist.db'))
  const add = writer.prepare('INSERT INTO configs (run_id, run_name, config, created_at) VALUES (?, ?, ?, ?)')
  add.run('d', 'dead', '{"lr": 1}', '2025-01-01T00:00:00+00:00')
  add.run('o', 'old', '{"_Created": "2025-01-01T00:00:00+00:00"}', '2025-01-01T00:05:00+00:00')
  writer.close()
  const source = open()
  const { runs } = await pollSource(source)
  const at = Date.parse('2025-01-01T00:00:00Z')
  const found = runs.flatMap(({ name, status, startTime, endTime }) =>
    name === 'first' ? [] : [[name, status, startTime, endTime]],
  )
  expect(found).toEqual([
    ['dead', 'FINISHED', at, at],
    ['old', 'FINISHED', at, at + 5 * 60_000],
  ])
  await source.dispose()
})

it('takes the times of Trackio before 0.8, which have no zone, for this Mac’s', async () => {
  const writer = new Database(join(folder, 'store/mnist.db'))
  writer.exec("UPDATE metrics SET timestamp = '2025-10-09T10:01:58.250000'; DELETE FROM configs")
  writer.close()
  const source = open()
  const { runs } = await inZone('America/Los_Angeles', () => pollSource(source))
  expect(runs[0]?.startTime).toBe(Date.parse('2025-10-09T17:01:58.250Z'))
  await source.dispose()
})
