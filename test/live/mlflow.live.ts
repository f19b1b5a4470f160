import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSource } from '../../main/sources/create-source'
import { createServices } from '../../main/sources/services'
import { sourceIdOf } from '../../main/sources/source-id'
import { openReadonly } from '../../main/store/sqlite-binding'
import { systemClock } from '../../shared/clock'
import { projectRoot } from '../support/paths'
import { comparable, dumpOf, jsonNumber, python, type DumpedRun, type Phase } from './client'

const seconds = process.env['APP_LIVE_SECONDS'] ?? '15'
const baselineSeconds = '5'
const pollEveryMs = 100

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sextant-live-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const stores = [
  { kind: 'mlflow-sqlite', file: 'mlflow.db', scheme: 'sqlite:///' },
  { kind: 'mlflow-file', file: 'mlruns', scheme: 'file://' },
] as const

describe.each(stores)('a real MLflow that logs into $kind', ({ kind, file, scheme }) => {
  it('is never failed or delayed by our reading, and we have every value it has', async () => {
    const home = join(folder, kind)
    const temporaryFolder = join(folder, `${kind} copies`)
    mkdirSync(home)
    mkdirSync(temporaryFolder)
    const location = join(home, file)
    const uri = scheme + location
    const client = spawn(
      python,
      [join(projectRoot, 'test/live/log_runs.py'), uri, baselineSeconds, seconds],
      {
        cwd: home,
        stdio: ['pipe', 'pipe', 'ignore'],
      },
    )
    const lines = createInterface({ input: client.stdout })[Symbol.asyncIterator]()
    const phase = async () => JSON.parse(String((await lines.next()).value)) as Phase
    const baseline = await phase()

    const services = createServices({ clock: systemClock, log: () => {} })
    const spec = { id: sourceIdOf(kind, location), kind, location, root: home }
    const source = createSource(spec, { services, openReadonly, temporaryFolder })!
    const logging = { isOver: false }
    const watched = phase().finally(() => {
      logging.isOver = true
    })
    client.stdin.write('\n')
    const known = new Map<string, { metrics: Record<string, { value: number }> }>()
    let polls = 0
    while (!logging.isOver) {
      const result = await source.poll({
        signal: AbortSignal.timeout(60_000),
        emit: (batch) => batch.runs?.forEach((run) => known.set(run.runId, run)),
      })
      if (!result.ok) expect(result.error.code).toBe('locked')
      polls++
      const newest = [...known.keys()].at(-1)
      if (newest !== undefined) await source.series(newest, ['loss'], AbortSignal.timeout(60_000))
      await new Promise((resolve) => setTimeout(resolve, pollEveryMs))
    }
    const during = await watched
    await once(client, 'exit')
    await source.dispose()
    console.log(
      `live  ${kind}: alone ${baseline.writes} writes, p99 ${baseline.p99Ms.toFixed(1)} ms, max ${baseline.maxMs.toFixed(1)} ms · ` +
        `watched ${during.writes} writes, p99 ${during.p99Ms.toFixed(1)} ms, max ${during.maxMs.toFixed(1)} ms · ${polls} polls`,
    )
    expect([...baseline.failures, ...during.failures]).toEqual([])
    // The machine itself delays a write now and then, the more so in the longer phase; what counts is the wait on top.
    expect(during.maxMs).toBeLessThan(2 * baseline.maxMs + 100)
    const expectedNames = kind === 'mlflow-sqlite' ? ['mlflow.db', 'mlruns'] : ['mlruns']
    expect(readdirSync(home).filter((name) => !expectedNames.includes(name))).toEqual([])

    const fresh = createSource(spec, { services, openReadonly, temporaryFolder })!
    const theirs = dumpOf(uri, home)
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

  it('prints what MLflow reports, and one sentence with exit code 2 when there is nothing to read', () => {
    const home = join(folder, 'mlflow-sqlite')
    const location = join(home, 'mlflow.db')
    const theirs = dumpOf(`sqlite:///${location}`, home)
    const [runId, run] = Object.entries(theirs.runs)[0]!
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
