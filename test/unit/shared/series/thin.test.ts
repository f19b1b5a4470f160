import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pick, thinnedIndices, thinSeries } from '../../../../shared/series/thin'

const anyValue = fc.oneof(
  { weight: 8, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity) },
)
const anyValues = fc.array(anyValue, { minLength: 1, maxLength: 800 }).map((list) => Float64Array.from(list))
const anyLimit = fc.integer({ min: 4, max: 120 })

describe('thinnedIndices', () => {
  it('stays within the limit, ascends without repeats and keeps both ends', () => {
    fc.assert(
      fc.property(anyValues, anyLimit, (values, limit) => {
        const kept = [...thinnedIndices(values, limit)]
        expect(kept.length).toBeLessThanOrEqual(limit)
        expect(kept.every((index, at) => at === 0 || index > kept[at - 1]!)).toBe(true)
        expect([kept[0], kept.at(-1)]).toEqual([0, values.length - 1])
      }),
    )
  })

  it('keeps the lowest and the highest finite value of every bucket', () => {
    fc.assert(
      fc.property(anyValues, anyLimit, (values, limit) => {
        const kept = new Set(thinnedIndices(values, limit))
        if (values.length <= limit) return
        const hasGaps = limit >= 5 && values.some((value) => !Number.isFinite(value))
        const buckets = Math.max(1, Math.floor((limit - 2) / (hasGaps ? 3 : 2)))
        for (let bucket = 0; bucket < buckets; bucket += 1) {
          const start = Math.floor((bucket * values.length) / buckets)
          const end = Math.floor(((bucket + 1) * values.length) / buckets)
          const finite = [...values.slice(start, end)].filter(Number.isFinite)
          if (finite.length === 0) continue
          const keptHere = [...kept]
            .filter((index) => index >= start && index < end)
            .map((index) => values[index])
          expect(keptHere).toContain(Math.min(...finite))
          expect(keptHere).toContain(Math.max(...finite))
        }
      }),
    )
  })

  it('keeps a gap wherever a bucket has one', () => {
    fc.assert(
      fc.property(anyValues, fc.integer({ min: 5, max: 120 }), (values, limit) => {
        const kept = thinnedIndices(values, limit)
        const hadGap = values.some((value) => !Number.isFinite(value))
        expect([...kept].some((index) => !Number.isFinite(values[index]))).toBe(hadGap)
      }),
    )
  })

  it('never loses a one-sample spike in a million points', () => {
    const values = new Float64Array(1_000_000).fill(0.5)
    values[613_254] = 4.1
    expect([...pick(values, thinnedIndices(values, 4_000))]).toContain(4.1)
  })
})

describe('thinSeries', () => {
  it('keeps step, time and value of a point together', () => {
    const steps = Float64Array.from({ length: 500 }, (_, index) => index)
    const thinned = thinSeries(
      { key: 'loss', step: steps, timestamp: steps.map((s) => s * 10), value: steps.map((s) => s % 7) },
      40,
    )
    expect(thinned.step.length).toBeLessThanOrEqual(40)
    expect([...thinned.timestamp]).toEqual([...thinned.step].map((step) => step * 10))
    expect([...thinned.value]).toEqual([...thinned.step].map((step) => step % 7))
  })

  it('gives a short series back as it is', () => {
    const series = {
      key: 'a',
      step: new Float64Array(3),
      timestamp: new Float64Array(3),
      value: new Float64Array(3),
    }
    expect(thinSeries(series, 4)).toBe(series)
  })
})
