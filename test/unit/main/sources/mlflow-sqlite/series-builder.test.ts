import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createSeriesBuilder } from '../../../../../main/sources/mlflow-sqlite/series-builder'

type Point = readonly [timestamp: number, step: number, value: number]

function build(points: readonly Point[]): Point[] {
  const builder = createSeriesBuilder('loss')
  for (const point of points) builder.add(...point)
  const { key, timestamp, step, value } = builder.build()
  expect(key).toBe('loss')
  expect([step.length, value.length]).toEqual([timestamp.length, timestamp.length])
  return [...timestamp].map((at, index) => [at, step[index]!, value[index]!])
}

const small = fc.integer({ min: -3, max: 3 })

it('gives back every point, ordered by time, step and value', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(small, small, small), { maxLength: 700 }), (points) => {
      const expected = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2])
      expect(build(points)).toEqual(expected)
    }),
  )
})

it('keeps NaN and infinities where they belong, NaN as the 0 that is stored for it', () => {
  const [nan, plus, minus] = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  expect(
    build([plus, nan, 1, minus, -1].map((value) => [0, 0, value] as const)).map(([, , value]) => value),
  ).toEqual([minus, -1, nan, 1, plus])
})

it('makes empty arrays of no points', () => {
  expect(build([])).toEqual([])
})
