import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMlflowFileSource } from '../../../../main/sources/mlflow-file/source'
import { createMlflowSqliteSource } from '../../../../main/sources/mlflow-sqlite/source'
import { createSeriesDesk } from '../../../../main/sources/series-desk'
import type { SeriesWant, Source } from '../../../../main/sources/source'
import { createSeriesCache } from '../../../../main/store/series-cache'
import { openReadonly } from '../../../../main/store/sqlite-binding'
import {
  appendPoints,
  createMlflowDatabase,
  insert,
  revisions,
  type Revision,
  type WritableDatabase,
} from '../../../support/mlflow-sqlite-builder'
import { ok } from '../../../../shared/result'
import { pollSource } from '../../../support/source-poll'
import { testServices } from '../../../support/source-services'

let folder: string
const closers: (() => unknown)[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sextant-desk-'))
})
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
  rmSync(folder, { recursive: true, force: true })
})

const runId = 'ab'.repeat(16)
const patience = { first: 1, next: 2 }
const everything = 1_000_000
const turn = () => setImmediate().then(() => undefined)
const never = () => new Promise<void>(() => {})

function makeDesk() {
  const store = createSeriesCache({ folder: join(folder, 'columns'), now: () => 1, log: () => {} })
  return createSeriesDesk({ store, delay: never })
}

interface World {
  readonly source: () => Source
  /** As MLflow logs it. */
  log(from: number, to: number, value?: (step: number) => number): void
  /** The points are other ones now, under the same name. */
  replace(count: number): void
}

function fileWorld(): World {
  const location = join(folder, 'mlruns')
  const metrics = join(location, '1', runId, 'metrics')
  mkdirSync(metrics, { recursive: true })
  writeFileSync(join(location, '1', 'meta.yaml'), "experiment_id: '1'\nlifecycle_stage: active\nname: one\n")
  writeFileSync(join(location, '1', runId, 'meta.yaml'), `run_id: ${runId}\nstatus: 3\nexperiment_id: '1'\n`)
  const line = (step: number, value: number) => `${1_790_000_000_000 + step} ${value} ${step}\n`
  const lines = (from: number, to: number, value: (step: number) => number) =>
    Array.from({ length: to - from }, (_, at) => line(from + at, value(from + at))).join('')
  return {
    source() {
      const spec = { id: 'file', kind: 'mlflow-file', location, root: folder } as const
      return createMlflowFileSource({ spec, services: testServices() })
    },
    log: (from, to, value = Math.sin) => appendFileSync(join(metrics, 'loss'), lines(from, to, value)),
    replace: (count) => writeFileSync(join(metrics, 'loss'), lines(0, count, Math.cos)),
  }
}

function sqliteWorld(revision: Revision): World {
  const location = join(folder, 'mlflow.db')
  const database: WritableDatabase = createMlflowDatabase(location, { revision })
  closers.push(() => database.close())
  insert(database, 'experiments', { experiment_id: 1, name: 'one', lifecycle_stage: 'active' })
  insert(database, 'runs', {
    run_uuid: runId,
    experiment_id: 1,
    status: 'RUNNING',
    lifecycle_stage: 'active',
  })
  const points = (from: number, to: number, value: (step: number) => number) =>
    Array.from({ length: to - from }, (_, at) => ({
      key: 'loss',
      step: from + at,
      timestamp: 1_790_000_000_000 + from + at,
      value: value(from + at),
    }))
  return {
    source() {
      const spec = { id: 'sqlite', kind: 'mlflow-sqlite', location, root: folder } as const
      return createMlflowSqliteSource({
        spec,
        services: testServices(),
        openReadonly,
        temporaryFolder: join(folder, 'copies'),
      })
    },
    log: (from, to, value = Math.sin) => appendPoints(database, runId, points(from, to, value)),
    replace(count) {
      database.prepare('DELETE FROM metrics').run()
      appendPoints(database, runId, points(0, count, Math.cos))
    },
  }
}

const worlds: readonly (readonly [string, () => World])[] = [
  ['a file store', fileWorld],
  ...revisions
    .filter((revision) => revision !== 'initial')
    .map((revision) => [`SQLite ${revision}`, () => sqliteWorld(revision)] as const),
]

describe.each(worlds)('histories of %s', (_, makeWorld) => {
  async function setUp() {
    const world = makeWorld()
    world.log(0, 6_000)
    const source = world.source()
    closers.push(() => source.dispose())
    await pollSource(source)
    const whole = async () => {
      const answer = await source.series(runId, ['loss', 'none'], new AbortController().signal)
      if (!answer.ok) throw new Error(answer.error.message)
      return answer.value
    }
    const asked = async (desk: ReturnType<typeof makeDesk>) => {
      const answer = await desk.history(source, runId, ['loss', 'none'], everything, patience)
      if (!answer.ok) throw new Error(answer.error.message)
      expect(answer.value.isComplete).toBe(true)
      const series = answer.value.series.map((each) => structuredClone(each))
      await desk.settled()
      return series
    }
    return { world, whole, asked }
  }

  it('are what the store holds, at first, after more was logged, and in another session', async () => {
    const { world, whole, asked } = await setUp()
    const desk = makeDesk()
    expect(await asked(desk)).toEqual(await whole())
    world.log(6_000, 6_003, (step) => (step === 6_001 ? NaN : Infinity))
    expect(await asked(desk)).toEqual(await whole())
    expect((await asked(desk))[0]?.value).toHaveLength(6_003)
    world.log(6_003, 14_000)
    expect(await asked(makeDesk())).toEqual(await whole())
    expect(await asked(makeDesk())).toEqual(await whole())
  })

  it('are read again when the points are other ones', async () => {
    const { world, whole, asked } = await setUp()
    const desk = makeDesk()
    await asked(desk)
    world.replace(7_000)
    expect(await asked(desk)).toEqual(await whole())
    world.replace(20)
    expect(await asked(makeDesk())).toEqual(await whole())
    expect((await asked(desk))[0]?.value).toHaveLength(20)
  })
})

