import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMlflowFileSource } from '../../../../../main/sources/mlflow-file/source'
import { parseTraceInfo } from '../../../../../main/sources/mlflow-file/trace-info'
import { parseYamlMap } from '../../../../../main/sources/yaml'
import { traceStates, type TracePage, type TraceRow } from '../../../../../shared/model/trace'
import type { Result } from '../../../../../shared/result'
import { traceStartIn } from '../../../../../main/sources/mlflow-file/trace-start'
import { edits, mutated } from '../../../../support/mutations'
import { pollSource } from '../../../../support/source-poll'
import { testServices } from '../../../../support/source-services'

const signal = new AbortController().signal
let store: string
beforeEach(() => {
  store = mkdtempSync(join(tmpdir(), 'traces-'))
  put(
    '0/meta.yaml',
    "artifact_location: ./mlruns/0\nexperiment_id: '0'\nlifecycle_stage: active\nname: Default\n",
  )
})
afterEach(() => rmSync(store, { recursive: true, force: true }))

function put(path: string, text: string): void {
  mkdirSync(dirname(join(store, path)), { recursive: true })
  writeFileSync(join(store, path), text)
}

const v3 = (second: number) =>
  `execution_duration_ms: 337
request_preview: '{"q": "why"}'
request_time: '2026-11-25T20:12:${String(second).padStart(2, '0')}.439Z'
response_preview: '{"a": "because"}'
state: OK
trace_id: tr-${second}
trace_location:
  mlflow_experiment:
    experiment_id: '0'
  type: MLFLOW_EXPERIMENT
`
const v2 = `execution_time_ms: 250
experiment_id: '0'
request_id: 12e45678901234567890123456789012
status: ERROR
timestamp_ms: 1795644577837
`

function open() {
  const spec = { id: 's', kind: 'mlflow-file' as const, location: store, root: store }
  return createMlflowFileSource({ spec, services: testServices() })
}

async function rowsOf(source: ReturnType<typeof open>, limit = 50): Promise<readonly TraceRow[]> {
  const rows: TraceRow[] = []
  for (let after: string | null = null; ;) {
    const page: Result<TracePage> | undefined = await source.listTraces?.(
      { sourceId: 's', experimentId: '0', after, limit },
      signal,
    )
    if (page?.ok !== true) throw new Error('no page')
    rows.push(...page.value.rows)
    after = page.value.next
    if (after === null) return rows
  }
}

