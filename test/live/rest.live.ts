import { mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createMlflowRestSource } from '../../main/sources/mlflow-rest/source'
import { createServices } from '../../main/sources/services'
import { sourceIdOf } from '../../main/sources/source-id'
import { systemClock } from '../../shared/clock'
import type { Run } from '../../shared/model/run'
import type { ServerAuth } from '../../shared/model/server'
import { comparable, dumpOf, jsonNumber, startLogging, type DumpedRun } from './client'
import { endOf, realServer, user } from './mlflow-server'

const loggedSeconds = Number(process.env['APP_LIVE_SECONDS'] ?? '15') > 60 ? 60 : 6
const [baselineSeconds, aliveMs, pollEveryMs] = [1, 2_000, 200]

const kinds: readonly (readonly [string, ServerAuth])[] = [
  ['without users', { kind: 'none' }],
  ['with basic-auth', { kind: 'basic', ...user }],
]

// Side by side: most of the time goes by while MLflow loads, six times.
describe.concurrent.each(kinds)('a real MLflow server %s that is killed and comes back', (name, auth) => {
  it('loses no write because of us, and we have every value it has', async () => {
    const hasUsers = auth.kind === 'basic'
    const home = mkdtempSync(join(tmpdir(), 'sextant-rest-'))
    const server = await realServer(home, hasUsers)
    const { url } = server
    onTestFinished(async () => {
      await server.kill()
      rmSync(home, { recursive: true, force: true })
    })
    await server.start()
    const env = {
      ...process.env,
      // What a client does while its server is away is its own affair: it tries again, often enough for this test.
      MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR: '1',
      MLFLOW_HTTP_REQUEST_BACKOFF_JITTER: '0',
      ...(hasUsers
        ? { MLFLOW_TRACKING_USERNAME: user.username, MLFLOW_TRACKING_PASSWORD: user.password }
        : {}),
    }
    const logging = startLogging({
      ...{ uri: url, cwd: home, env },
      errors: openSync(join(home, 'client.log'), 'a'),
    })
    onTestFinished(() => logging.kill())
    await logging.ready.catch(() => expect.unreachable(endOf(join(home, 'client.log'))))
    const baseline = await logging.phase('baseline', baselineSeconds)

    const source = createMlflowRestSource({
      spec: { id: sourceIdOf('mlflow-rest', url), kind: 'mlflow-rest', location: url, root: url },
      services: createServices({ clock: systemClock, log: () => {} }),
      access: () => ({ url, auth, workspace: null }),
    })
    const known = new Map<string, Run>()
    const faults = new Map<string, number>()
    let polls = 0
    async function poll(): Promise<boolean> {
      const result = await source.poll({
        signal: AbortSignal.timeout(60_000),
        emit: (batch) => batch.runs?.forEach((run) => known.set(run.runId, run)),
      })
      polls++
      if (!result.ok) faults.set(result.error.message, (faults.get(result.error.message) ?? 0) + 1)
      return result.ok
    }

    const isOver = { now: false }
    const watched = logging.phase('watched', loggedSeconds).finally(() => {
      isOver.now = true
    })
    const outage = (async () => {
      await delay(aliveMs)
      await server.kill()
      await delay(500)
      await server.start()
    })()
    while (!isOver.now) {
      await poll()
      await delay(pollEveryMs)
    }
    const [during] = await Promise.all([watched, outage])
    expect(await poll()).toBe(true)
    console.log(
      `live  ${process.env['APP_LIVE_TITLE'] ?? 'MLflow'} server ${name}: alone ${baseline.writes} writes, p99 ${baseline.p99Ms.toFixed(1)} ms · ` +
        `watched ${during.writes} writes, p99 ${during.p99Ms.toFixed(1)} ms, the restart within · ${polls} polls, ` +
        `${[...faults.values()].reduce((sum, count) => sum + count, 0)} while it was away`,
    )
    expect([...baseline.failures, ...during.failures]).toEqual([])
    expect(faults.size).toBeGreaterThan(0)
    for (const sentence of faults.keys()) {
      // A server that has just begun to listen lets its visitors wait until it has started.
      expect(sentence).toMatch(
        /^(Nothing answers at 127|The connection to 127.* was cut off|127.* took too long to answer)/,
      )
    }

    const theirs = await dumpOf(url, home, env)
    const ours: Record<string, DumpedRun> = {}
    for (const { runId, name: runName, status, params, tags, metrics } of known.values()) {
      const keys = Object.keys(theirs.runs[runId]?.metrics ?? {})
      const answer = await source.series(runId, keys, AbortSignal.timeout(60_000))
      if (!answer.ok) throw new Error(answer.error.message)
      ours[runId] = {
        name: runName,
        status,
        params,
        tags,
        latest: Object.fromEntries(
          Object.entries(metrics).map(([key, { value }]) => [key, jsonNumber(value)]),
        ),
        metrics: Object.fromEntries(
          answer.value.map(({ key, step, timestamp, value }) => [
            key,
            Array.from(value, (one, at) => [step[at] ?? NaN, timestamp[at] ?? NaN, jsonNumber(one)]),
          ]),
        ),
      }
    }
    await source.dispose()
    expect(Object.keys(theirs.runs)).toHaveLength(4)
    expect(comparable(ours)).toEqual(comparable(theirs.runs))
    for (const [runId, { latest }] of Object.entries(theirs.runs)) expect(ours[runId]?.latest).toEqual(latest)
  })
})
