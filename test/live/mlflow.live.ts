import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSource } from '../../main/sources/create-source'
import { createServices } from '../../main/sources/services'
import { sourceIdOf } from '../../main/sources/source-id'
import { openReadonly } from '../../main/store/sqlite-binding'
import { systemClock } from '../../shared/clock'
import { projectRoot } from '../support/paths'
import { comparable, dumpOf, joined, jsonNumber, startLogging } from './client'
import type { Dump, DumpedRun, Logging, Phase } from './client'
import { startWholeApp, type Usage } from './whole-app'

/** Watched in turns with logging alone, so that whatever else the machine does meets both alike. */
const isLong = Number(process.env['APP_LIVE_SECONDS'] ?? '15') > 60
const { turns, aloneSeconds, watchedSeconds } = isLong
  ? { turns: 12, aloneSeconds: 5, watchedSeconds: 10 }
  : { turns: 3, aloneSeconds: 2, watchedSeconds: 5 }
const title = process.env['APP_LIVE_TITLE'] ?? 'MLflow'

const stores = [
  { kind: 'mlflow-sqlite', file: 'mlflow.db', scheme: 'sqlite:///' },
  { kind: 'mlflow-file', file: 'mlruns', scheme: 'file://' },
] as const
type Kind = (typeof stores)[number]['kind']

let folder: string
const clients = new Map<Kind, Logging>()
const dumps = new Map<Kind, Promise<Dump>>()
const homeOf = (kind: Kind) => join(folder, kind)
const uriOf = ({ kind, file, scheme }: (typeof stores)[number]) => scheme + join(homeOf(kind), file)

// MLflow takes many seconds to load: both clients do so at once, before anything is timed.
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'sextant-live-')))
  for (const store of stores) {
    mkdirSync(homeOf(store.kind))
    const cwd = homeOf(store.kind)
    clients.set(store.kind, startLogging({ uri: uriOf(store), cwd }))
  }
  await Promise.all([...clients.values()].map(({ ready }) => ready))
}, 300_000)
afterAll(() => {
  for (const client of clients.values()) client.kill()
  rmSync(folder, { recursive: true, force: true })
})

function clientOf(kind: Kind): Logging {
  const client = clients.get(kind)
  if (client === undefined) throw new Error(`no client logs into ${kind}`)
  return client
}

const appOf = (kind: Kind) => startWholeApp(join(folder, `app of ${kind}`))

describe.each(stores)('a real MLflow that logs into $kind', ({ kind }) => {
  it('is never failed or delayed while we index, tail and search', async () => {
    const client = clientOf(kind)
    const app = await appOf(kind)
    const [alone, watched, uses]: [Phase[], Phase[], Usage[]] = [[], [], []]
    for (let turn = 0; turn < turns; turn++) {
      await app.watch([])
      alone.push(await client.phase('baseline', aloneSeconds))
      // The store is indexed anew each time, while it is written to.
      await app.watch([homeOf(kind)])
      let isOver = false
      const logging = client.phase('watched', watchedSeconds).finally(() => {
        isOver = true
      })
      uses.push(await app.useUntil(() => isOver))
      watched.push(await logging)
    }
    await client.end()
    await app.dispose()
    const [baseline, during] = [joined(alone), joined(watched)]
    const sum = (count: (use: Usage) => number) => uses.reduce((total, use) => total + count(use), 0)
    const told = (phase: typeof baseline) =>
      `${phase.writes} writes, ${phase.failures.length} failed, p99 ${phase.p99Ms.toFixed(1)} ms, ` +
      `max ${phase.maxMs.toFixed(1)} ms, ${phase.over100Ms} over 100 ms`
    console.log(
      `live  ${title} ${kind}, ${turns} turns: alone ${aloneSeconds} s: ${told(baseline)} · ` +
        `watched ${watchedSeconds} s: ${told(during)} · ${sum((use) => use.searches)} searches (slowest ` +
        `${Math.max(...uses.map((use) => use.slowestSearchMs)).toFixed(0)} ms), ${sum((use) => use.curves)} curves`,
    )
    expect([...baseline.failures, ...during.failures]).toEqual([])
    // The machine's disk delays a write now and then, watched or not: one in 200 more than alone would be ours.
    const delayed = ({ over100Ms, writes }: Phase) => over100Ms / writes
    expect(delayed(during)).toBeLessThan(delayed(baseline) + 0.005)
    expect(during.p99Ms).toBeLessThan(2 * baseline.p99Ms + 50)
    expect(sum((use) => use.searches)).toBeGreaterThan(turns * watchedSeconds)
    expect(sum((use) => use.curves)).toBeGreaterThan(0)
    expect(Math.max(...uses.map((use) => use.runsSeen))).toBeGreaterThanOrEqual(4 * turns - 1)
    const expectedNames = kind === 'mlflow-sqlite' ? ['mlflow.db', 'mlruns'] : ['mlruns']
    expect(readdirSync(homeOf(kind)).filter((name) => !expectedNames.includes(name))).toEqual([])
  })
})

