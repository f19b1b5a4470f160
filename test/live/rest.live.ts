import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMlflowRestSource } from '../../main/sources/mlflow-rest/source'
import { createServices } from '../../main/sources/services'
import { sourceIdOf } from '../../main/sources/source-id'
import { systemClock } from '../../shared/clock'
import type { Run } from '../../shared/model/run'
import type { ServerAuth } from '../../shared/model/server'
import { projectRoot } from '../support/paths'
import { comparable, dumpOf, jsonNumber, python, type DumpedRun, type Phase } from './client'

const loggedSeconds = Number(process.env['APP_LIVE_SECONDS'] ?? '15') > 60 ? 60 : 6
const [baselineSeconds, aliveMs, pollEveryMs] = ['1', 2_000, 200]
const longestStartMs = 90_000
const user = { username: 'ada', password: 'pässword: 12345' }

let home: string
let server: ChildProcess | null = null
let client: ChildProcess | null = null
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sextant-rest-'))
})
afterEach(async () => {
  client?.kill()
  await kill()
  rmSync(home, { recursive: true, force: true })
})

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  listener.close()
  return port
}

/** The server and its workers at once, as a crash or a lost power supply would. */
async function kill(): Promise<void> {
  const dying = server
  server = null
  if (dying?.pid === undefined || dying.exitCode !== null) return
  const isGone = once(dying, 'exit')
  process.kill(-dying.pid, 'SIGKILL')
  await isGone
}

function start(port: number, hasUsers: boolean): void {
  const config = join(home, 'auth.ini')
  writeFileSync(
    config,
    [
      '[mlflow]',
      'default_permission = READ',
      `database_uri = sqlite:///${join(home, 'users.db')}`,
      `admin_username = ${user.username}`,
      `admin_password = ${user.password}`,
      'authorization_function = mlflow.server.auth:authenticate_request_basic_auth',
    ].join('\n'),
  )
  // Several workers of basic-auth would make its database at once, and the one that loses ends them all.
  const args = ['--host', '127.0.0.1', '--port', String(port), '--workers', hasUsers ? '1' : '2']
  const stores = [
    ['--backend-store-uri', `sqlite:///${join(home, 'mlflow.db')}`],
    ['--artifacts-destination', join(home, 'artifacts')],
  ].flat()
  server = spawn(
    python,
    ['-m', 'mlflow', 'server', ...args, ...stores, ...(hasUsers ? ['--app-name', 'basic-auth'] : [])],
    {
      cwd: home,
      detached: true,
      stdio: ['ignore', 'ignore', openSync(join(home, 'server.log'), 'a')],
      env: {
        ...process.env,
        MLFLOW_AUTH_CONFIG_PATH: config,
        MLFLOW_FLASK_SERVER_SECRET_KEY: 'of this test',
      },
    },
  )
}

async function untilHealthy(url: string): Promise<void> {
  const until = Date.now() + longestStartMs
  while (Date.now() < until) {
    const isUp = await fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isUp) return
    if (server?.exitCode != null) break
    await delay(200)
  }
  throw new Error(`The MLflow server does not start: ${endOf('server.log')}`)
}

function endOf(log: string): string {
  return readFileSync(join(home, log), 'utf8').slice(-1_500)
}

interface Logging {
  /** Logs alone first; the second phase begins with `go`. */
  readonly baseline: Promise<Phase>
  go(): Promise<Phase>
}

function startLogging(url: string, env: NodeJS.ProcessEnv): Logging {
  const script = join(projectRoot, 'test/live/log_runs.py')
  const started = spawn(python, [script, url, baselineSeconds, String(loggedSeconds)], {
    cwd: home,
    env,
    stdio: ['pipe', 'pipe', openSync(join(home, 'client.log'), 'a')],
  })
  client = started
  const { stdin, stdout } = started
  if (stdin === null || stdout === null) throw new Error('the client was started without pipes')
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]()
  /** MLflow prints links to its runs in between. */
  const phase = async (): Promise<Phase> => {
    for (;;) {
      const line = await lines.next()
      if (line.done === true) throw new Error(`The client has ended early: ${endOf('client.log')}`)
      if (line.value.startsWith('{')) return JSON.parse(line.value) as Phase
    }
  }
  return {
    baseline: phase(),
    async go() {
      stdin.write('\n')
      return phase()
    },
  }
}

const kinds: readonly (readonly [string, ServerAuth])[] = [
  ['without users', { kind: 'none' }],
  ['with basic-auth', { kind: 'basic', ...user }],
]

describe.each(kinds)('a real MLflow server %s that is killed and comes back', (name, auth) => {
  it('loses no write because of us, and we have every value it has', async () => {
    const hasUsers = auth.kind === 'basic'
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    start(port, hasUsers)
    await untilHealthy(url)
    const env = {
      ...process.env,
      // What a client does while its server is away is its own affair: it tries again, often enough for this test.
      MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR: '1',
      MLFLOW_HTTP_REQUEST_BACKOFF_JITTER: '0',
      ...(hasUsers
        ? { MLFLOW_TRACKING_USERNAME: user.username, MLFLOW_TRACKING_PASSWORD: user.password }
        : {}),
    }
    const logging = startLogging(url, env)
    const baseline = await logging.baseline

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
    const watched = logging.go().finally(() => {
      isOver.now = true
    })
    const outage = (async () => {
      await delay(aliveMs)
      await kill()
      await delay(500)
      start(port, hasUsers)
      await untilHealthy(url)
    })()
    while (!isOver.now) {
      await poll()
      await delay(pollEveryMs)
    }
    const [during] = await Promise.all([watched, outage])
    expect(await poll()).toBe(true)
    console.log(
      `live  server ${name}: alone ${baseline.writes} writes, p99 ${baseline.p99Ms.toFixed(1)} ms · ` +
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

    const theirs = dumpOf(url, home, env)
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
