import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createMlflowRestSource } from '../../main/sources/mlflow-rest/source'
import { createServices } from '../../main/sources/services'
import type { SourceServices } from '../../main/sources/source'
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

/** Pages of runs as large as they are asked for; what else was answered, by what was asked. */
const replay = `
  const { createServer } = require('node:http')
  const { parentPort, workerData: { runs, answers } } = require('node:worker_threads')
  const page = ({ max_results, page_token }) => {
    const from = Number(page_token ?? 0)
    const to = from + max_results
    const token = to < runs.length ? ',"next_page_token":"' + to + '"' : ''
    return '{"runs":[' + runs.slice(from, to).join() + ']' + token + '}'
  }
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const piece of request) body += piece
    const isRuns = request.url.endsWith('/runs/search')
    const answer = isRuns ? page(JSON.parse(body)) : answers.get(request.url)
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' })
    response.end(answer ?? '{"error_code":"ENDPOINT_NOT_FOUND"}')
  })
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))
`

const answers = new Map<string, string>()
const runs: string[] = []
let worker: Worker
let url: string

/** What the server of the tests answers becomes the script of the other thread. */
async function record(): Promise<void> {
  const server = await startMlflowServer(wideStore())
  const fetchAndKeep: typeof globalThis.fetch = async (input, init) => {
    const response = await fetch(input, init)
    const text = await response.text()
    const path = (input instanceof Request ? input.url : String(input)).slice(server.url.length)
    if (path.endsWith('/runs/search')) {
      const page = JSON.parse(text) as { runs?: unknown[] }
      runs.push(...(page.runs ?? []).map((run) => JSON.stringify(run)))
    } else if (response.ok) answers.set(path, text)
    return new Response(text, { status: response.status })
  }
  const source = sourceAt(server.url, testServices(), fetchAndKeep)
  expect((await pollSource(source)).runs).toHaveLength(runCount)
  await source.dispose()
  await server.stop()
  expect(runs).toHaveLength(runCount)
}

function sourceAt(
  at: string,
  services: SourceServices = createServices({ clock: systemClock, log: () => {} }),
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
  worker = new Worker(replay, { eval: true, workerData: { runs, answers } })
  const port = await new Promise<number>((resolve) => worker.once('message', resolve))
  url = `http://127.0.0.1:${port}`
})
afterAll(() => worker.terminate())

/** CPU time of one turn of the event loop, unlike the wall clock, does not grow with what else the machine does. */
async function gapsOf(work: () => Promise<unknown>) {
  const histogram = monitorEventLoopDelay({ resolution: 1 })
  const cpu = { isOn: true, maxMs: 0 }
  let before = process.threadCpuUsage()
  const turn = () => {
    const { user, system } = process.threadCpuUsage(before)
    cpu.maxMs = Math.max(cpu.maxMs, (user + system) / 1_000)
    before = process.threadCpuUsage()
    if (cpu.isOn) setImmediate(turn)
  }
  histogram.enable()
  // The first ticks have to come before the work begins.
  await new Promise((resolve) => setTimeout(resolve, 20))
  histogram.reset()
  before = process.threadCpuUsage()
  setImmediate(turn)
  const startedAt = performance.now()
  await work()
  const tookMs = performance.now() - startedAt
  await new Promise((resolve) => setTimeout(resolve, 5))
  cpu.isOn = false
  histogram.disable()
  return { tookMs, p99Ms: histogram.percentile(99) / 1e6, maxMs: histogram.max / 1e6, cpuMaxMs: cpu.maxMs }
}

/** The same runs in one answer, parsed in one go: what a plain client does. */
async function readAtOnce(): Promise<void> {
  const whole = `{"runs":[${runs.join()}]}`
  await new Promise((resolve) => setTimeout(resolve, 50))
  atOnce.push(await gapsOf(async () => void JSON.parse(await new Response(whole).text())))
}

type Gaps = Awaited<ReturnType<typeof gapsOf>>
const atOnce: Gaps[] = []

it(`lists ${runCount} runs without holding up its thread`, async () => {
  const reads: Gaps[] = []
  for (let round = 0; round < rounds; round++) {
    const source = sourceAt(url)
    let found = 0
    reads.push(
      await gapsOf(async () => {
        found = (await pollSource(source)).runs.length
      }),
    )
    expect(found).toBe(runCount)
    await source.dispose()
    await readAtOnce()
  }
  const bytes = runs.reduce((sum, text) => sum + text.length, 0)
  const of = (all: readonly Gaps[], pick: (one: Gaps) => number) => median(all.map(pick))
  report(
    `event loop while ${runCount} runs of a server are listed`,
    {
      MB: bytes / 1e6,
      'read in ms': of(reads, (one) => one.tookMs),
      'gap p99 ms': of(reads, (one) => one.p99Ms),
      'max ms': of(reads, (one) => one.maxMs),
      'CPU of a turn, max ms': of(reads, (one) => one.cpuMaxMs),
      'worst ms': Math.max(...reads.map((one) => one.cpuMaxMs)),
      'JSON.parse in one go: max ms': of(atOnce, (one) => one.maxMs),
      'CPU ms': of(atOnce, (one) => one.cpuMaxMs),
    },
    'max < 50 ms',
  )
})
