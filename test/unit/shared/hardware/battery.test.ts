import { expect, it } from 'vitest'
import { batteryOf } from '../../../../shared/hardware/battery'

it.each([
  ['gives', false, 246, { value: 246, class: 'reported' }],
  ['is charged', true, 40, { value: null, class: 'unavailable', reason: 'runs on the adapter' }],
  ['does not say which', undefined, 40, { value: null, reason: 'the battery does not report it' }],
  [
    'is still estimated',
    false,
    65_535,
    { value: null, reason: expect.stringContaining('estimating') as string },
  ],
])('tells the time left of a battery that %s', (_name, isConnected, minutes, expected) => {
  const properties: Record<string, unknown> = { ExternalConnected: isConnected, TimeRemaining: minutes }
  expect(batteryOf((key) => properties[key]).remainingMinutes).toMatchObject(expected)
})
