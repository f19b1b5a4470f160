import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ratePerSecond } from '../../../../shared/hardware/reading'
import { sharesOf, ticksBetween, wrapOfMach, type CpuTicks } from '../../../../shared/hardware/ticks'

const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const step = fc.integer({ min: 0, max: 2 ** 31 - 1 })
const ticks = (of: fc.Arbitrary<number>) => fc.record({ user: of, system: of, idle: of, nice: of })

describe('CPU ticks', () => {
  it('differ by what was added, also across the wrap at 2^32', () => {
    fc.assert(
      fc.property(ticks(u32), ticks(step), (before, added) => {
        const plus = (field: keyof CpuTicks) => (before[field] + added[field]) % 2 ** 32
        const after = { user: plus('user'), system: plus('system'), idle: plus('idle'), nice: plus('nice') }
        expect(ticksBetween(before, after, wrapOfMach)).toEqual(added)
      }),
    )
  })

  it('make shares that lie between 0 and 1 and add up', () => {
    fc.assert(
      fc.property(ticks(step), (added) => {
        const shares = sharesOf(added)
        if (added.user + added.system + added.idle + added.nice === 0) {
          expect(shares).toBeNull()
          return
        }
        expect(shares!.busyRatio).toBeGreaterThanOrEqual(0)
        expect(shares!.busyRatio).toBeLessThanOrEqual(1)
        expect(shares!.userRatio + shares!.systemRatio).toBeCloseTo(shares!.busyRatio, 9)
      }),
    )
  })

  it('are unknown when a counter without a wrap shrinks', () => {
    const before = { user: 10, system: 10, idle: 10, nice: 0 }
    expect(ticksBetween(before, { ...before, idle: 9 }, null)).toBeNull()
    expect(ticksBetween({ ...before, user: 900 }, before, wrapOfMach)).toBeNull()
  })
})

describe('ratePerSecond', () => {
  it('is never negative, infinite or made of unknowns', () => {
    const counter = fc.option(fc.double({ min: 0, max: 2 ** 53, noNaN: true }))
    const elapsed = fc.oneof(fc.integer({ min: -1e9, max: 1e9 }), fc.constant(NaN))
    fc.assert(
      fc.property(counter, counter, elapsed, (before, now, ms) => {
        const rate = ratePerSecond(before, now, ms)
        if (before === null || now === null || now < before || !(ms > 0)) expect(rate).toBeNull()
        else expect(rate! * ms).toBeCloseTo((now - before) * 1000, -8)
      }),
    )
  })
})
