import { cpSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { followMoves, type StoreMoves } from '../../../../../main/engine/follow-moves'
import { createSource } from '../../../../../main/sources/create-source'
import { discover } from '../../../../../main/sources/discovery/discover'
import { absenceOf, isPlaceGone } from '../../../../../main/sources/discovery/gone-place'
import { peekInto } from '../../../../../main/sources/discovery/peek'
import { createIdentities } from '../../../../../main/sources/discovery/settle-identities'
import { createRunner } from '../../../../../main/sources/runner'
import { createCatalog } from '../../../../../main/store/catalog'
import { createContentMatch } from '../../../../../main/store/content-match'
import { openAppDatabase } from '../../../../../main/store/open'
import { openReadonly } from '../../../../../main/store/sqlite-binding'
import { RunQuerySchema } from '../../../../../shared/model/run-query'
import type { SourceSpec, SourceStatus } from '../../../../../shared/model/source'
import { goldenStore, type GoldenStore } from '../../../../contract/golden-store'
import { createFakeClock } from '../../../../support/fake-clock'
import { writeExperiment, writeRun } from '../../../../support/file-store'
import { createMlflowDatabase, writeGolden } from '../../../../support/mlflow-sqlite-builder'
import { testServices } from '../../../../support/source-services'
import { ok } from '../../../../../shared/result'

let root: string
let closers: (() => unknown)[]
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'moved-')))
  mkdirSync(join(root, 'desk'))
  closers = [() => rmSync(root, { recursive: true, force: true })]
})
afterEach(async () => {
  for (const close of closers.reverse()) await close()
})

/** The app's own composition without threads: `restart` ends it and starts another on the same database. */
function startDesk() {
  const clock = createFakeClock()
  const { database } = openAppDatabase({ path: ':memory:', now: 0, log: () => {} })
  closers.push(() => database.close())
  const services = testServices()
  const temporaryFolder = join(root, 'copies')
  mkdirSync(temporaryFolder)
  const makeSource = (spec: SourceSpec) => createSource(spec, { services, openReadonly, temporaryFolder })
  let moved: StoreMoves[] = []
  let statuses: readonly SourceStatus[] = []
  let waiting: (() => void)[] = []
  let excluded: readonly string[] = []
  const tell = () => {
    for (const check of waiting) check()
  }
  const start = () => {
    const catalog = createCatalog({
      database,
      clock,
      onSummary: () => {},
      onRunsChanged: () => {},
    })
    const matchContent = createContentMatch(database)
    const runner = createRunner({
      clock,
      discover: (place) => discover(place, services),
      createSource: makeSource,
      settleIdentities: createIdentities({
        memory: {
          known: async () => catalog.knownSources(),
          match: async (sourceId, content) => matchContent(sourceId, content),
        },
        peek: (spec) => peekInto(spec, { createSource: makeSource, delay: services.delay }),
        isGone: isPlaceGone,
      }),
      feed: {
        setSources: async (specs, keepRoots) => catalog.setSources(specs, keepRoots),
        apply: async (id, generation, batch) => (catalog.apply(id, generation, batch), ok(null)),
        sweep: async (id, generation) => (catalog.sweep(id, generation), ok(null)),
        markGood: async (id, at, message) => (catalog.markGood(id, at, message), ok(null)),
      },
      onStatuses: (all) => {
        statuses = all
        tell()
      },
      onMoved: (moves, emptyRoots) => {
        moved.push({
          places: moves.map(({ from, to }) => ({ from: from.location, to: to.location })),
          emptyRoots,
        })
        tell()
      },
      absenceOf,
      log: () => {},
    })
    return { catalog, runner }
  }
  let { catalog, runner } = start()
  const stop = async () => {
    await runner.dispose()
    catalog.dispose()
  }
  closers.push(stop)
  const until = (isSo: () => boolean) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (isSo()) resolve()
      }
      waiting.push(check)
      check()
    }).finally(() => {
      waiting = []
    })
  return {
    clock,
    moved: () => moved.splice(0),
    ids: () => catalog.knownSources().map(({ id }) => id),
    statuses: () => statuses,
    runCount: () => catalog.listRuns(v.parse(RunQuerySchema, {})).total,
    exclude: (...places: string[]) => (excluded = places),
    restart: async () => {
      await stop()
      statuses = []
      moved = []
      ;({ catalog, runner } = start())
    },
    watch: async (...places: string[]) => {
      await runner.setRoots(places, excluded)
      await until(() => statuses.every(({ state }) => state !== 'waiting' && state !== 'reading'))
    },
  }
}

