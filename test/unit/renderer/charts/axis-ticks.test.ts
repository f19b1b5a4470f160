import { describe, expect, it } from 'vitest'
import { durationInterval, durationTick, logExtent } from '../../../../renderer/charts/axis-ticks'

const minute = 60_000
const hour = 60 * minute

describe('durationInterval', () => {
  it.each([
    [42 * minute, 10 * minute],
    [8 * hour, 2 * hour],
    [100_000, 30_000],
    [30 * 24 * hour, 10 * 24 * hour],
    [4_000 * 24 * hour, 1_000 * 24 * hour],
  ])('over %s ms is %s ms', (range, interval) => {
    expect(durationInterval(range, 4)).toBe(interval)
  })
})

describe('durationTick', () => {
  it.each([
    [0, '0'],
    [250, '250 ms'],
    [90_000, '1m 30s'],
    [15 * minute, '15m'],
    [36 * hour, '1d 12h'],
    [-30_000, '-30s'],
  ])('%s ms is %s', (ms, text) => {
    expect(durationTick(ms)).toBe(text)
  })
})

describe('logExtent', () => {
  it('leaves room on both sides, also around a constant', () => {
    for (const [lowest, highest] of [
      [0.4, 2.7],
      [3, 3],
    ] as const) {
      const { min, max } = logExtent(lowest, highest)
      expect(min).toBeLessThan(lowest)
      expect(max).toBeGreaterThan(highest)
      expect(min).toBeGreaterThan(0)
    }
  })
})
