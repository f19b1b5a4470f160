import { describe, expect, it } from 'vitest'
import type { TracePage, TraceRow } from '../../../../../shared/model/trace'
import type { Result } from '../../../../../shared/result'
import { goldenStore } from '../../../../contract/golden-store'
import { insert, revisions } from '../../../../support/mlflow-sqlite-builder'
import { goldenDatabase, never, poll, type Store } from './store-under-test'

const big = '821770307574351362'

async function rowsOf({ source }: Store, limit: number): Promise<readonly TraceRow[]> {
  const rows: TraceRow[] = []
  for (let after: string | null = null; ;) {
    const page: Result<TracePage> | undefined = await source.listTraces?.(
      { sourceId: 's', experimentId: big, after, limit },
      never,
    )
    if (page?.ok !== true) throw new Error('no page')
    rows.push(...page.value.rows)
    after = page.value.next
    if (after === null) return rows
  }
}

function addTraces({ writer }: Store, count: number, timeOf: (at: number) => number): void {
  const statement = writer.prepare(
    `INSERT INTO trace_info (request_id, experiment_id, timestamp_ms, status) VALUES (?, ${big}, ?, 'OK')`,
  )
  writer.transaction(() => {
    for (let at = 0; at < count; at++) statement.run(`more-${String(at).padStart(7, '0')}`, timeOf(at))
  })()
}

describe.each(revisions)('traces of revision %s', (revision) => {
  const has = revision === '0584bdc529eb' || revision === '1b5f0d9ad7c1'
  it('are counted where there can be any, else not known', async () => {
    const { source } = await goldenDatabase({ revision }, { ...goldenStore, runs: [] })
    const { experiments, outcome } = await poll(source)
    expect(outcome).toMatchObject({ ok: true, value: { problems: [] } })
    const counts = Object.fromEntries(experiments.map((each) => [each.experimentId, each.traceCount]))
    expect(counts).toEqual(
      has
        ? { '0': 0, [big]: 7, '588444270621008276': 0 }
        : { '0': null, [big]: null, '588444270621008276': null },
    )
  })
  it('are listed with what the revision knows', async () => {
    const store = await goldenDatabase({ revision }, { ...goldenStore, runs: [] })
    const rows = await rowsOf(store, 50)
    const isNew = revision === '1b5f0d9ad7c1'
    const expected = goldenStore.traces.map(({ experimentId: _, ...row }) => ({
      ...row,
      assessmentCount: isNew ? row.assessmentCount : null,
    }))
    expect(rows).toEqual(has ? expected.toReversed() : [])
  })
})

describe('many traces', () => {
  it('are counted in slices, also where all have one time', async () => {
    const store = await goldenDatabase()
    const start = 1_795_000_000_000
    addTraces(store, 250_000, (at) => start + (at < 120_000 ? at : 120_000))
    const { experiments } = await poll(store.source)
    expect(experiments.find((each) => each.experimentId === big)?.traceCount).toBe(250_007)
  })

  it('tell the experiment again when one comes or goes, and it alone', async () => {
    const store = await goldenDatabase()
    await poll(store.source)
    addTraces(store, 1_500, (at) => at)
    const more = await poll(store.source)
    expect(more.experiments.map((each) => [each.experimentId, each.traceCount])).toEqual([[big, 1_507]])
    expect(more.runs).toEqual([])
    store.writer
      .prepare(`DELETE FROM trace_info WHERE request_id < 'more-0001000' AND request_id >= 'more'`)
      .run()
    const fewer = await poll(store.source)
    expect(fewer.experiments.map((each) => each.traceCount)).toEqual([507])
  })

  it('come by page, each once, in the order of time and then of id', async () => {
    const store = await goldenDatabase()
    addTraces(store, 500, (at) => 1_900_000_000_000 + (at % 7))
    const rows = await rowsOf(store, 33)
    expect(new Set(rows.map((row) => row.traceId)).size).toBe(507)
    const keys = rows.map((row) => `${row.startedAt ?? 0} ${row.traceId}`)
    expect(keys).toEqual([...keys].sort().toReversed())
  })

  it('name the run that was evaluated on them, unless they were logged in one', async () => {
    const store = await goldenDatabase()
    const tie = (traceId: string, runId: string) =>
      insert(store.writer, 'entity_associations', {
        association_id: traceId + runId,
        source_type: 'trace',
        source_id: traceId,
        destination_type: 'run',
        destination_id: runId,
      })
    const [bare, inRun] = goldenStore.traces
    tie(bare!.traceId, 'evaluation')
    tie(inRun!.traceId, 'evaluation')
    const runs = new Map((await rowsOf(store, 50)).map((row) => [row.traceId, row.runId]))
    expect([runs.get(bare!.traceId), runs.get(inRun!.traceId)]).toEqual(['evaluation', inRun!.runId])
  })

  it('are read without the index too, and a time that is none ends the list', async () => {
    const store = await goldenDatabase()
    store.writer.exec('DROP INDEX index_trace_info_experiment_id_timestamp_ms')
    expect((await rowsOf(store, 2)).length).toBe(7)
    const { experiments } = await poll(store.source)
    expect(experiments.find((each) => each.experimentId === big)?.traceCount).toBe(7)
    insert(store.writer, 'trace_info', {
      request_id: 'odd',
      experiment_id: BigInt(big),
      timestamp_ms: 'never',
      status: 'STATE_UNSPECIFIED',
    })
    const [odd] = await rowsOf(store, 1)
    expect(odd).toMatchObject({
      traceId: 'odd',
      startedAt: null,
      state: null,
      assessmentCount: 0,
      name: null,
    })
  })
})
