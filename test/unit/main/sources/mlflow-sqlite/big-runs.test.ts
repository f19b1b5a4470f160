import { describe, expect, it } from 'vitest'
import { goldenStore, goldenStoreOfRuns, type GoldenStore } from '../../../../contract/golden-store'
import { insert } from '../../../../support/mlflow-sqlite-builder'
import { goldenDatabase, never, poll } from './store-under-test'

/** More rows than a slice reads, so that a run's parts come in several. */
const rowCount = 1_700
const numbers = Array.from({ length: rowCount }, (_, at) => at)

function bigStore(): GoldenStore {
  const store = goldenStoreOfRuns(4)
  const [small, big, ...rest] = store.runs
  const widened = {
    ...big!,
    params: Object.fromEntries(numbers.map((at) => [`param ${at}`, `value ${at}`])),
    tags: Object.fromEntries(numbers.map((at) => [`tag ${at}`, `value ${at}`])),
    points: numbers.map((at) => ({
      key: `metric ${at}`,
      value: at,
      timestamp: 1_790_000_000_000 + at,
      step: at,
    })),
    datasets: numbers.map((at) => ({
      name: `data ${at}`,
      digest: `${at}`,
      sourceType: 'local',
      context: 'training',
      source: null,
    })),
  }
  return { ...store, runs: [small!, widened, ...rest] }
}

describe.each(['0584bdc529eb', '1b5f0d9ad7c1'] as const)(
  'a run with thousands of rows, revision %s',
  (revision) => {
    it('comes back whole, and its neighbours too', async () => {
      const golden = bigStore()
      const { source } = await goldenDatabase({ revision }, golden)
      const { runs, outcome } = await poll(source)
      expect(outcome).toMatchObject({ ok: true, value: { problems: [] } })
      for (const { runId, params, tags, datasets, points } of golden.runs) {
        const run = runs.find((each) => each.runId === runId)
        expect(run?.params).toEqual(params)
        expect(run?.tags).toEqual(tags)
        expect(run?.datasets).toEqual(datasets)
        expect(Object.values(run?.metrics ?? {}).map((metric) => metric.value)).toEqual(
          points.map(({ value }) => value),
        )
      }
    })
  },
)

const long = Array.from({ length: 9_000 }, (_, at) => ({
  key: at % 3 === 0 ? 'loss' : `other ${at % 3}`,
  value: at / 7,
  // One metric is at step 0 throughout; the steps of the others come three times, at last backwards in time.
  timestamp: 1_790_000_000_000 + (at < 6_000 ? at : 12_000 - at),
  step: at % 3 === 2 ? 0 : at % 3_000,
}))

describe.each([
  ['by run', '1b5f0d9ad7c1', false],
  ['by run, key and step', '1b5f0d9ad7c1', true],
  ['by key', 'c48cb773bb87', false],
] as const)('a long history read %s', (_, revision, withCompositeIndex) => {
  it('has every point once, in order of time', async () => {
    const [first, second, ...rest] = goldenStore.runs
    const runs = [{ ...first!, points: long }, { ...second!, points: long.slice(0, 50) }, ...rest]
    const { source } = await goldenDatabase({ revision, withCompositeIndex }, { ...goldenStore, runs })
    const series = await source.series(first!.runId, ['loss', 'other 1', 'other 2'], never)
    if (!series.ok) throw new Error(series.error.message)
    for (const { key, timestamp, step, value } of series.value) {
      const expected = long
        .filter((point) => point.key === key)
        .sort((a, b) => a.timestamp - b.timestamp || a.step - b.step || a.value - b.value)
      expect([...timestamp]).toEqual(expected.map((point) => point.timestamp))
      expect([...step]).toEqual(expected.map((point) => point.step))
      expect([...value]).toEqual(expected.map((point) => point.value))
    }
  })

  it('ends when it is told to', async () => {
    const [first, ...rest] = goldenStore.runs
    const { source } = await goldenDatabase(
      { revision, withCompositeIndex },
      { ...goldenStore, runs: [{ ...first!, points: long }, ...rest] },
    )
    const stop = new AbortController()
    const series = source.series(first!.runId, ['loss'], stop.signal)
    stop.abort()
    expect(await series).toMatchObject({ ok: false, error: { code: 'cancelled' } })
  })
})

it('leaves out rows of runs that are no more', async () => {
  const { source, writer } = await goldenDatabase()
  writer.exec(`DELETE FROM runs WHERE lifecycle_stage = 'deleted'`)
  for (const table of ['params', 'tags']) insert(writer, table, { key: 'k', value: 'v', run_uuid: 'nobody' })
  insert(writer, 'metrics', { key: 'k', value: 1, timestamp: 1, run_uuid: 'nobody' })
  const first = await poll(source)
  expect(first.runs.map((run) => run.lifecycleStage)).toEqual(['active', 'active', 'active', 'active'])
  insert(writer, 'metrics', { key: 'k', value: 2, timestamp: 2, run_uuid: 'nobody' })
  expect((await poll(source)).batches).toEqual([])
})
