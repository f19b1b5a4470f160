import { describe, expect, it } from 'vitest'
import { bucketRows } from '../../../../renderer/charts/time-buckets'
import type { HistoryTable } from '../../../../renderer/hardware/history-table'
import { levelRows, levelSegments } from '../../../../renderer/hardware/level-rows'

const same = (values: number[]) => {
  const mean = Float32Array.from(values)
  return { min: mean, mean, max: mean }
}
const table = (columns: Record<string, number[]>): HistoryTable => ({
  takenAt: Float64Array.from(Object.values(columns)[0] ?? [], (_, row) => row * 1_000),
  slotMs: 1_000,
  columns: new Map(Object.entries(columns).map(([name, values]) => [name, same(values)])),
})

describe('the thermal and throttle strip', () => {
  it('says that the busy GPU was held back, and nothing of an idle one', () => {
    const rows = levelRows(
      table({
        'gpu.utilizationRatio': [0.1, 0.95, 0.95, 0.95],
        'gpu.frequencyHz': [3e8, 1.5e9, 1.3e9, 0.9e9],
        'gpu.maxFrequencyHz': [1.578e9, 1.578e9, 1.578e9, 1.578e9],
      }),
    )
    expect(rows.map(({ id, column }) => [id, [...column.max]])).toEqual([['clock', [NaN, 0, 1, 2]]])
  })

  it('joins equal neighbours and leaves gaps', () => {
    const states = table({ 'thermal.pressure': [0, 0, 2, 2, NaN, 0] })
    const buckets = bucketRows(states.takenAt, { from: 0, to: 6_000 }, 100, 5_000)
    const column = states.columns.get('thermal.pressure')!
    expect(levelSegments(column, buckets, 1_000)).toEqual([
      { from: 0, to: 2_000, level: 0 },
      { from: 2_000, to: 4_000, level: 2 },
      { from: 5_000, to: 6_000, level: 0 },
    ])
  })

  it('has no row for what was never recorded', () => {
    expect(levelRows(table({ 'thermal.pressure': [NaN, NaN] }))).toEqual([])
  })
})
