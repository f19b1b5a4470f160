import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMlflowRestSource } from '../../../../../main/sources/mlflow-rest/source'
import type { SourceBatch } from '../../../../../main/sources/source'
import { errorCodes } from '../../../../../shared/result'
import { goldenStore } from '../../../../contract/golden-store'
import { withCpuTimeOf } from '../../../../support/cpu-time'
import { startMlflowServer, type MlflowServer } from '../../../../support/mlflow-server'
import { testServices } from '../../../../support/source-services'

/**
 * One answer in the course of a poll is not what MLflow sent: cut, with bytes turned over, or with one value in it
 * replaced by another of any kind. The source must say in a sentence what is wrong, or leave the part out and say
 * that, and have everything again once the answers are right.
 */
const cases = 2_000
/** A poll of the small store takes some ms; a hang or a blow-up takes all that it can get. */
const mostCpuMs = 2_000

type Mutation =
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'flip'; readonly at: number; readonly byte: number }
  | { readonly kind: 'repeat'; readonly at: number; readonly length: number }
  | { readonly kind: 'drop'; readonly at: number; readonly length: number }
  | { readonly kind: 'replace'; readonly at: number; readonly text: string }
  | { readonly kind: 'whole'; readonly text: string }

const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const length = fc.integer({ min: 1, max: 400 })
const oddTexts = [
  '',
  'null',
  'true',
  '[]',
  '{}',
  '[null]',
  '0',
  '-1',
  '1e999',
  'NaN',
  '"NaN"',
  '-Infinity',
  '9007199254740993',
  '"' + 'x'.repeat(5_000) + '"',
  '"\\ud800"',
  '"\\u0000"',
  '"__proto__"',
  '{"__proto__":{"a":1}}',
  '{"key":{"key":{"key":[]}}}',
  '['.repeat(20_000) + ']'.repeat(20_000),
  '{"value":'.repeat(5_000) + '1' + '}'.repeat(5_000),
  '<html><body>Sign in</body></html>',
]
const odd = fc.oneof(fc.constantFrom(...oddTexts), fc.json({ maxDepth: 3 }), fc.string())
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant('cut' as const), at: share }),
  fc.record({ kind: fc.constant('flip' as const), at: share, byte: fc.integer({ min: 0, max: 255 }) }),
  fc.record({ kind: fc.constant('repeat' as const), at: share, length }),
  fc.record({ kind: fc.constant('drop' as const), at: share, length }),
  { arbitrary: fc.record({ kind: fc.constant('replace' as const), at: share, text: odd }), weight: 4 },
  fc.record({ kind: fc.constant('whole' as const), text: odd }),
)

