import { describe, expect, it } from 'vitest'
import { summarize } from '../../../../shared/series/summary'

const series = (...value: number[]) => ({
  key: 'loss',
  step: Float64Array.from(value, (_, index) => index * 10),
  timestamp: Float64Array.from(value, (_, index) => 1_000 + index),
  value: Float64Array.from(value),
})

describe('summarize', () => {
  it('looks past what is no number', () => {
    expect(summarize(series(NaN, 3, Infinity, 1, 2, NaN))).toEqual({
      pointCount: 6,
      nonFiniteCount: 3,
      first: { value: 3, step: 10, timestamp: 1_001 },
      last: { value: 2, step: 40, timestamp: 1_004 },
      lowest: { value: 1, step: 30, timestamp: 1_003 },
      highest: { value: 3, step: 10, timestamp: 1_001 },
    })
  })

  it('knows nothing of a series without a finite value', () => {
    expect(summarize(series(NaN))).toMatchObject({
      pointCount: 1,
      nonFiniteCount: 1,
      first: null,
      highest: null,
    })
  })
})
