import { describe, expect, it } from 'vitest'
import { historyCsv } from '../../../../renderer/hardware/history-csv'
import { appendRow, toTable } from '../../../../renderer/hardware/history-table'
import { readoutAt, rowAt } from '../../../../renderer/hardware/readout'
import type { ChartSpec } from '../../../../renderer/hardware/chart-specs'
import { createHardwareFormat } from '../../../../renderer/format/hardware'
import type { HardwareSeries } from '../../../../shared/contract'

const series = (metric: string, takenAt: number[], values: number[], slotMs = 1_000): HardwareSeries => {
  const mean = Float32Array.from(values)
  return { metric, takenAt: Float64Array.from(takenAt), min: mean, mean, max: mean, slotMs }
}

describe('a table of recorded values', () => {
  it('puts series that began at different times side by side, with gaps', () => {
    const table = toTable([series('a', [60, 120, 180], [1, 2, 3], 60), series('b', [120, 180], [8, 9], 60)])
    expect([...table.takenAt]).toEqual([60, 120, 180])
    expect([...(table.columns.get('b')?.mean ?? [])]).toEqual([NaN, 8, 9])
  })

  it('keeps a column for a metric that has no row yet, so that live samples have a place', () => {
    const empty = toTable([series('a', [], [])])
    const grown = appendRow(empty, 1_000, new Map([['a', 0.5]]), 0)
    expect([...(grown.columns.get('a')?.mean ?? [])]).toEqual([0.5])
  })

  it('grows by what is newer, forgets what is older than the window, and knows null as unknown', () => {
    let table = toTable([series('a', [1_000, 2_000, 3_000], [1, 2, 3])])
    table = appendRow(table, 4_000, new Map([['a', null]]), 2_000)
    table = appendRow(table, 4_000, new Map([['a', 9]]), 2_000)
    expect([...table.takenAt]).toEqual([2_000, 3_000, 4_000])
    expect([...(table.columns.get('a')?.mean ?? [])]).toEqual([2, 3, NaN])
  })

  it('reads nothing inside a gap', () => {
    const table = toTable([series('a', [0, 1_000, 2_000, 600_000, 601_000], [1, 2, 3, 4, 5])])
    const window = { from: 0, to: 601_000 }
    expect([rowAt(table, 1_400, window), rowAt(table, 300_000, window), rowAt(table, null, window)]).toEqual([
      1, -1, 4,
    ])
    const spec: Pick<ChartSpec, 'unit'> = { unit: 'watts' }
    const column = table.columns.get('a')!
    const line = { label: 'A', hue: 'blue' as const, column }
    expect(readoutAt([line], -1, spec as ChartSpec, createHardwareFormat('en'))[0]?.value).toBe('–')
  })

  it('exports what is known and leaves the rest empty', () => {
    const seconds = toTable([series('a', [0, 1_000], [0.1, NaN]), series('never', [0, 1_000], [NaN, NaN])])
    expect(historyCsv(seconds, { from: 0, to: 1_000 })).toBe(
      'time,a\r\n1970-01-01T00:00:00.000Z,0.1\r\n1970-01-01T00:00:01.000Z,\r\n',
    )
    const minutes = toTable([series('a', [0, 60_000], [1, 2], 60_000)])
    expect(historyCsv(minutes, { from: 30_000, to: 60_000 })).toBe(
      'time,a min,a mean,a max\r\n1970-01-01T00:01:00.000Z,2,2,2\r\n',
    )
  })
})