/** Every place where a JSON value stands. */
const valueStarts = /(?<=[:[,]\s*)(?:"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null)/g

function mutated(body: Buffer, change: Mutation): Buffer {
  const place = 'at' in change ? Math.floor(change.at * body.length) : 0
  switch (change.kind) {
    case 'cut':
      return body.subarray(0, place)
    case 'flip': {
      const copy = Buffer.from(body)
      copy[place] = change.byte
      return copy
    }
    case 'repeat':
      return Buffer.concat([body.subarray(0, place + change.length), body.subarray(place)])
    case 'drop':
      return Buffer.concat([body.subarray(0, place), body.subarray(place + change.length)])
    case 'replace': {
      const values = [...body.toString('utf8').matchAll(valueStarts)]
      const chosen = values[Math.floor(change.at * values.length)]
      if (chosen === undefined) return Buffer.from(change.text)
      const text = body.toString('utf8')
      return Buffer.from(
        text.slice(0, chosen.index) + change.text + text.slice(chosen.index + chosen[0].length),
      )
    }
    case 'whole':
      return Buffer.from(change.text)
  }
}

interface Answered {
  readonly status: number
  readonly body: Buffer
}

let server: MlflowServer
/** What the server answered once is not asked over a socket again: that would be most of the time. */
const answers = new Map<string, Answered>()
let rewrite: ((body: Buffer) => Buffer) | null = null

const fetchOnce: typeof globalThis.fetch = async (input, init) => {
  const key = `${input instanceof Request ? input.url : String(input)} ${typeof init?.body === 'string' ? init.body : ''}`
  let answer = answers.get(key)
  if (answer === undefined) {
    const response = await fetch(input, init)
    answer = { status: response.status, body: Buffer.from(await response.arrayBuffer()) }
    answers.set(key, answer)
  }
  const body = answer.status === 200 && rewrite !== null ? rewrite(answer.body) : answer.body
  return new Response(new Uint8Array(body), { status: answer.status })
}

beforeAll(async () => {
  server = await startMlflowServer(goldenStore)
})
afterAll(() => server.stop())

function makeSource() {
  const { url } = server
  return createMlflowRestSource({
    spec: { id: 'rest', kind: 'mlflow-rest', location: url, root: url },
    services: testServices(),
    access: () => ({ url, auth: { kind: 'none' }, workspace: null }),
    calm: 0,
    fetch: fetchOnce,
  })
}

/** What is known after some batches, as text that can be compared. */
function createLedger() {
  const known = new Map<string, string>()
  const put = (kind: string, id: string, entity: unknown) =>
    known.set(
      `${kind} ${id}`,
      JSON.stringify(entity, (_key, value: unknown) => (Number.isNaN(value) ? 'NaN' : value)),
    )
  return {
    emit(batch: SourceBatch) {
      for (const one of batch.experiments ?? []) put('experiment', one.experimentId, one)
      for (const one of batch.runs ?? []) put('run', one.runId, one)
      for (const one of batch.models ?? []) put('model', one.modelId, one)
      for (const id of batch.removed?.experimentIds ?? []) known.delete(`experiment ${id}`)
      for (const id of batch.removed?.runIds ?? []) known.delete(`run ${id}`)
      for (const id of batch.removed?.modelIds ?? []) known.delete(`model ${id}`)
    },
    content: () => [...known].sort(([a], [b]) => (a < b ? -1 : 1)),
  }
}

describe('an answer that is not as MLflow sent it', () => {
  it(
    'is named or left out, never a crash or a hang, and what follows puts it right',
    { timeout: 240_000 },
    async () => {
      const signal = new AbortController().signal
      const truth = createLedger()
      const clean = makeSource()
      expect((await clean.poll({ signal, emit: truth.emit })).ok).toBe(true)
      await clean.dispose()
      const seen = { failed: 0, withProblems: 0, unharmed: 0 }
      await fc.assert(
        fc.asyncProperty(mutation, fc.nat({ max: 6 }), fc.boolean(), async (change, answer, isLater) => {
          const source = makeSource()
          const ledger = createLedger()
          if (isLater) expect((await source.poll({ signal, emit: ledger.emit })).ok).toBe(true)
          let count = 0
          rewrite = (body) => (count++ === answer ? mutated(body, change) : body)
          const { value: result, cpuMs } = await withCpuTimeOf(() =>
            source.poll({ signal, emit: ledger.emit }),
          )
          rewrite = null
          expect(cpuMs).toBeLessThan(mostCpuMs)
          const told = result.ok ? result.value.problems : [result.error]
          for (const { code, message } of told) {
            expect(errorCodes).toContain(code)
            expect(code).not.toBe('internal')
            expect(message).toMatch(/127\.0\.0\.1:\d+ .*\.$/s)
          }
          seen[!result.ok ? 'failed' : told.length > 0 ? 'withProblems' : 'unharmed']++
          const after = await source.poll({ signal, emit: ledger.emit })
          expect(after.ok).toBe(true)
          await source.dispose()
          expect(ledger.content()).toEqual(truth.content())
        }),
        { numRuns: cases },
      )
      // Mutations that all miss, or all end the poll at once, would prove little.
      expect(seen.failed).toBeGreaterThan(cases / 20)
      expect(seen.unharmed).toBeGreaterThan(cases / 20)
    },
  )

  it('as a history gives points or a sentence', { timeout: 120_000 }, async () => {
    const source = makeSource()
    const { runId, key } = historyOf()
    await fc.assert(
      fc.asyncProperty(mutation, async (change) => {
        rewrite = (body) => mutated(body, change)
        const { value: result, cpuMs } = await withCpuTimeOf(() =>
          source.series(runId, [key], new AbortController().signal),
        )
        rewrite = null
        expect(cpuMs).toBeLessThan(mostCpuMs)
        if (result.ok) {
          const [series] = result.value
          expect(series?.step.length).toBe(series?.value.length)
          expect(series?.timestamp.length).toBe(series?.value.length)
        } else expect(result.error.message).toMatch(/127\.0\.0\.1:\d+ /)
      }),
      { numRuns: cases / 4 },
    )
    await source.dispose()
  })
})

function historyOf() {
  const run = goldenStore.runs.find((one) => one.points.length > 0)
  const key = run?.points[0]?.key
  if (run === undefined || key === undefined) throw new Error('The golden store has no points.')
  return { runId: run.runId, key }
}
