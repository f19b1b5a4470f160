import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTensorboardSource } from '../../../../../main/sources/tensorboard/source'
import { numberFromJson } from '../../../../../shared/json'
import { fixtures } from '../../../../support/paths'
import { pollSource, type Polled } from '../../../../support/source-poll'
import { testServices } from '../../../../support/source-services'
import { treeOf } from '../../../../support/tree'

/** Files of the real writers, against what TensorBoard's own EventAccumulator reads (test/fixtures/make). */
const location = join(fixtures, 'tensorboard')
const expected = JSON.parse(readFileSync(join(location, 'expected.json'), 'utf8')) as {
  scalars: Record<string, Record<string, readonly [number, number, number | string][]>>
  hparams: Record<string, Record<string, string>>
}
const source = createTensorboardSource({
  spec: { id: 'tb', kind: 'tensorboard', location, root: location },
  services: testServices(),
})
const before = treeOf(location)
let polled: Polled
beforeAll(async () => {
  polled = await pollSource(source)
})
afterAll(() => expect(treeOf(location)).toBe(before))

/** Where TensorBoard's Python loader keeps an abandoned attempt that its default one (RustBoard) does not show. */
const abandoned: Readonly<Record<string, number>> = { restarted: 4 }

describe('event files of the real writers', () => {
  it('finds every run, and nothing wrong', () => {
    expect(polled.outcome).toMatchObject({ ok: true, value: { full: true, problems: [] } })
    expect(polled.runs.map((run) => run.runId).sort()).toEqual(Object.keys(expected.scalars).sort())
    const parents = polled.runs.filter((run) => run.parentRunId !== null)
    expect(parents.map((run) => [run.runId, run.parentRunId])).toEqual([
      ['tensorboardx/both/a', 'tensorboardx'],
      ['tensorboardx/both/b', 'tensorboardx'],
      ['tensorboardx/trial', 'tensorboardx'],
    ])
  })

  it.each(Object.keys(expected.scalars))('reads every point of %s', async (runId) => {
    const tags = expected.scalars[runId]!
    const run = polled.runs.find((one) => one.runId === runId)!
    expect(Object.keys(run.metrics).sort()).toEqual(Object.keys(tags).sort())
    const series = await source.series(runId, Object.keys(tags), new AbortController().signal)
    if (!series.ok) throw new Error(series.error.message)
    for (const { key, step, timestamp, value } of series.value) {
      const points = tags[key]!.map(
        ([at, atStep, number]) => [at * 1000, atStep, numberFromJson(number)] as const,
      )
      const kept = points.filter((_, at) => at < 6 || at >= 6 + (abandoned[runId] ?? 0))
      expect([...step].map((atStep, at) => [timestamp[at], atStep, value[at]])).toEqual(kept)
      const last = kept.at(-1)!
      expect(run.metrics[key]).toEqual({ timestamp: last[0], step: last[1], value: last[2] })
    }
  })

  it('takes hyperparameters for params', () => {
    for (const [runId, params] of Object.entries(expected.hparams)) {
      expect(polled.runs.find((run) => run.runId === runId)?.params).toEqual(params)
    }
  })
})
