import { afterEach, describe, expect, it } from 'vitest'
import { createMlflowRestSource } from '../../../../../main/sources/mlflow-rest/source'
import { parseTrace } from '../../../../../main/sources/mlflow-rest/parse-trace'
import { goldenStore, type GoldenTrace } from '../../../../contract/golden-store'
import { startMlflowServer, type MlflowServer, type ServerOptions } from '../../../../support/mlflow-server'
import { pollSource } from '../../../../support/source-poll'
import { testServices } from '../../../../support/source-services'

const big = '821770307574351362'
const signal = new AbortController().signal
const open: MlflowServer[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await server.stop()
})

async function start(options: ServerOptions, count: number) {
  const first = goldenStore.traces[0]!
  const traces = Array.from({ length: count }, (_, at): GoldenTrace => ({ ...first, traceId: `tr-${at}` }))
  const server = await startMlflowServer({ ...goldenStore, traces }, options)
  open.push(server)
  const { url } = server
  const source = createMlflowRestSource({
    spec: { id: 'rest', kind: 'mlflow-rest', location: url, root: url },
    services: testServices(),
    access: () => ({ url, auth: { kind: 'none' }, workspace: null }),
    calm: 0,
  })
  const counts = async () =>
    Object.fromEntries(
      (await pollSource(source)).experiments.map((each) => [each.experimentId, each.traceCount]),
    )
  return { server, source, counts }
}

const ofTraces = (server: MlflowServer) => server.requests.filter((line) => line.includes('/traces')).length

describe('how many traces a server has', () => {
  it.each<[string, ServerOptions, number]>([
    ['a server that counts', { traces: 'counted' }, 2_345],
    ['one that only lists them, few', { traces: 'listed' }, 1_999],
    ['one that only lists them, many', { traces: 'listed' }, 4_097],
    ['one of 2.x, many', { traces: 'v2' }, 2_501],
    ['one that has none', { traces: 'listed' }, 0],
  ])('is told by %s', async (_name, options, count) => {
    const { counts } = await start(options, count)
    expect(await counts()).toEqual({ '0': 0, [big]: count, '588444270621008276': 0 })
  })

  it('is one request when there are none', async () => {
    const { server, counts } = await start({}, 0)
    await counts()
    expect(ofTraces(server)).toBe(1)
  })

  it('is not known of a server that is too old, or does not let us, and that is no problem', async () => {
    const old = await start({ isOld: true }, 5)
    const { experiments, problems } = await pollSource(old.source)
    expect(experiments.map((each) => each.traceCount)).toEqual([null, null, null])
    expect(problems).toEqual([])
    const page = { sourceId: 'rest', experimentId: big, after: null, limit: 5 }
    expect(await old.source.listTraces?.(page, signal)).toEqual({ ok: true, value: { rows: [], next: null } })

    const closed = await start({}, 5)
    closed.server.intercept = (_request, path) =>
      path.includes('/traces') ? { status: 403, body: '{"error_code": "PERMISSION_DENIED"}' } : null
    const polled = await pollSource(closed.source)
    expect(polled.experiments.map((each) => each.traceCount)).toEqual([null, null, null])
    expect(polled.problems).toEqual([])
    const refused = await closed.source.listTraces?.(page, signal)
    expect(refused).toMatchObject({ ok: false, error: { code: 'permission' } })
  })

  it('is told again when one comes', async () => {
    const { server, counts } = await start({}, 3)
    expect((await counts())[big]).toBe(3)
    expect(await counts()).toEqual({})
    server.store.traces = [...server.store.traces, { ...goldenStore.traces[0]!, traceId: 'new' }]
    expect(await counts()).toEqual({ [big]: 4 })
  })
})

describe('a trace of an answer', () => {
  it.each<[string, unknown, object | null]>([
    ['of another kind', [], null],
    ['without an id', { state: 'OK' }, null],
    [
      'with an id alone',
      { trace_id: 'a' },
      { traceId: 'a', state: null, startedAt: null, durationMs: null, tags: {} },
    ],
    [
      'with odd numbers',
      { request_id: 'a', execution_time_ms: 'NaN', timestamp_ms: 'x' },
      { durationMs: null, startedAt: null },
    ],
    [
      'that goes on, of 2.22',
      { request_id: 'a', status: 'IN_PROGRESS', execution_time_ms: 0 },
      { durationMs: null },
    ],
    ['with a short duration', { trace_id: 'a', execution_duration: '0.000000001s' }, { durationMs: 0 }],
    ['with a long duration', { trace_id: 'a', execution_duration: '86400.5s' }, { durationMs: 86_400_500 }],
  ])('%s', (_name, value, expected) => {
    if (expected === null) expect(parseTrace(value)).toBeNull()
    else expect(parseTrace(value)).toMatchObject(expected)
  })
})
