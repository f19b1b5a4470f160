import { appendFileSync, copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDatabase } from '../../main/store/sqlite-binding'
import type { RunPage } from '../../shared/model/run-query'
import type { Result } from '../../shared/result'
import type { AsText } from '../../shared/rpc'
import { largeFileStore } from './support/large-file-store'
import { curvePoints, curveRunId, curveSqliteStore } from './support/large-sqlite-store'
import { storeStartsAt } from './support/stores'
import { startApp, userFolder, type RunningApp } from './support/running-app'
import { median, quantile, report } from './report'

const appends = 25
let user: Awaited<ReturnType<typeof userFolder>>
beforeAll(async () => {
  user = await userFolder()
})
afterAll(() => user.remove())

interface CurveTimes {
  /** From opening the run's page. */
  readonly firstMs: number
  readonly completeMs: number
}

/**
 * Notes from now on what of a metric's chart stands on its canvas, and since when: a line that is stroked belongs to the
 * frame that is being made, and a message that is sent meanwhile arrives when that frame is done.
 */
async function watchDrawing({ page }: RunningApp): Promise<void> {
  await page.evaluate(() => {
    const drawn = { points: 0, at: NaN }
    let pending: number | null = null
    const frame = new MessageChannel()
    frame.port1.onmessage = () => {
      drawn.points = pending ?? 0
      drawn.at = performance.now()
      pending = null
    }
    const brush = CanvasRenderingContext2D.prototype
    const stroke = brush.stroke
    brush.stroke = function (this: CanvasRenderingContext2D, ...path: unknown[]) {
      const figure = this.canvas.closest<HTMLElement>('figure[data-stored-points]')
      if (figure !== null) {
        if (pending === null) frame.port2.postMessage(null)
        pending = Number(figure.dataset['storedPoints'])
      }
      Reflect.apply(stroke, this, path)
    }
    Object.assign(window, { drawn })
  })
}

/** What `watchDrawing` leaves in the page. */
interface Drawn {
  readonly drawn: { points: number; readonly at: number }
}

/** Opens the run's page and waits for the frames in which its chart stands. */
async function openCurve({ page }: RunningApp, path: string): Promise<CurveTimes> {
  return page.evaluate(
    async ({ hash, points }) => {
      const { drawn } = window as unknown as Drawn
      window.location.hash = '#/experiments'
      await new Promise((resolve) => setTimeout(resolve, 400))
      drawn.points = 0
      const startedAt = performance.now()
      window.location.hash = hash
      let firstMs = NaN
      for (;;) {
        await new Promise((resolve) => requestAnimationFrame(resolve))
        if (drawn.points > 0 && Number.isNaN(firstMs)) firstMs = drawn.at - startedAt
        if (drawn.points >= points) return { firstMs, completeMs: drawn.at - startedAt }
        if (performance.now() - startedAt > 60_000) throw new Error(`only ${drawn.points} points are drawn`)
      }
    },
    { hash: path, points: curvePoints },
  )
}

/** From a point that was logged to the frame in which the chart has it. */
async function appendTimes(app: RunningApp, append: (step: number) => void, from: number): Promise<number[]> {
  const times: number[] = []
  for (let at = 0; at < appends; at++) {
    const wanted = from + at + 1
    const drawnAt = app.page.evaluate(async (count) => {
      const { drawn } = window as unknown as Drawn
      while (drawn.points < count) await new Promise((resolve) => requestAnimationFrame(resolve))
      return performance.timeOrigin + drawn.at
    }, wanted)
    await app.page.waitForTimeout(100 + ((at * 37) % 90))
    const loggedAt = performance.timeOrigin + performance.now()
    append(from + at)
    times.push((await drawnAt) - loggedAt)
  }
  return times
}

async function addStore({ page }: RunningApp, root: string): Promise<string> {
  return page.evaluate(async (path) => {
    await window.bridge.call('roots.add', { path })
    for (;;) {
      const answer = (await window.bridge.call('runs.list', { limit: 1 })) as Result<AsText<RunPage>>
      const row = answer.ok ? (JSON.parse(answer.value.text) as RunPage).rows[0] : undefined
      if (row !== undefined)
        return `#/runs/${encodeURIComponent(row.sourceId)}/${encodeURIComponent(row.runId)}`
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }, root)
}

const stores = [
  {
    name: 'file store',
    goal: 'complete ≤ 600 ms cold, ≤ 100 ms from the cache; append p95 ≤ 250 ms',
    async make(root: string) {
      const made = await largeFileStore({ runs: 1, metrics: 1, points: curvePoints })
      cpSync(join(made, 'mlruns'), join(root, 'mlruns'), { recursive: true })
      const experiment = readdirSync(join(root, 'mlruns')).find((name) => /^\d+$/.test(name)) ?? ''
      const run = readdirSync(join(root, 'mlruns', experiment)).find((name) => name.length === 32) ?? ''
      const file = join(root, 'mlruns', experiment, run, 'metrics', 'loss')
      return (step: number) => appendFileSync(file, `${storeStartsAt + step * 100} 0.5 ${step}\n`)
    },
  },
  {
    name: 'SQLite',
    goal: 'first pixels ≤ 600 ms, complete ≤ 3 s, ≤ 100 ms from the cache; append p95 ≤ 250 ms',
    async make(root: string) {
      copyFileSync(await curveSqliteStore(), join(root, 'mlflow.db'))
      const database = openDatabase(join(root, 'mlflow.db'))
      const point = database.prepare(
        "INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('loss', 0.5, ?, ?, ?, 0)",
      )
      const latest = database.prepare("UPDATE latest_metrics SET step = ?, timestamp = ? WHERE key = 'loss'")
      return (step: number) => {
        database.transaction(() => {
          point.run(storeStartsAt + step * 10, curveRunId, step)
          latest.run(step, storeStartsAt + step * 10)
        })()
      }
    },
  },
] as const

it.each(stores)('draws a million points of one metric from a $name', async ({ name, goal, make }) => {
  const home = join(user.path, name)
  const root = join(home, 'store')
  mkdirSync(root, { recursive: true })
  const append = await make(root)
  let app = await startApp(home)
  await watchDrawing(app)
  const path = await addStore(app, root)
  const cold = await openCurve(app, path)
  const again: number[] = []
  for (let round = 0; round < 5; round++) again.push((await openCurve(app, path)).completeMs)
  const appended = await appendTimes(app, append, curvePoints)
  await app.close()
  app = await startApp(home)
  await app.page.waitForTimeout(2_500)
  await watchDrawing(app)
  const later = await openCurve(app, path)
  await app.close()
  expect(existsSync(join(dirname(root), 'data', 'columns'))).toBe(true)
  rmSync(home, { recursive: true, force: true })
  report(
    `a million points from a ${name}, from opening the run to the frame on screen`,
    {
      'first pixels ms': cold.firstMs,
      'complete ms': cold.completeMs,
      'from memory ms': median(again),
      'from the cache after a restart ms': later.completeMs,
      'append p50 ms': median(appended),
      'append p95 ms': quantile(appended, 0.95),
    },
    goal,
  )
})
