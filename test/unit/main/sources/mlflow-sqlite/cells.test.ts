import { expect, it } from 'vitest'
import {
  loggedModelStatusOf,
  metricOf,
  metricTimeOf,
  stageOf,
  statusOf,
  textOf,
  timeOf,
} from '../../../../../main/sources/mlflow-sqlite/cells'

it.each([
  [0.5, 0, 0.5],
  [0, 1, Number.NaN],
  [0.5, null, 0.5],
  [1.7976931348623157e308, 0, Number.POSITIVE_INFINITY],
  [-1.7976931348623157e308, 0, Number.NEGATIVE_INFINITY],
  [1.797e308, 0, 1.797e308],
  [null, 0, Number.NaN],
  ['text', 0, Number.NaN],
])('metric %s with is_nan %s is %s', (value, isNan, expected) => {
  expect(metricOf(value, isNan)).toBe(expected)
})

it.each([
  ['KILLED', null, 'KILLED'],
  ['FINISHED', 5, 'FINISHED'],
  [null, null, 'RUNNING'],
  ['PAUSED', 5, 'FINISHED'],
])('status %s of a run that ended at %s is %s', (cell, endTime, expected) => {
  expect(statusOf(cell, endTime)).toBe(expected)
})

it('takes a metric time of ten digits for seconds, as old clients wrote it', () => {
  expect(metricTimeOf(1_568_800_000)).toBe(1_568_800_000_000)
  expect(metricTimeOf(1_568_800_000_000)).toBe(1_568_800_000_000)
  expect([metricTimeOf(0), metricTimeOf(7), metricTimeOf(null)]).toEqual([0, 7, 0])
})

it('reads any cell as text or as nothing', () => {
  expect([textOf('a'), textOf(5), textOf(2n ** 60n), textOf(Buffer.from('é')), textOf(null)]).toEqual([
    'a',
    '5',
    '1152921504606846976',
    'é',
    null,
  ])
})

it('reads times and stages of damaged rows as unknown and active', () => {
  expect([timeOf(5), timeOf('5'), timeOf(Number.NaN), timeOf(null)]).toEqual([5, null, null, null])
  expect([stageOf('deleted'), stageOf('active'), stageOf(null)]).toEqual(['deleted', 'active', 'active'])
})

it('names the status of a LoggedModel', () => {
  expect([0, 1, 2, 3, 9, null].map(loggedModelStatusOf)).toEqual([
    'UNSPECIFIED',
    'PENDING',
    'READY',
    'UPLOAD_FAILED',
    '9',
    null,
  ])
})
