import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMlflowRestSource } from '../../../../../main/sources/mlflow-rest/source'
import type { ServerAuth } from '../../../../../shared/model/server'
import { goldenStore, goldenStoreOfRuns } from '../../../../contract/golden-store'
import { startMlflowServer, type Answer, type MlflowServer } from '../../../../support/mlflow-server'
import { pollSource } from '../../../../support/source-poll'
import { testServices } from '../../../../support/source-services'

let server: MlflowServer
let now: number
beforeEach(async () => {
  server = await startMlflowServer(goldenStore)
  now = 1_800_000_000_000
})
afterEach(() => server.stop())

function make(
  options: { auth?: ServerAuth; workspace?: string; url?: string; fetch?: typeof globalThis.fetch } = {},
) {
  const url = options.url ?? server.url
  const services = testServices({ now: () => now })
  const source = createMlflowRestSource({
    spec: { id: 'rest', kind: 'mlflow-rest', location: url, root: url },
    services,
    access: () => ({ url, auth: options.auth ?? { kind: 'none' }, workspace: options.workspace ?? null }),
    calm: 0,
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  })
  return { source, services }
}

const always = (answer: Answer) => () => answer
const apiAnswer = (status: number, errorCode: string, headers: Record<string, string> = {}): Answer => ({
  status,
  body: JSON.stringify({ error_code: errorCode, message: 'Said so.' }),
  headers,
})

describe('an answer that is none', () => {
  const basic: ServerAuth = { kind: 'basic', username: 'ada', password: 'x' }
  it.each<[string, Answer, ServerAuth | undefined, string, RegExp]>([
    ['401 without a secret', { status: 401, body: '' }, undefined, 'permission', /asks for a user name/],
    ['401 with a secret', { status: 401, body: '' }, basic, 'permission', /does not accept this user name/],
    ['403', apiAnswer(403, 'PERMISSION_DENIED'), basic, 'permission', /READ permission/],
    [
      '403 of another name',
      { status: 403, body: 'Invalid Host header - possible DNS rebinding attack detected' },
      undefined,
      'permission',
      /--allowed-hosts 127\.0\.0\.1:\d+\./,
    ],
    [
      '404 of another service',
      { status: 404, body: '<h1>Not here</h1>' },
      undefined,
      'unsupported',
      /not as an MLflow/,
    ],
    ['429', { status: 429, body: '' }, undefined, 'unavailable', /asked too often/],
    ['500', apiAnswer(500, 'INTERNAL_ERROR'), undefined, 'unavailable', /HTTP 500, INTERNAL_ERROR/],
    ['502 of a proxy', { status: 502, body: '<html>Bad gateway' }, undefined, 'unavailable', /HTTP 502\)/],
    [
      'a page for signing in',
      { status: 302, body: '', headers: { location: 'https://login.example.com/start?next=secret' } },
      undefined,
      'unavailable',
      /sends its visitors to https:\/\/login\.example\.com\/start;/,
    ],
    [
      'a page instead of JSON',
      { status: 200, body: '<!doctype html><title>Hello' },
      undefined,
      'unsupported',
      /not as an MLflow/,
    ],
    ['nothing at all', { status: 200, body: '' }, undefined, 'unsupported', /not as an MLflow/],
    [
      'a cut object',
      { status: 200, body: '{"experiments":[{"experiment_id":"0"' },
      undefined,
      'unsupported',
      /not as an MLflow/,
    ],
  ])('%s has its sentence', async (_name, answer, auth, code, sentence) => {
    const { source } = make(auth === undefined ? {} : { auth })
    server.intercept = (_request, path) => (path === '/version' ? null : answer)
    const { outcome } = await pollSource(source)
    expect(outcome).toMatchObject({ ok: false, error: { code } })
    if (!outcome.ok) expect(outcome.error.message).toMatch(sentence)
    await source.dispose()
  })

  it('of {} everywhere is an empty server, without a problem', async () => {
    server.intercept = always({ status: 200, body: '{}' })
    const { source } = make()
    const { outcome, runs, experiments, models } = await pollSource(source)
    expect(outcome).toMatchObject({
      ok: true,
      value: { problems: [], message: '0 experiments, 0 runs; version not told' },
    })
    expect([runs, experiments, models]).toEqual([[], [], []])
    await source.dispose()
  })
})

