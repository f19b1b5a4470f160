import { expect, it } from 'vitest'
import { samplePace } from '../../../../main/engine/sample-pace'
import { unavailable, type PowerMode, type Reading } from '../../../../shared/model/hardware'
import { blankGroups } from '../../../../shared/hardware/sample'

const known = <T>(value: T): Reading<T> => ({ value, class: 'reported' })
const sample = (isExternalConnected: Reading<boolean>, mode: Reading<PowerMode>) => ({
  battery: { ...blankGroups.battery, isExternalConnected },
  power: { ...blankGroups.power, mode },
})
const none = unavailable<never>('not known')

it.each([
  { slower: true, now: sample(known(false), known('automatic' as const)), expected: 4_000 },
  { slower: true, now: sample(known(true), known('low' as const)), expected: 4_000 },
  { slower: true, now: sample(known(true), known('high' as const)), expected: 1_000 },
  { slower: true, now: sample(none, none), expected: 1_000 },
  { slower: true, now: null, expected: 1_000 },
  { slower: false, now: sample(known(false), known('low' as const)), expected: 1_000 },
])('samples every $expected ms (slower wanted: $slower)', ({ slower, now, expected }) => {
  expect(samplePace({ sampleIntervalMs: 1_000, sampleSlowerOnBattery: slower }, now)).toBe(expected)
})
