import { expect, it } from 'vitest'
import { sparkLines, sparkSpanMs } from '../../../../renderer/hardware/spark-scene'

const seconds = (...list: number[]) => list.map((second) => second * 1_000)

it('draws the newest value at the right edge of a minute, and breaks where nothing was known', () => {
  const points = { takenAt: seconds(30, 31, 32, 59, 60), values: [0, 1, null, 0.5, 1] }
  const lines = sparkLines(points, 1, 60, 23)
  expect(lines.map((line) => line.map(([x, y]) => [Math.round(x), y]))).toEqual([
    [
      [30, 21.5],
      [31, 1.5],
    ],
    [
      [59, 11.5],
      [60, 1.5],
    ],
  ])
})

it('spans more than a minute when samples come rarely', () => {
  expect(sparkSpanMs(seconds(0, 1, 2))).toBe(60_000)
  expect(sparkSpanMs(seconds(0, 10, 20, 30))).toBe(200_000)
})
