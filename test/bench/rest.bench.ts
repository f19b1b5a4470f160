import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createMlflowRestSource } from '../../main/sources/mlflow-rest/source'
import { createServices } from '../../main/sources/services'
import { systemClock } from '../../shared/clock'
import { goldenStoreOfRuns, type GoldenStore } from '../contract/golden-store'
import { startMlflowServer } from '../support/mlflow-server'
import { pollSource } from '../support/source-poll'
import { testServices } from '../support/source-services'
import { median, report } from './report'

/**
 * How long reading a server keeps its thread from anything else. The answers are those of the server of the tests,
 * replayed over a socket by another thread, so that only the reading is measured.
 */
const runCount = 1_000
const rounds = 5
const perRun = { params: 40, tags: 15, metrics: 30 }

function wideStore(): GoldenStore {
  const store = goldenStoreOfRuns(runCount)
  const record = (count: number, name: string, at: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `${name}.${index}`,
        `value ${at * index} of ${name} ${index}`,
      ]),
    )
  return {
    ...store,
    runs: store.runs.map((run, at) => ({
      ...run,
      params: record(perRun.params, 'model.optimizer.param', at),
      tags: { ...run.tags, ...record(perRun.tags, 'tag', at) },
      points: Array.from({ length: perRun.metrics }, (_, index) => ({
        key: `train/metric_${index}`,
        value: Math.sin(at + index),
        timestamp: 1_700_000_000_000 + index,
        step: index,
      })),
    })),
  }
}

const replay = `
  const { createServer } = require('node:http')
  const { parentPort, workerData } = require('node:worker_threads')
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const piece of request) body += piece
    const answer = workerData.get(request.url + ' ' + body)
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' })
    response.end(answer ?? '{"error_code":"ENDPOINT_NOT_FOUND"}')
  })
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))
`

const answers = new Map<string, string>()
let worker: Worker
let url: string

/** What is asked, and what was answered, becomes the script of the other thread. */
async function record(): Promise<void> {
  const server = await startMlflowServer(wideStore())
  const fetchAndKeep: typeof globalThis.fetch = async (input, init) => {
    const response = await fetch(input, init)
    const text = await response.text()
    const body = typeof init?.body === 'string' ? init.body : ''
    if (response.ok) answers.set(`${String(input).slice(server.url.length)} ${body}`, text)
    return new Response(text, { status: response.status, headers: response.headers })
  }
  for (const fetchOnce of [fetchAndKeep]) {
    const source = sourceAt(server.url, testServices(), fetchOnce)
    expect((await pollSource(source)).runs).toHaveLength(runCount)
    await source.dispose()
  }
  await server.stop()
}

function sourceAt(
  at: string,
  services = createServices({ clock: systemClock, log: () => {} }),
  fetchBy?: typeof fetch,
) {
  return createMlflowRestSource({
    spec: { id: 'rest', kind: 'mlflow-rest', location: at, root: at },
    services,
    access: () => ({ url: at, auth: { kind: 'none' }, workspace: null }),
    ...(fetchBy === undefined ? {} : { fetch: fetchBy }),
  })
}

beforeAll(async () => {
  await record()
  worker = new Worker(replay, { eval: true, workerData: answers })
  const port = await new Promise<number>((resolve) => worker.once('message', resolve))
  url = `http://127.0.0.1:${port}`
})
afterAll(() => worker.terminate())

async function gapsOf(work: () => Promise<unknown>) {
  const histogram = monitorEventLoopDelay({ resolution: 1 })
  // Its first tick has to come before the work begins.
  await new Promise((resolve) => setTimeout(resolve, 20))
  histogram.enable()
  const startedAt = performance.now()
  await work()
  const tookMs = performance.now() - startedAt
  await new Promise((resolve) => setTimeout(resolve, 5))
  histogram.disable()
  return { tookMs, p99Ms: histogram.percentile(99) / 1e6, maxMs: histogram.max / 1e6 }
}

/** The same runs in one answer, parsed in one go: what a plain client does. */
async function readAtOnce(): Promise<void> {
  const pages = [...answers].filter(([key]) => key.includes('runs/search'))
  const runs = pages.flatMap(([, text]) => (JSON.parse(text) as { runs?: unknown[] }).runs ?? [])
  expect(runs.length).toBeGreaterThanOrEqual(runCount)
  const whole = JSON.stringify({ runs })
  await new Promise((resolve) => setTimeout(resolve, 50))
  atOnce.push(await gapsOf(async () => void JSON.parse(await new Response(whole).text())))
}

type Gaps = Awaited<ReturnType<typeof gapsOf>>
const atOnce: Gaps[] = []

it(`lists ${runCount} runs without holding up its thread`, async () => {
  const reads: Gaps[] = []
  for (let round = 0; round < rounds; round++) {
    // The paging adapts to the time a page took: what it asks for that was not recorded is recorded now.
    const source = sourceAt(url)
    let found = 0
    reads.push(
      await gapsOf(async () => {
        const { runs } = await pollSource(source)
        found = runs.length
      }),
    )
    expect(found).toBe(runCount)
    await source.dispose()
    await readAtOnce()
  }
  const bytes = [...answers.values()].reduce((sum, text) => sum + text.length, 0)
  const of = (all: readonly Gaps[], pick: (one: Gaps) => number) => median(all.map(pick))
  report(
    `event loop while ${runCount} runs of a server are listed`,
    {
      MB: bytes / 1e6,
      'read in ms': of(reads, (one) => one.tookMs),
      'gap p99 ms': of(reads, (one) => one.p99Ms),
      'max ms': of(reads, (one) => one.maxMs),
      'worst ms': Math.max(...reads.map((one) => one.maxMs)),
      'one JSON.parse: max ms': of(atOnce, (one) => one.maxMs),
    },
    'max < 50 ms',
  )
})
