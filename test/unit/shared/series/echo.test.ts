import { describe, expect, it } from 'vitest'
import { withoutEchoes } from '../../../../shared/series/echo'

const series = (points: readonly (readonly [step: number, timestamp: number, value: number])[]) => ({
  key: 'loss',
  step: Float64Array.from(points, ([step]) => step),
  timestamp: Float64Array.from(points, ([, timestamp]) => timestamp),
  value: Float64Array.from(points, ([, , value]) => value),
})
const steps = (points: Parameters<typeof series>[0]) => [...withoutEchoes(series(points)).step]

describe('withoutEchoes', () => {
  it("drops the toolkit's step-0 twin of each value", () => {
    expect(
      steps([
        [0, 100, 2.1],
        [1, 103, 2.1],
        [0, 900, 1.9],
        [2, 902, 1.9],
      ]),
    ).toEqual([1, 2])
  })

  it('treats NaN like any other value', () => {
    expect(
      steps([
        [0, 100, NaN],
        [5, 101, NaN],
      ]),
    ).toEqual([5])
  })

  it.each([
    [
      'another value',
      [
        [0, 100, 2.1],
        [1, 101, 2.2],
      ],
    ],
    [
      'a later time',
      [
        [0, 100, 2.1],
        [1, 5_100, 2.1],
      ],
    ],
    [
      'a true step 0 followed by step 0',
      [
        [0, 100, 2.1],
        [0, 101, 2.1],
      ],
    ],
    [
      'the last point',
      [
        [1, 100, 2.1],
        [0, 101, 2.1],
      ],
    ],
  ] as const)('keeps a step-0 point before %s', (_, points) => {
    const given = series(points)
    expect(withoutEchoes(given)).toBe(given)
  })
})
