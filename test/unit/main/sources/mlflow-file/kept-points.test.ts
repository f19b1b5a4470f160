import { describe, expect, it } from 'vitest'
import { createKeptPoints } from '../../../../../main/sources/mlflow-file/kept-points'
import type { KeptPoints } from '../../../../../main/sources/mlflow-file/kept-points'

const chunkBytes = 2 ** 16 * 24
const folder = '/store/0/run/metrics'

function put(kept: KeptPoints, key: string, values: readonly number[], in_ = folder): boolean {
  const block = kept.roomFor(values.length * 20)
  if (block === null) return false
  const start = block.count
  for (const value of values) {
    block.step[block.count] = block.count - start
    block.timestamp[block.count] = 1_795_425_432_000 + value
    block.value[block.count] = value
    block.count++
  }
  kept.keep(in_, key, start)
  return true
}

function room(chunks: number) {
  const budget = { bytesLeft: chunks * chunkBytes }
  const time = { ms: 1_000_000 }
  return { budget, time, kept: createKeptPoints(() => time.ms, budget) }
}

describe('kept points', () => {
  it('are given as they were put, in columns of their own', () => {
    const { kept } = room(1)
    put(kept, 'loss', [3, 2, 1])
    put(kept, 'val/loss', [9])
    const series = kept.seriesOf(folder, 'loss')
    expect(series?.value).toEqual(Float64Array.of(3, 2, 1))
    expect(series?.step).toEqual(Float64Array.of(0, 1, 2))
    expect(series?.timestamp[0]).toBe(1_795_425_432_003)
    expect(series?.value.buffer.byteLength).toBe(24)
    expect(kept.seriesOf(folder, 'val/loss')?.value).toEqual(Float64Array.of(9))
    expect(kept.seriesOf(folder, 'none')).toBeNull()
    expect(kept.seriesOf('/store/0/other/metrics', 'loss')).toBeNull()
  })

  it('go with the next reading of their run', () => {
    const { kept } = room(1)
    put(kept, 'loss', [3])
    put(kept, 'loss', [4], '/other')
    kept.forget(folder)
    expect(kept.seriesOf(folder, 'loss')).toBeNull()
    expect(kept.seriesOf('/other', 'loss')?.value).toEqual(Float64Array.of(4))
  })

  it('take no more than the stores of a thread may together', () => {
    const { kept, budget } = room(2)
    const other = createKeptPoints(() => 0, budget)
    const many = Array.from({ length: 13_000 }, (_, at) => at)
    expect(put(other, 'loss', many)).toBe(true)
    expect(put(kept, 'loss', many)).toBe(true)
    expect(budget.bytesLeft).toBe(0)
    // Room is reckoned with the shortest lines, so a second of these does not fit.
    expect(put(kept, 'more', many)).toBe(false)
    expect(kept.seriesOf(folder, 'loss')?.value).toEqual(Float64Array.from(many))
    other.clear()
    expect(put(kept, 'more', many)).toBe(true)
    expect(kept.roomFor(2 ** 20)).toBeNull()
  })

  it('are forgotten after two minutes in which none came', () => {
    const { kept, budget, time } = room(1)
    put(kept, 'loss', [3])
    kept.tidy((time.ms += 119_000))
    expect(kept.seriesOf(folder, 'loss')).not.toBeNull()
    kept.tidy((time.ms += 2_000))
    expect(kept.seriesOf(folder, 'loss')).toBeNull()
    expect(budget.bytesLeft).toBe(chunkBytes)
  })
})
