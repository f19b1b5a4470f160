import { describe, expect, it } from 'vitest'
import { metricSentence } from '../../../../renderer/charts/metric-sentence'
import { createNumberFormats } from '../../../../renderer/format/numbers'
import { createTimeFormats } from '../../../../renderer/format/times'
import { summarize } from '../../../../shared/series/summary'

const format = { ...createNumberFormats('en-US'), ...createTimeFormats('en-GB', 'UTC') }
const say = (...values: number[]) =>
  metricSentence(
    'loss',
    summarize({
      key: 'loss',
      step: Float64Array.from(values, (_, index) => index * 920),
      timestamp: Float64Array.from(values.keys()),
      value: Float64Array.from(values),
    }),
    format,
  )

describe('metricSentence', () => {
  it('says how it went', () => {
    expect(say(2.31, 4.1, 1.732)).toBe(
      'loss fell from 2.310 to 1.732 over 1,840 steps; lowest 1.732 at step 1,840, highest 4.100 at step 920.',
    )
  })

  it('counts what is no number', () => {
    expect(say(1, NaN, 2)).toContain('; 1 of its 3 values not a number.')
  })

  it('says so when there is one point, or none', () => {
    expect([say(0.5), say(), say(NaN), say(NaN, NaN)]).toEqual([
      'loss is 0.5000.',
      'loss has no points.',
      'loss has 1 point, which is no number.',
      'loss has 2 points, none of them a number.',
    ])
  })
})
