import { describe, expect, it } from 'vitest'
import { layLanes, runSpans, unionOfSpans } from '../../../../renderer/hardware/run-spans'
import type { RunRow } from '../../../../shared/model/run-query'
import { aRow } from '../support/entities'

const window = { from: 1_000, to: 2_000 }
const run = (name: string, startTime: number | null, endTime: number | null, patch: Partial<RunRow> = {}) =>
  aRow(1, { runId: name, name, startTime, endTime, status: 'FINISHED', isStale: false, ...patch })

describe('runs over the charts', () => {
  it('shows those that were under way, one that still runs up to now, and none whose end is not known', () => {
    const spans = runSpans(
      [
        run('running', 1_500, null, { status: 'RUNNING' }),
        run('silent', 1_200, null, { status: 'RUNNING', isStale: true }),
        run('across', 0, 5_000),
        run('before', 0, 900),
        run('after', 2_100, 2_200),
        run('unknown', null, 1_500),
      ],
      window,
    )
    expect(spans.map(({ run: { name }, from, to }) => [name, from, to])).toEqual([
      ['across', 0, 5_000],
      ['running', 1_500, 2_000],
    ])
  })

  it('puts overlapping ones below each other and counts those without a lane', () => {
    const spans = runSpans(
      [run('a', 1_000, 1_400), run('b', 1_100, 1_300), run('c', 1_200, 1_900), run('d', 1_500, 1_600)],
      window,
    )
    const { laid, hiddenCount } = layLanes(spans, 2)
    expect(laid.map(({ span, lane }) => [span.run.name, lane])).toEqual([
      ['a', 0],
      ['b', 1],
      ['d', 0],
    ])
    expect(hiddenCount).toBe(1)
  })

  it('joins overlapping stretches, so that shading does not add up', () => {
    expect(
      unionOfSpans([
        { from: 5, to: 9 },
        { from: 0, to: 3 },
        { from: 2, to: 4 },
      ]),
    ).toEqual([
      { from: 0, to: 4 },
      { from: 5, to: 9 },
    ])
  })
})
