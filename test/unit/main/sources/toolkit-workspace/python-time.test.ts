import { expect, it } from 'vitest'
import { inZone } from '../../../../support/time-zone'
import { parsePythonTime } from '../../../../../main/sources/toolkit-workspace/python-time'

it.each<[string | null, string | null]>([
  ['2025-10-24T09:17:12.591676+00:00', '2025-10-24T09:17:12.591Z'],
  ['2025-10-24T09:17:12+00:00', '2025-10-24T09:17:12.000Z'],
  ['2025-10-24 09:17:12.591676+00:00', '2025-10-24T09:17:12.591Z'],
  ['2025-10-24T11:17:12+0200', '2025-10-24T09:17:12.000Z'],
  ['2025-10-24T11:17:12 +02', '2025-10-24T09:17:12.000Z'],
  ['2025-10-24T09:17:12', '2025-10-24T09:17:12.000Z'],
  ['2025-10-24 09:17', '2025-10-24T09:17:00.000Z'],
  ['2025-10-24', '2025-10-24T00:00:00.000Z'],
  ['2025-10-24T09:17:12Z', '2025-10-24T09:17:12.000Z'],
  ['2025-13-45T09:17:12Z', null],
  ['yesterday', null],
  ['', null],
  [null, null],
])('%s is %s', (text, expected) => {
  const epochMs = parsePythonTime(text, 'utc')
  expect(epochMs === null ? null : new Date(epochMs).toISOString()).toBe(expected)
})

it.each([
  ['2025-10-24T09:17:12.591676', '2025-10-24T16:17:12.591Z'],
  ['2025-10-24 09:17', '2025-10-24T16:17:00.000Z'],
  ['2025-10-24', '2025-10-24T07:00:00.000Z'],
  ['2025-12-24T09:17:12', '2025-12-24T17:17:12.000Z'],
  ['2025-10-24T09:17:12Z', '2025-10-24T09:17:12.000Z'],
  ['2025-10-24T11:17:12+02:00', '2025-10-24T09:17:12.000Z'],
])('%s is %s where Python said `datetime.now()` in Los Angeles', (text, expected) => {
  const epochMs = inZone('America/Los_Angeles', () => parsePythonTime(text, 'local'))
  expect(epochMs === null ? null : new Date(epochMs).toISOString()).toBe(expected)
})
