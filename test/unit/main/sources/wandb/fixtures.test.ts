import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createWandbDecoder } from '../../../../../main/sources/wandb/wandb-decoder'
import { createWandbSource } from '../../../../../main/sources/wandb/source'
import type { RunSink } from '../../../../../main/sources/run-logs/log-format'
import { numberFromJson } from '../../../../../shared/json'
import { decode, fuzzDecoder } from '../../../../support/formats/fuzz-logs'
import { fixtures } from '../../../../support/paths'
import { pollSource } from '../../../../support/source-poll'
import { testServices } from '../../../../support/source-services'
import { treeOf } from '../../../../support/tree'

/** Runs of the real wandb, against what they were given (test/fixtures/make/make_wandb.py). */
const location = join(fixtures, 'wandb/wandb')
interface Given {
  readonly points: readonly (readonly [number, string, number | string])[]
  readonly params: Record<string, string>
  readonly status: string
}
const expected = JSON.parse(readFileSync(join(fixtures, 'wandb/expected.json'), 'utf8')) as Record<
  string,
  Given
>
const format = { open: (file: { path: string }, sink: RunSink) => createWandbDecoder(file.path, sink) }

describe('offline runs of wandb', () => {
  it('gives every value that was logged, and leaves the files alone', async () => {
    const before = treeOf(location)
    const source = createWandbSource({
      spec: { id: 'w', kind: 'wandb', location, root: location },
      services: testServices(),
    })
    const { runs, experiments, outcome } = await pollSource(source)
    expect(outcome).toMatchObject({ ok: true, value: { problems: [] } })
    expect(experiments.map((one) => [one.experimentId, one.name])).toEqual([['mnist', 'mnist']])
    expect(runs.map((run) => run.name).sort()).toEqual(Object.keys(expected).sort())
    for (const run of runs) {
      const { points, params, status } = expected[run.name]!
      expect(run).toMatchObject({ status, params })
      expect(Object.keys(run.params)).toHaveLength(Object.keys(params).length)
      expect(run.startTime).toBeGreaterThan(1.7e12)
      expect(run.endTime).toBeGreaterThanOrEqual(run.startTime!)
      const keys = [...new Set(points.map(([, key]) => key))]
      expect(Object.keys(run.metrics).sort()).toEqual([...keys].sort())
      const series = await source.series(run.runId, keys, new AbortController().signal)
      if (!series.ok) throw new Error(series.error.message)
      for (const { key, step, value, timestamp } of series.value) {
        const given = points.filter(([, name]) => name === key)
        expect([...step]).toEqual(given.map(([at]) => at))
        expect([...value]).toEqual(given.map(([, , number]) => numberFromJson(number)))
        expect([...timestamp].every((at) => at >= run.startTime! - 1_000)).toBe(true)
      }
    }
    expect(runs.find((run) => run.name === 'first try')?.tags).toMatchObject({
      'wandb.group': 'sweep',
      'wandb.tags': 'a, b',
      'mlflow.note.content': 'Two\nlines',
      'summary.verdict': 'good',
    })
    // Parts of an image or a table are no metrics, and a summary that was set beside a curve does not bend it.
    expect(runs.find((run) => run.name === 'media')?.tags).toEqual({
      'summary.acc': '0.9',
      'summary.loss/min': '0.2',
      'summary.nest/deep/word': 'x',
    })
    expect(treeOf(location)).toBe(before)
  })

  it.each([0, 1])('2 000 mutations of run %i', (number) => {
    const path = join(
      location,
      `offline-run-20261125_10000${number}-fixture${number}/run-fixture${number}.wandb`,
    )
    const bytes = readFileSync(path).subarray(0, 6_000)
    fuzzDecoder(format, { path: '/wandb/x', role: 'run', mode: 'append' }, bytes, 11)
  })

  it('reads on at the next block behind a damaged one', () => {
    const bytes = Buffer.from(
      readFileSync(join(location, 'offline-run-20261125_100001-fixture1/run-fixture1.wandb')),
    )
    bytes.fill(255, 20_000, 20_400)
    const { sink, fault } = decode(format, { path: '/wandb/x', role: 'run', mode: 'append' }, bytes)
    expect(fault).toBeNull()
    expect(sink.latest.get('loss')).toMatchObject({ step: 299 })
    expect(sink.malformedCount).toBeGreaterThan(0)
  })
})