describe('the chart of a long history in another session', () => {
  async function setUp() {
    const world = fileWorld()
    world.log(0, 60_000)
    const source = world.source()
    closers.push(() => source.dispose())
    await pollSource(source)
    const store = createSeriesCache({ folder: join(folder, 'columns'), now: () => 1, log: () => {} })
    const loads: string[] = []
    const start = () =>
      createSeriesDesk({
        store: { ...store, load: (name, into) => (loads.push(name), store.load(name, into)) },
        delay: never,
      })
    const shown = async (desk: ReturnType<typeof start>, maxPoints = 4_000) => {
      const answer = await desk.history(source, runId, ['loss'], maxPoints, patience)
      if (!answer.ok) throw new Error(answer.error.message)
      await desk.settled()
      return { series: answer.value.series[0], pointCount: answer.value.pointCounts[0] }
    }
    const first = await shown(start())
    loads.length = 0
    return { world, loads, start, shown, first }
  }

  it('is shown before the columns are read, and goes on with what was logged meanwhile', async () => {
    const { world, loads, start, shown, first } = await setUp()
    const desk = start()
    expect(await shown(desk)).toEqual(first)
    world.log(60_000, 60_010, () => 99)
    const more = await shown(desk)
    expect(more.pointCount).toBe(60_010)
    expect(more.series?.step.at(-1)).toBe(60_009)
    expect(more.series?.value.filter((value) => value === 99).length).toBeGreaterThan(1)
    expect(more.series?.value.length).toBeLessThanOrEqual(4_000)
    expect(loads).toEqual([])
    const all = await shown(desk, everything)
    expect(all.series?.step).toEqual(Float64Array.from({ length: 60_010 }, (_, step) => step))
    expect(loads).toHaveLength(1)
  })

  it('is made anew when the run grew much, and when the points are other ones', async () => {
    const { world, loads, start, shown } = await setUp()
    world.log(60_000, 90_000)
    expect((await shown(start())).pointCount).toBe(90_000)
    expect(loads).toHaveLength(1)
    world.replace(55_000)
    const other = await shown(start())
    expect(other).toMatchObject({ pointCount: 55_000, series: { value: { 0: 1 } } })
    expect(await shown(start())).toEqual(other)
  })

  it('is read from its store again when the columns are gone but somebody looks closely', async () => {
    const { start, shown, first } = await setUp()
    const columns = join(folder, 'columns')
    const desk = start()
    expect(await shown(desk)).toEqual(first)
    for (const name of readdirSync(columns))
      if (name.endsWith('series')) truncateSync(join(columns, name), 40)
    expect((await shown(desk, everything)).series?.step).toHaveLength(60_000)
    expect((await shown(start(), everything)).series?.step).toHaveLength(60_000)
  })
})

it('answers with what has been read when everything takes too long', async () => {
  const world = fileWorld()
  world.log(0, 200_000)
  const source = world.source()
  await pollSource(source)
  const store = createSeriesCache({ folder: join(folder, 'columns'), now: () => 1, log: () => {} })
  const desk = createSeriesDesk({ store, delay: turn })
  let answers = 0
  for (;;) {
    const answer = await desk.history(source, runId, ['loss'], everything, patience)
    if (!answer.ok) throw new Error(answer.error.message)
    answers++
    if (answer.value.isComplete) {
      expect(answer.value.series[0]?.step).toHaveLength(200_000)
      break
    }
  }
  expect(answers).toBeGreaterThan(1)
})

it('answers once there is something to show, however long that takes, and keeps it after the answer', async () => {
  const order: string[] = []
  let goOn = () => {}
  const gate = new Promise<void>((resolve) => (goOn = resolve))
  const point = [Float64Array.of(1), Float64Array.of(2), Float64Array.of(3)] as const
  const source = {
    ...fileWorld().source(),
    async follow(_: string, [want]: readonly SeriesWant[]) {
      await setImmediate()
      want?.addAll(point)
      await gate
      for (let at = 0; at < 6_000; at++) want?.addAll(point)
      return ok([{ key: 'loss', mark: 'end' }])
    },
  }
  const store = {
    load: () => false,
    save: (_: string, held: { count: number }) => order.push(`${held.count} kept`),
    loadChart: () => null,
    saveChart: () => {},
  }
  const desk = createSeriesDesk({ store, delay: turn })
  const answer = async () => {
    const found = await desk.history(source, runId, ['loss'], everything, patience)
    if (!found.ok) throw new Error(found.error.message)
    order.push(`${found.value.series[0]?.step.length} shown`)
    return found.value.isComplete
  }
  expect(await answer()).toBe(false)
  goOn()
  while (!(await answer())) await setImmediate()
  await desk.settled()
  expect(order.slice(0, 1)).toEqual(['1 shown'])
  expect(order.slice(-2)).toEqual(['6001 shown', '6001 kept'])
})
