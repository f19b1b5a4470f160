import { dirname } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RunPage } from '../../shared/model/run-query'
import type { Result } from '../../shared/result'
import type { AsText } from '../../shared/rpc'
import { largeSqliteStore, usualSqliteShape } from './support/large-sqlite-store'
import { peerPython } from './support/mlflow-peer'
import { runQueries } from './support/run-queries'
import { startMlflowServer, type MlflowServer } from './support/mlflow-server'
import {
  residentMegabytes,
  startApp,
  startBareWindow,
  userFolder,
  type RunningApp,
} from './support/running-app'
import { median, quantile, report } from './report'

let location: string
let user: Awaited<ReturnType<typeof userFolder>> | undefined
let sextant: RunningApp
let bareMegabytes: number
beforeAll(async () => {
  location = await largeSqliteStore()
  user = await userFolder()
  const bare = await startBareWindow()
  bareMegabytes = await residentMegabytes(bare)
  await bare.close()
  sextant = await startApp(user.path)
  // The start is measured elsewhere.
  await sextant.page.waitForTimeout(1_500)
})
afterAll(async () => {
  await sextant.close()
  await user?.remove()
})

it('shows the first page of 100 000 runs at once, and all of them while it can be worked with', async () => {
  const { page } = sextant
  const times = await page.evaluate(
    async ({ root, count }) => {
      const startedAt = performance.now()
      await window.bridge.call('roots.add', { path: root })
      const addedMs = performance.now() - startedAt
      let firstPageMs = NaN
      const slowest = []
      for (;;) {
        const askedAt = performance.now()
        const answer = (await window.bridge.call('runs.list', { limit: 100 })) as Result<AsText<RunPage>>
        const shown = answer.ok ? (JSON.parse(answer.value.text) as RunPage) : null
        slowest.push(performance.now() - askedAt)
        if (shown?.rows.length === 100 && Number.isNaN(firstPageMs))
          firstPageMs = performance.now() - startedAt
        if (shown?.total === count) break
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      slowest.sort((a, b) => a - b)
      return {
        addedMs,
        firstPageMs,
        allMs: performance.now() - startedAt,
        p95: slowest[Math.floor(slowest.length * 0.95)] ?? NaN,
      }
    },
    { root: dirname(location), count: usualSqliteShape.runs },
  )
  report(
    'SQLite, 100 000 runs and 5 million points, opened for the first time',
    {
      'found and opened ms': times.addedMs,
      'first page ms': times.firstPageMs,
      'all runs ms': times.allMs,
      'a page meanwhile p95 ms': times.p95,
    },
    'first page ≤ 100 ms from open',
  )
})

it('sorts, filters and searches 100 000 runs within a frame', async () => {
  const { page } = sextant
  const columns = ['metrics.loss', 'metrics.metric_1', 'params.param_3', 'params.param_4', 'tags.team']
  const inputs = Object.values(runQueries).map((query) => ({ ...query, columns, limit: 100 }))
  const times = await page.evaluate(async (asked) => {
    const all: number[][] = asked.map(() => [])
    for (let round = 0; round < 12; round++) {
      for (const [at, query] of asked.entries()) {
        const startedAt = performance.now()
        const answer = (await window.bridge.call('runs.list', query)) as Result<AsText<RunPage>>
        if (!answer.ok) throw new Error(JSON.stringify(answer))
        // As the window's client reads it.
        JSON.parse(answer.value.text)
        all[at]?.push(performance.now() - startedAt)
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    }
    return all
  }, inputs)
  const flat = times.flat()
  const slowest = Object.keys(runQueries)
    .map((name, at) => ({ name, ms: median(times[at] ?? []) }))
    .sort((a, b) => b.ms - a.ms)
    .slice(0, 3)
  report(
    'sort, filter and search of 100 000 runs, asked in the window',
    {
      'p50 ms': median(flat),
      'p95 ms': quantile(flat, 0.95),
      'max ms': Math.max(...flat),
      slowest: slowest.map(({ name, ms }) => `${name} ${ms.toFixed(1)}`).join(', '),
    },
    'p95 ≤ 16 ms',
  )
})

it('asks many times faster than a local MLflow server is asked', async () => {
  const python = await peerPython()
  if (python === null) return
  // Ordered by a metric instead, MLflow 3.17 gave no answer within 100 s.
  const server: MlflowServer = await startMlflowServer(python, `sqlite:///${location}`)
  try {
    const theirs: number[] = []
    let theirIds: readonly string[] = []
    for (let round = 0; round < 5; round++) {
      const startedAt = performance.now()
      theirIds = await server.searchRuns({
        filter: "attributes.status = 'FAILED'",
        order_by: ['attributes.start_time DESC'],
        max_results: 100,
      })
      theirs.push(performance.now() - startedAt)
    }
    const columns = ['metrics.loss', ...Array.from({ length: 4 }, (_, at) => `metrics.metric_${at + 1}`)]
    for (let key = 0; key < 10; key++) columns.push(`params.param_${key}`)
    const query = { statuses: ['FAILED'], sort: 'startTime', descending: true, limit: 100, columns }
    const ours = await sextant.page.evaluate(async (asked) => {
      const times: number[] = []
      let ids: string[] = []
      for (let round = 0; round < 30; round++) {
        const startedAt = performance.now()
        const answer = (await window.bridge.call('runs.list', asked)) as Result<AsText<RunPage>>
        const shown = answer.ok ? (JSON.parse(answer.value.text) as RunPage) : null
        times.push(performance.now() - startedAt)
        if (shown !== null) ids = shown.rows.map((row) => row.runId)
      }
      return { times, ids }
    }, query)
    expect(ours.ids).toEqual(theirIds)
    report(
      'runs/search: FAILED, newest first, 100 rows of 100 000 runs',
      {
        'MLflow server ms': median(theirs),
        'ours ms': median(ours.times),
        'times faster': median(theirs) / median(ours.times),
      },
      '≥ 20 ×',
    )
  } finally {
    await server.close()
  }
})

it('takes little more memory than a bare window', async () => {
  await sextant.page.waitForTimeout(5_000)
  const whole = await residentMegabytes(sextant)
  const opened = { whole, above: whole - bareMegabytes }
  await sextant.close()
  sextant = await startApp(user?.path ?? '')
  await sextant.page.waitForTimeout(15_000)
  const later = await residentMegabytes(sextant)
  report(
    'memory of all processes with 100 000 runs open',
    {
      'bare window MB': bareMegabytes,
      'after first opening MB': opened.whole,
      'above the bare window MB': opened.above,
      'later start, above MB': later - bareMegabytes,
    },
    '≤ 450 MB above',
  )
})