const kinds: readonly (readonly [
  kind: string,
  write: (folder: string, seed: number) => void,
  runs: number,
])[] = [
  [
    'mlflow-file',
    (folder, seed) => {
      const store = join(folder, 'mlruns')
      writeExperiment(store, '0', 'Default')
      for (const at of [0, 1, 2])
        writeRun(store, '0', {
          runId: `${seed}${at}`.padStart(32, 'a'),
          name: `run-${at}`,
          startTime: 1_790_000_000_000 + seed * 7_000 + at,
          metrics: { loss: ['1790000000000 0.5 0'] },
        })
    },
    3,
  ],
  [
    'mlflow-sqlite',
    (folder, seed) => {
      mkdirSync(folder, { recursive: true })
      const writer = createMlflowDatabase(join(folder, 'mlflow.db'))
      writeGolden(writer, otherTimes(goldenStore, seed))
      writer.close()
    },
    goldenStore.runs.filter((run) => run.lifecycleStage === 'active').length,
  ],
  [
    // Without times: known by what was logged.
    'metric-log',
    (folder, seed) => {
      for (const at of [0, 1]) {
        const place = join(folder, 'logs', `run-${at}`)
        mkdirSync(place, { recursive: true })
        writeFileSync(join(place, 'metrics.csv'), `step,loss\n0,${seed + at}.5\n1,${seed + at}.25\n`)
      }
    },
    2,
  ],
]

const keepTimes = { recursive: true, preserveTimestamps: true }

function otherTimes(golden: GoldenStore, seed: number): GoldenStore {
  const shift = (time: number | null) => (time === null ? null : time + seed)
  return {
    ...golden,
    experiments: golden.experiments.map((each) => ({ ...each, createdAt: shift(each.createdAt) })),
    runs: golden.runs.map((run) => ({ ...run, startTime: shift(run.startTime) })),
    registeredModels: [],
    loggedModels: [],
  }
}

describe.each(kinds)('a store of kind %s', (_kind, write, runs) => {
  it('keeps its identity when its folder is renamed below a watched one while it is read', async () => {
    write(join(root, 'desk/before'), 1)
    const desk = startDesk()
    await desk.watch(join(root, 'desk'))
    const ids = desk.ids()
    expect(ids).toHaveLength(1)
    const isReadAt = (place: string) =>
      desk.statuses().some(({ location, state }) => location.includes(place) && state === 'ok')
    renameSync(join(root, 'desk/before'), join(root, 'desk/after'))
    // Nobody says so: the next read finds nothing there, and the search begins.
    for (let turn = 0; turn < 20_000 && !isReadAt('after'); turn++) {
      desk.clock.advance(100)
      await new Promise(setImmediate)
    }
    expect(desk.moved()).toHaveLength(1)
    expect(desk.ids()).toEqual(ids)
    expect(desk.statuses()).toHaveLength(1)
    expect(desk.runCount()).toBe(runs)
  })

  it('keeps it on the way to another disk, when the new place is added and the old one is not there', async () => {
    write(join(root, 'desk'), 1)
    const desk = startDesk()
    await desk.watch(join(root, 'desk'))
    const ids = desk.ids()
    await desk.restart()
    cpSync(join(root, 'desk'), join(root, 'disk'), { recursive: true, preserveTimestamps: true })
    rmSync(join(root, 'desk'), { recursive: true })
    await desk.watch(join(root, 'desk'))
    expect(desk.statuses()).toMatchObject([{ state: 'failed', problems: [{ code: 'not-found' }] }])
    await desk.watch(join(root, 'desk'), join(root, 'disk'))
    expect(desk.ids()).toEqual(ids)
    expect(desk.runCount()).toBe(runs)
    const [moves] = desk.moved()
    expect(moves?.emptyRoots).toEqual([join(root, 'desk')])
    const settings = { roots: [join(root, 'desk'), join(root, 'disk')], excludedLocations: [] }
    expect(moves && followMoves(settings, moves).roots).toEqual([join(root, 'disk')])
    // What took the id over is known by it at the next start, too.
    await desk.restart()
    await desk.watch(join(root, 'disk'))
    expect(desk.ids()).toEqual(ids)
  })

  it('is kept and shown as missing when it vanishes while the app is closed, until it is back', async () => {
    write(join(root, 'desk/one'), 1)
    write(join(root, 'desk/two'), 2)
    const desk = startDesk()
    await desk.watch(join(root, 'desk'))
    const ids = desk.ids()
    cpSync(join(root, 'desk/one'), join(root, 'kept'), keepTimes)
    rmSync(join(root, 'desk/one'), { recursive: true })
    for (const start of ['first', 'second']) {
      await desk.restart()
      await desk.watch(join(root, 'desk'))
      expect([start, desk.ids().sort(), desk.runCount()]).toEqual([start, [...ids].sort(), 2 * runs])
      const missing = desk.statuses().filter(({ state }) => state !== 'ok')
      expect(missing).toMatchObject([{ state: 'failed', problems: [{ code: 'not-found' }] }])
      expect(missing[0]?.message).toMatch(/is not there any more\. If it was moved.*remove this source/)
    }
    await desk.restart()
    cpSync(join(root, 'kept'), join(root, 'desk/elsewhere'), keepTimes)
    await desk.watch(join(root, 'desk'))
    expect([desk.moved().length, desk.ids().sort()]).toEqual([1, [...ids].sort()])
    expect(desk.statuses().map(({ state }) => state)).toEqual(['ok', 'ok'])
    expect(desk.runCount()).toBe(2 * runs)
  })

  it('does not come back when it is missing and was removed, nor when its root was', async () => {
    write(join(root, 'desk/one'), 1)
    write(join(root, 'desk/two'), 2)
    const desk = startDesk()
    await desk.watch(join(root, 'desk'))
    const gone = desk.statuses().find(({ location }) => location.includes('/one'))
    if (gone === undefined) throw new Error('not found')
    renameSync(join(root, 'desk/one'), join(root, 'kept'))
    await desk.restart()
    await desk.watch(join(root, 'desk'))
    expect(desk.ids()).toHaveLength(2)
    desk.exclude(gone.location)
    await desk.watch(join(root, 'desk'))
    expect([desk.ids().length, desk.runCount()]).toEqual([1, runs])
    renameSync(join(root, 'kept'), join(root, 'desk/one'))
    await desk.restart()
    await desk.watch(join(root, 'desk'))
    expect(desk.statuses().map(({ location }) => location.includes('/two'))).toEqual([true])
    rmSync(join(root, 'desk/two'), { recursive: true })
    await desk.restart()
    await desk.watch()
    expect([desk.ids(), desk.statuses(), desk.runCount()]).toEqual([[], [], 0])
  })

  it('is another one when it is a copy of a store that is still there', async () => {
    write(join(root, 'desk/one'), 1)
    const desk = startDesk()
    await desk.watch(join(root, 'desk'))
    cpSync(join(root, 'desk/one'), join(root, 'desk/two'), { recursive: true, preserveTimestamps: true })
    await desk.watch(join(root, 'desk'))
    expect(desk.ids()).toHaveLength(2)
    expect(desk.moved()).toEqual([])
    expect(desk.runCount()).toBe(2 * runs)
  })

  it('is another one when it only looks like a store that is gone, and may take its place', async () => {
    write(join(root, 'desk/one'), 1)
    const desk = startDesk()
    await desk.watch(join(root, 'desk'))
    const ids = desk.ids()
    rmSync(join(root, 'desk/one'), { recursive: true })
    write(join(root, 'desk/two'), 2)
    await desk.watch(join(root, 'desk'))
    expect(desk.moved()).toEqual([])
    expect(desk.statuses().map(({ id }) => ids.includes(id))).toContain(false)
  })

  it('leaves its id behind for nobody when another store comes to its old place', async () => {
    write(join(root, 'desk/one'), 1)
    const desk = startDesk()
    await desk.watch(join(root, 'desk'))
    const [id] = desk.ids()
    renameSync(join(root, 'desk/one'), join(root, 'desk/two'))
    await desk.watch(join(root, 'desk'))
    write(join(root, 'desk/one'), 2)
    await desk.watch(join(root, 'desk'))
    expect(desk.ids()).toHaveLength(2)
    const place = (wanted: string | undefined) =>
      desk.statuses().find((status) => status.id === wanted)?.location
    expect(place(id)).toContain('/two')
    expect(desk.runCount()).toBe(2 * runs)
  })
})