describe('a server that cannot be reached', () => {
  it.each([
    ['a name that is not known', 'ENOTFOUND', 'unavailable', /The name lab\.example is not known here/],
    ['a resolver that is away', 'EAI_AGAIN', 'unavailable', /The name lab\.example is not known here/],
    ['nobody on the port', 'ECONNREFUSED', 'unavailable', /Nothing answers at lab\.example:5000/],
    ['a network that is away', 'ENETUNREACH', 'unavailable', /lab\.example cannot be reached/],
    ['no connection in time', 'UND_ERR_CONNECT_TIMEOUT', 'timeout', /took too long/],
    ['a cut connection', 'ECONNRESET', 'unavailable', /was cut off/],
    [
      'a certificate of its own',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'permission',
      /does not trust the certificate/,
    ],
    ['an old certificate', 'CERT_HAS_EXPIRED', 'permission', /has expired/],
    ['a certificate of another', 'ERR_TLS_CERT_ALTNAME_INVALID', 'permission', /another name/],
    ['http behind https', 'ERR_SSL_WRONG_VERSION_NUMBER', 'unavailable', /does not speak https/],
    ['what nobody has heard of', 'EWEIRD', 'unavailable', /cannot be reached/],
  ])('%s has its sentence', async (_name, code, expected, sentence) => {
    const cause = Object.assign(new Error(`it failed with ${code}`), { code })
    const fetch = () => Promise.reject(new TypeError('fetch failed', { cause }))
    const { source } = make({ url: 'http://lab.example:5000', fetch })
    const { outcome } = await pollSource(source)
    expect(outcome).toMatchObject({ ok: false, error: { code: expected } })
    if (!outcome.ok) expect(outcome.error.message).toMatch(sentence)
    await source.dispose()
  })
  it('is told for real of a port on which nobody listens, also with the address in brackets', async () => {
    await server.stop()
    for (const host of ['127.0.0.1', '[::1]']) {
      const { source } = make({ url: `http://${host}:${server.port}` })
      const { outcome } = await pollSource(source)
      if (outcome.ok) throw new Error('It answers.')
      // Where there is no IPv6 the network is what is missing.
      expect(outcome.error.message).toMatch(/^(Nothing answers at|\[::1\] cannot be reached)/)
      await source.dispose()
    }
    await server.restart()
  })
  it('lets the one who asks give up in time', async () => {
    const fetch: typeof globalThis.fetch = (_url, init) =>
      new Promise((_resolve, reject) => {
        const signal = init?.signal
        signal?.addEventListener('abort', () => reject(signal.reason as Error))
      })
    const { source } = make({ fetch })
    const { outcome } = await pollSource(source, { signal: AbortSignal.timeout(20) })
    expect(outcome).toMatchObject({ ok: false, error: { code: 'timeout' } })
    await source.dispose()
  })
})

describe('a server that wants to be left alone', () => {
  const answeredAt = 'Wed, 21 Oct 2026 07:28:00 GMT'
  it.each([
    ['120', 120_000],
    ['0', 0],
    ['Wed, 21 Oct 2026 07:29:30 GMT', 90_000],
    ['Wed, 21 Oct 2020 07:28:00 GMT', 0],
    ['Wed, 21 Oct 2036 07:28:00 GMT', 3_600_000],
    ['999999999', 3_600_000],
  ])('is, with Retry-After: %s', async (header, waitMs) => {
    const { source } = make()
    server.intercept = always({
      status: 429,
      body: '',
      headers: { 'retry-after': header, date: answeredAt },
    })
    expect((await pollSource(source)).outcome.ok).toBe(false)
    server.intercept = null
    const asked = server.requests.length
    now += waitMs - 1
    if (waitMs > 0) {
      expect((await pollSource(source)).outcome).toMatchObject({ ok: false, error: { code: 'unavailable' } })
      expect(server.requests).toHaveLength(asked)
    }
    now += 1
    expect((await pollSource(source)).outcome.ok).toBe(true)
    await source.dispose()
  })
  it.each(['soon', '-5', '', 'Infinity'])('is asked as usual with Retry-After: %j', async (header) => {
    const { source } = make()
    server.intercept = always({ status: 503, body: '', headers: { 'retry-after': header } })
    expect((await pollSource(source)).outcome.ok).toBe(false)
    server.intercept = null
    expect((await pollSource(source)).outcome.ok).toBe(true)
    await source.dispose()
  })
  it('for a moment is asked again within the same read', async () => {
    const { source, services } = make()
    let left = 2
    server.intercept = (_request, path) =>
      path.endsWith('runs/search') && left-- > 0
        ? { status: 429, body: '', headers: { 'retry-after': '2' } }
        : null
    expect((await pollSource(source)).outcome.ok).toBe(true)
    expect(services.delays.filter((ms) => ms === 2_000)).toHaveLength(2)
    await source.dispose()
  })
})