describe('trace_info.yaml', () => {
  it('is read in both forms', () => {
    expect(parseTraceInfo(parseYamlMap(v3(31))!, 'folder')).toEqual({
      traceId: 'tr-31',
      startedAt: Date.UTC(2026, 10, 25, 20, 12, 31, 439),
      durationMs: 337,
      state: 'OK',
      requestPreview: '{"q": "why"}',
      responsePreview: '{"a": "because"}',
    })
    expect(parseTraceInfo(parseYamlMap(v2)!, 'folder')).toEqual({
      traceId: '12e45678901234567890123456789012',
      startedAt: 1_795_644_577_837,
      durationMs: 250,
      state: 'ERROR',
      requestPreview: null,
      responsePreview: null,
    })
  })
  it.each([
    ['a state of its own', 'state: STATE_UNSPECIFIED\ntrace_id: a\n', { state: null, startedAt: null }],
    [
      'no duration yet',
      'execution_time_ms: null\nrequest_id: a\ntimestamp_ms: 1\n',
      { durationMs: null, startedAt: 1 },
    ],
    [
      'a time without a zone',
      "request_time: '2026-01-02T03:04:05'\ntrace_id: a\n",
      { startedAt: Date.UTC(2026, 0, 2, 3, 4, 5) },
    ],
    ['a time that is none', 'request_time: 2026\ntrace_id: a\n', { startedAt: null }],
  ])('with %s says what is known', (_name, text, known) => {
    expect(parseTraceInfo(parseYamlMap(text)!, 'folder')).toMatchObject(known)
  })
  it('of something else is none', () => {
    expect(parseTraceInfo(parseYamlMap('name: x\nexperiment_id: 3\n')!, 'folder')).toBeNull()
  })

  it('gives a row or nothing, soon, whatever is wrong with it', () => {
    const text = fc.oneof(fc.constant(v2), fc.nat(59).map(v3))
    fc.assert(
      fc.property(text, edits, (whole, changes) => {
        const map = parseYamlMap(mutated(whole, changes))
        const info = map === null ? null : parseTraceInfo(map, 'folder')
        if (info === null) return
        expect(info.traceId).not.toBe('')
        expect(info.state === null || traceStates.includes(info.state)).toBe(true)
        for (const number of [info.startedAt, info.durationMs])
          expect(number === null || Number.isFinite(number)).toBe(true)
        expect(info.requestPreview?.length ?? 0).toBeLessThanOrEqual(1_000)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('the start of a trace', () => {
  const whole = (text: string) => {
    const map = parseYamlMap(text)
    return (map === null ? null : parseTraceInfo(map, 'folder')?.startedAt) ?? -1
  }

  it.each([
    ['V3', v3(31)],
    ['V2', v2],
    ['no time', 'request_id: a\n'],
    ['both times', 'request_id: a\ntimestamp_ms: 1\nrequest_time: 2026-11-25T20:12:00Z\n'],
    ['a time within a preview', "request_preview: 'a\n\n  request_time: 1'\ntimestamp_ms: 7\ntrace_id: a\n"],
    ['a time that goes on', "request_time:\n  '2026-11-25T20:12:00Z'\ntrace_id: a\n"],
    ['an empty id', 'timestamp_ms: 7\ntrace_id: null\n'],
  ])('is that of the file read whole: %s', (_name, text) => {
    expect(traceStartIn(text)).toBe(whole(text))
  })

  it('is that of the file read whole wherever that can be read, whatever was changed in it', () => {
    const text = fc.oneof(fc.constant(v2), fc.nat(59).map(v3))
    fc.assert(
      fc.property(text, edits, (unchanged, changes) => {
        const changed = mutated(unchanged, changes)
        const expected = whole(changed)
        if (expected !== -1) expect(traceStartIn(changed)).toBe(expected)
      }),
      { numRuns: 3_000 },
    )
  })
})

describe('traces of a file store', () => {
  it('count what MLflow counts, as they come and go', async () => {
    const source = open()
    const counts = async () => (await pollSource(source)).experiments.map((each) => each.traceCount)
    expect(await counts()).toEqual([0])
    put('0/traces/tr-1/trace_info.yaml', v3(1))
    put('0/traces/tr-2/tags/mlflow.traceName', 'not a trace yet')
    put('0/traces/.DS_Store', '')
    expect(await counts()).toEqual([1])
    put('0/traces/tr-2/trace_info.yaml', v3(2))
    expect(await counts()).toEqual([2])
    expect(await counts()).toEqual([])
    rmSync(join(store, '0/traces/tr-1'), { recursive: true })
    expect(await counts()).toEqual([1])
    rmSync(join(store, '0/traces'), { recursive: true })
    expect(await counts()).toEqual([0])
  })

  it('are listed newest first, the unreadable ones last', async () => {
    for (const second of [3, 1, 2]) put(`0/traces/tr-${second}/trace_info.yaml`, v3(second))
    put('0/traces/damaged/trace_info.yaml', '{[}')
    put('0/traces/binary/trace_info.yaml', '\u0000\u0001')
    put('0/traces/large/trace_info.yaml', `request_preview: ${'x'.repeat(2 ** 20 + 1)}\n`)
    const source = open()
    const { experiments, problems } = await pollSource(source)
    expect(experiments[0]?.traceCount).toBe(6)
    expect(problems).toEqual([])
    const rows = await rowsOf(source, 2)
    expect(rows.map((row) => row.traceId)).toEqual(['tr-3', 'tr-2', 'tr-1', 'large', 'damaged', 'binary'])
    expect(rows.at(-1)).toMatchObject({
      state: null,
      startedAt: null,
      durationMs: null,
      requestPreview: null,
    })
  })

  it('go on where the last page ended, whatever came meanwhile', async () => {
    for (const second of [10, 20, 30]) put(`0/traces/tr-${second}/trace_info.yaml`, v3(second))
    const source = open()
    await pollSource(source)
    const ask = (after: string | null) =>
      source.listTraces!({ sourceId: 's', experimentId: '0', after, limit: 2 }, signal)
    const first = await ask(null)
    put('0/traces/tr-40/trace_info.yaml', v3(40))
    rmSync(join(store, '0/traces/tr-20'), { recursive: true })
    const second = await ask(first.ok ? first.value.next : null)
    expect(second).toMatchObject({ ok: true, value: { rows: [{ traceId: 'tr-10' }], next: null } })
    expect(await ask('12 tr')).toMatchObject({ ok: true, value: { rows: [], next: null } })
  })

  it('are read again when their file changed', async () => {
    put(
      '0/traces/a/trace_info.yaml',
      'request_id: a\nstatus: IN_PROGRESS\ntimestamp_ms: 1\nexecution_time_ms: null\n',
    )
    const source = open()
    await pollSource(source)
    expect((await rowsOf(source))[0]).toMatchObject({ state: 'IN_PROGRESS', durationMs: null })
    put('0/traces/a/trace_info.yaml', 'request_id: a\nstatus: OK\ntimestamp_ms: 1\nexecution_time_ms: 7\n')
    utimesSync(join(store, '0/traces/a/trace_info.yaml'), 1, 1)
    expect((await rowsOf(source))[0]).toMatchObject({ state: 'OK', durationMs: 7 })
  })
})
