import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, it, vi } from 'vitest'
import { createMlflowFileSource } from '../../main/sources/mlflow-file/source'
import { createTraceMemory } from '../../main/sources/mlflow-file/trace-memory'
import type { TracePage } from '../../shared/model/trace'
import { pollSource } from '../support/source-poll'
import { testServices } from '../support/source-services'
import { report } from './report'
import { largeTraceStore, traceExperimentId } from './support/large-trace-store'

const traces = 20_000

it('lists 20 000 traces of a file store newest first', async () => {
  const store = join(await largeTraceStore(traces), 'mlruns')
  const turns = { longestMs: 0, since: performance.now() }
  const breathe = async () => {
    turns.longestMs = Math.max(turns.longestMs, performance.now() - turns.since)
    await setImmediate()
    turns.since = performance.now()
  }
  const spec = { id: 's', kind: 'mlflow-file' as const, location: store, root: store }
  const services = { ...testServices(), now: () => performance.timeOrigin + performance.now(), breathe }
  const ownFolder = mkdtempSync(join(tmpdir(), 'bench-traces-'))
  const open = () =>
    createMlflowFileSource({ spec, services, traceMemory: createTraceMemory(ownFolder, () => {}) })
  let source = open()

  /** How long it takes, and the longest turn that the thread has for nothing else. */
  async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; longestMs: number; value: T }> {
    Object.assign(turns, { longestMs: 0, since: performance.now() })
    const startedAt = performance.now()
    const value = await work()
    const longestMs = Math.max(turns.longestMs, performance.now() - turns.since)
    return { ms: performance.now() - startedAt, longestMs, value }
  }
  async function page(after: string | null): Promise<TracePage> {
    const query = { sourceId: 's', experimentId: traceExperimentId, after, limit: 50 }
    const answer = await source.listTraces?.(query, AbortSignal.timeout(60_000))
    if (answer?.ok !== true) throw new Error('no page')
    return answer.value
  }

  const poll = await timed(() => pollSource(source))
  const first = await timed(() => page(null))
  const second = await timed(() => page(first.value.next))
  const again = await timed(() => page(null))
  await vi.waitFor(() => expect(readdirSync(ownFolder)[0]).toMatch(/traces$/), { timeout: 5_000 })
  source = open()
  await pollSource(source)
  const restarted = await timed(() => page(null))
  const checked = await timed(() => page(null))
  expect(first.value.rows).toHaveLength(50)
  for (const { value } of [again, restarted, checked]) expect(value.rows).toEqual(first.value.rows)
  for (const [name, { ms, longestMs }] of Object.entries({ poll, first, second, again, restarted, checked }))
    report(`traces of a file store: ${name}`, { ms, 'longest turn': longestMs }, 'turns ≤ 15 ms')
  rmSync(ownFolder, { recursive: true })
})