describe('what cannot be sent', () => {
  it.each<[string, Parameters<typeof make>[0], RegExp]>([
    ['a token over two lines', { auth: { kind: 'bearer', token: 'abc\ndef' } }, /^The token for 127/],
    ['a token of another script', { auth: { kind: 'bearer', token: 'жетон' } }, /^The token for 127/],
    ['a workspace of another script', { workspace: '研究' }, /^The workspace for 127/],
  ])('%s is told as such', async (_name, options, sentence) => {
    const { source } = make(options)
    const { outcome } = await pollSource(source)
    expect(outcome).toMatchObject({ ok: false, error: { code: 'permission' } })
    if (!outcome.ok) expect(outcome.error.message).toMatch(sentence)
    expect(server.requests).toEqual([])
    await source.dispose()
  })
})

describe('pages', () => {
  it('are followed to the end, whatever their tokens look like', async () => {
    server.store.runs = [...goldenStoreOfRuns(450).runs]
    server.store.experiments = [...goldenStoreOfRuns(450).experiments]
    const { source } = make()
    const { runs } = await pollSource(source)
    expect(new Set(runs.map((run) => run.runId)).size).toBe(450)
    expect(server.requests.filter((line) => line.includes('page_token')).length).toBeGreaterThan(0)
    await source.dispose()
  })
  it.each([
    ['the same token again ends the list', () => 'same', true, 2],
    ['tokens in a circle are told', (count: number) => ['a', 'b'][count % 2], false, 3],
    ['empty pages without an end are told', (count: number) => `t${count}`, false, 502],
  ] as const)('%s', async (_name, tokenOf, isGood, most) => {
    let count = 0
    server.intercept = (_request, path) =>
      path.endsWith('experiments/search')
        ? { status: 200, body: JSON.stringify({ next_page_token: tokenOf(count++) }) }
        : null
    const { source } = make()
    const { outcome } = await pollSource(source)
    expect(outcome.ok).toBe(isGood)
    if (!outcome.ok) expect(outcome.error.message).toMatch(/repeats the pages of a list/)
    expect(count).toBeLessThanOrEqual(most)
    await source.dispose()
  })
  it.each(['', null, 7, {}])('end with a next_page_token of %j', async (token) => {
    server.intercept = (_request, path) =>
      path.endsWith('experiments/search')
        ? { status: 200, body: JSON.stringify({ experiments: [], next_page_token: token }) }
        : null
    const { source } = make()
    expect((await pollSource(source)).outcome.ok).toBe(true)
    await source.dispose()
  })
})

describe('metrics', () => {
  it.each([
    ['NaN', NaN],
    ['"NaN"', NaN],
    ['Infinity', Infinity],
    ['-Infinity', -Infinity],
    ['1.7976931348623157e308', Infinity],
    ['1.797e308', 1.797e308],
    ['-1.797e308', -1.797e308],
    ['1e400', Infinity],
    ['null', NaN],
  ])('of %s are read, in the run and in its history', async (text, expected) => {
    const point = `{"key":"m","value":${text},"step":"3","timestamp":1700000000000}`
    server.intercept = (_request, path) => {
      if (path.endsWith('get-history')) return { status: 200, body: `{"metrics":[${point}]}` }
      if (!path.endsWith('runs/search')) return null
      const info = '{"run_id":"r","experiment_id":"0","status":"FINISHED"}'
      return { status: 200, body: `{"runs":[{"info":${info},"data":{"metrics":[${point}]}}]}` }
    }
    const { source } = make()
    const { runs } = await pollSource(source)
    expect(runs[0]?.metrics['m']).toEqual({ value: expected, step: 3, timestamp: 1_700_000_000_000 })
    const series = await source.series('r', ['m'], new AbortController().signal)
    expect(series.ok && Array.from(series.value[0]?.value ?? [])).toEqual([expected])
    await source.dispose()
  })
})

it('reads an old server in the way that it knows, and asks for what it lacks only once', async () => {
  await server.stop()
  server = await startMlflowServer(goldenStore, { isOld: true })
  const { source } = make()
  const first = await pollSource(source)
  expect(first.outcome).toMatchObject({ ok: true, value: { problems: [] } })
  expect(first.runs).toHaveLength(goldenStore.runs.length)
  expect(first.experiments).toHaveLength(goldenStore.experiments.length)
  const before = server.requests.length
  server.store.runs = server.store.runs.map((run, at) =>
    at === 0 ? { ...run, tags: { ...run.tags, new: '1' } } : run,
  )
  const second = await pollSource(source)
  expect(second.runs.map((run) => run.tags['new'])).toEqual(['1'])
  const later = server.requests.slice(before)
  expect(later.some((line) => line.includes('experiments/list'))).toBe(true)
  expect(later.filter((line) => /experiments\/search|logged-models/.test(line))).toEqual([])
  await source.dispose()
})
