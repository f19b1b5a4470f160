import { describe, expect, it } from 'vitest'
import { createHardwareFormat, type HardwareUnit } from '../../../../renderer/format/hardware'

const format = createHardwareFormat('en')

describe('hardware quantities', () => {
  it.each<[number | null, HardwareUnit, string]>([
    [null, 'ratio', '–'],
    [NaN, 'watts', '–'],
    [0, 'ratio', '0%'],
    [0.974, 'ratio', '97%'],
    [64 * 2 ** 30, 'memory', '64.0 GB'],
    [1_000 * 2 ** 20, 'memory', '1,000 MB'],
    [2 ** 40, 'memory', '1.0 TB'],
    [1_995_218_165_760, 'storage', '2.0 TB'],
    [0, 'bytesPerSecond', '0 B/s'],
    [4_200_000, 'bytesPerSecond', '4.2 MB/s'],
    [41.26, 'watts', '41.3 W'],
    [62.4, 'celsius', '62 °C'],
    [338e6, 'hertz', '338 MHz'],
    [4_512e6, 'hertz', '4.51 GHz'],
    [2_340, 'rpm', '2,340 rpm'],
  ])('%s %s reads %s', (value, unit, text) => {
    expect(format.text(value, unit)).toBe(text)
  })

  it('labels axes without decimals that say nothing', () => {
    expect([
      format.tick(0, 'watts'),
      format.tick(25, 'watts'),
      format.tick(2.5, 'watts'),
      format.tick(23.54 * 2 ** 30, 'memory'),
    ]).toEqual(['0', '25 W', '2.5 W', '23.5 GB'])
  })
})