describe('a place that is a part of another now', () => {
  it('does not stay as missing when the log folder around it is found as one', async () => {
    const log = (place: string) => {
      mkdirSync(join(root, place), { recursive: true })
      writeFileSync(join(root, place, 'metrics.csv'), 'step,loss\n0,1.5\n1,1.25\n')
    }
    log('desk/all/one/run-a')
    const desk = startDesk()
    await desk.watch(join(root, 'desk'))
    expect(desk.statuses().map(({ location }) => location)).toEqual([join(root, 'desk/all/one')])
    // A name that log folders have makes its parent the source of all below it.
    log('desk/all/run-b')
    await desk.restart()
    await desk.watch(join(root, 'desk'))
    expect(desk.statuses().map(({ location }) => location)).toEqual([join(root, 'desk/all')])
    expect(desk.runCount()).toBe(2)
  })
})

describe('a place', () => {
  it('that is missing says why and what to do', () => {
    const at = (location: string, kind: SourceSpec['kind'] = 'mlflow-file') =>
      absenceOf({ id: 's', kind, location, root: location })
    expect(at(root)).toBeNull()
    expect(at(`${root}/none`)).toContain('If it was moved, add the folder that it is in now')
    expect(at('/mnt/no-such-disk/mlruns')).toContain('The disk of /mnt/no-such-disk/mlruns is not connected')
    expect(at('http://localhost:5000', 'mlflow-rest')).toBeNull()
  })

  it('is gone when nothing is there, but not when its disk is away', () => {
    expect(isPlaceGone(join(root, 'nothing/at/all'))).toBe(true)
    expect(isPlaceGone(root)).toBe(false)
    expect(isPlaceGone('/mnt/no-such-disk/mlruns')).toBe(false)
  })
})