describe.each(stores)('$kind afterwards', (store) => {
  const { kind, file } = store
  // Both are dumped at once, now that nothing is timed any more.
  beforeAll(() => {
    for (const one of stores)
      if (!dumps.has(one.kind)) dumps.set(one.kind, dumpOf(uriOf(one), homeOf(one.kind)))
  })

  it('has every value that MLflow’s client reports: in the catalogue, and read anew', async () => {
    const app = await appOf(kind)
    await app.watch([homeOf(kind)])
    const theirs = await dumps.get(kind)
    if (theirs === undefined) throw new Error('nothing was dumped')
    const total = Object.keys(theirs.runs).length
    const indexed = async () => (await app.list({ statuses: ['FINISHED'], lifecycle: 'all' })).total === total
    for (let turn = 0; turn < 300 && !(await indexed()); turn++)
      await new Promise((resolve) => setTimeout(resolve, 100))
    const { rows } = await app.list({ lifecycle: 'all' })
    const catalogued = await Promise.all(
      rows.map(async ({ sourceId, runId }) => {
        const answer = await app.threads.data.call('getRun', { sourceId, runId })
        if (!answer.ok) throw new Error(answer.error.message)
        const { name, status, params, tags, metrics } = answer.value
        const latest = Object.entries(metrics).map(([key, { value }]) => [key, jsonNumber(value)])
        return [runId, { name, status, params, tags, latest: Object.fromEntries(latest) as unknown }]
      }),
    )
    await app.dispose()
    const expected = Object.entries(theirs.runs).map(([runId, { name, status, params, tags, latest }]) => [
      runId,
      { name, status, params, tags, latest },
    ])
    expect(Object.fromEntries(catalogued)).toEqual(Object.fromEntries(expected))

    const services = createServices({ clock: systemClock, log: () => {} })
    const location = join(homeOf(kind), file)
    const spec = { id: sourceIdOf(kind, location), kind, location, root: homeOf(kind) }
    const fresh = createSource(spec, { services, openReadonly, temporaryFolder: folder })
    if (fresh === null) throw new Error(`no adapter of kind ${kind}`)
    const ours: Record<string, DumpedRun> = {}
    const outcome = await fresh.poll({
      signal: AbortSignal.timeout(60_000),
      emit: (batch) =>
        batch.runs?.forEach(({ runId, name, status, params, tags }) => {
          ours[runId] = { name, status, params: { ...params }, tags: { ...tags }, metrics: {} }
        }),
    })
    expect(outcome.ok).toBe(true)
    for (const [runId, run] of Object.entries(theirs.runs)) {
      const answer = await fresh.series(runId, Object.keys(run.metrics), AbortSignal.timeout(60_000))
      if (!answer.ok) throw new Error(answer.error.message)
      for (const { key, step, timestamp, value } of answer.value) {
        ours[runId]!.metrics[key] = Array.from(value, (one, index) => [
          step[index]!,
          timestamp[index]!,
          jsonNumber(one),
        ])
      }
    }
    await fresh.dispose()
    expect(comparable(ours)).toEqual(comparable(theirs.runs))
  })
})

describe('the snapshot command', () => {
  const snapshot = (...args: string[]) =>
    spawnSync(process.execPath, [join(projectRoot, 'out/main/cli/snapshot.js'), ...args], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    })

  it('prints what MLflow reports, and one sentence with exit code 2 when there is nothing to read', async () => {
    const location = join(homeOf('mlflow-sqlite'), 'mlflow.db')
    const theirs = await dumps.get('mlflow-sqlite')
    const [runId = '', run] = Object.entries(theirs?.runs ?? {})[0] ?? []
    if (theirs === undefined || run === undefined) throw new Error('nothing was dumped')
    const printed = snapshot('--source', location, '--history', runId, 'loss')
    expect(printed.status).toBe(0)
    const document = JSON.parse(printed.stdout) as {
      experiments: { experiment_id: string }[]
      runs: {
        run_id: string
        name: string
        status: string
        params: unknown
        tags: unknown
        project: string
      }[]
      history: { step: number; timestamp: number; value: number | string }[]
    }
    expect(document.experiments.map((one) => one.experiment_id).sort()).toEqual(theirs.experiments)
    expect(document.runs).toHaveLength(Object.keys(theirs.runs).length)
    expect(document.runs.find((one) => one.run_id === runId)).toMatchObject({
      name: run.name,
      status: run.status,
      params: run.params,
      tags: run.tags,
    })
    const points = document.history.map(({ step, timestamp, value }) => [step, timestamp, value].join(' '))
    expect(points.sort()).toEqual(run.metrics['loss']!.map((point) => point.join(' ')).sort())

    const missing = snapshot('--source', join(folder, 'nowhere'))
    expect([missing.status, missing.stdout, missing.stderr.trim().split('\n').length]).toEqual([2, '', 1])
  })
})
