import fc from 'fast-check'
import { expect, it } from 'vitest'
import { roundTicks } from '../../../../../renderer/components/monitoring/time-chart'

it.each([
  [0, 0.4286, [0, 0.2, 0.4]],
  [0, 82.5, [0, 25, 50, 75]],
  [0, 1, [0, 0.5, 1]],
  [0.74, 0.92, [0.75, 0.8, 0.85, 0.9]],
  [-3, 3, [-2.5, 0, 2.5]],
  [5, 5, [5]],
])('marks an axis from %d to %d at round values', (lowest, highest, ticks) => {
  expect(roundTicks(lowest, highest)).toEqual(ticks)
})

it('marks two to five values within any axis', () => {
  const value = fc.double({ min: -1e9, max: 1e9, noNaN: true })
  const span = fc.double({ min: 1e-3, max: 1e9, noNaN: true })
  fc.assert(
    fc.property(value, span, (lowest, width) => {
      const ticks = roundTicks(lowest, lowest + width)
      expect(ticks.length).toBeGreaterThanOrEqual(1)
      expect(ticks.length).toBeLessThanOrEqual(6)
    }),
  )
})
