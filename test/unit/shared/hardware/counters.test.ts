import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseVoltageStates } from '../../../../shared/hardware/dvfs'
import { increase } from '../../../../shared/hardware/element'
import { createEnergyTrack } from '../../../../shared/hardware/energy-track'
import { activityOf, stateTable } from '../../../../shared/hardware/residency'
import { sharesOf, ticksBetween, wrapOfMach } from '../../../../shared/hardware/ticks'

const view = (value: bigint) => {
  const made = new DataView(new ArrayBuffer(8))
  made.setBigInt64(0, BigInt.asIntN(64, value), true)
  return made
}
const unset = -(2n ** 63n)
const counter = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n })

describe('the difference of two counters', () => {
  it('is exact below 2^53, whatever the counters themselves are', () => {
    const step = fc.bigInt({ min: 0n, max: 2n ** 53n - 1n })
    fc.assert(
      fc.property(counter, step, (start, gain) => {
        fc.pre(start + gain < 2n ** 63n)
        expect(increase(view(start), 0, view(start + gain), 0)).toBe(Number(gain))
      }),
      { numRuns: 2_000 },
    )
  })

  it('is not known when a counter shrank or was never filled in', () => {
    fc.assert(
      fc.property(counter, counter, (one, other) => {
        fc.pre(one !== other)
        const [low, high] = one < other ? [one, other] : [other, one]
        expect(increase(view(high), 0, view(low), 0)).toBeNull()
        expect(increase(view(unset), 0, view(one), 0)).toBeNull()
        expect(increase(view(one), 0, view(unset), 0)).toBeNull()
      }),
      { numRuns: 500 },
    )
  })
})

describe('residency', () => {
  const states = fc.array(
    fc.record({
      name: fc.constantFrom('IDLE', 'DOWN', 'OFF', 'V0P2', 'V1P1', 'V2P0', 'P1', 'P15', 'V19P0', 'ODD', ''),
      gain: fc.oneof(fc.constant(0), fc.nat(24_000_000)),
    }),
    { maxLength: 24 },
  )
  const table = fc.array(fc.integer({ min: 100, max: 6_000 }), { maxLength: 20 })

  it('gives a share of 0 to 1 and a frequency within its table, or says that it does not know', () => {
    fc.assert(
      fc.property(states, table, (given, megahertz) => {
        const frequencies = megahertz.map((value) => value * 1e6).toSorted((a, b) => a - b)
        const result = activityOf(
          given.map(({ gain }) => gain),
          stateTable(
            given.map(({ name }) => name),
            frequencies,
          ),
        )
        const total = given.reduce((sum, { gain }) => sum + gain, 0)
        if (total === 0) expect(result).toBeNull()
        if (result === null) return
        expect(result.activeRatio).toBeGreaterThanOrEqual(0)
        expect(result.activeRatio).toBeLessThanOrEqual(1)
        if (result.frequencyHz === null) return
        expect(result.frequencyHz).toBeGreaterThanOrEqual((frequencies[0] ?? NaN) * (1 - 1e-12))
        expect(result.frequencyHz).toBeLessThanOrEqual((frequencies.at(-1) ?? NaN) * (1 + 1e-12))
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('energy', () => {
  const perSecond = 24e6
  const reading = fc.record({
    value: fc.oneof(fc.bigInt({ min: 0n, max: 10n ** 13n }), fc.constant(unset)),
    ticks: fc.nat(2 ** 40),
    now: fc.option(fc.nat(2 ** 40), { nil: null }),
  })

  it('is never negative, NaN or infinite, and absent with a reason', () => {
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 30 }), fc.boolean(), (readings, canRest) => {
        const track = createEnergyTrack({ joulesPerCount: 1e-3, canRest, ticksPerSecond: perSecond })
        for (const { value, ticks, now } of readings) {
          const told = track.next(view(value), 0, ticks, now)
          if (told.value === null) expect(told.reason).toMatch(/./)
          else expect(told.value >= 0 && Number.isFinite(told.value)).toBe(true)
          // A chip that cannot rest is never at 0 W.
          if (!canRest) expect(told.value).not.toBe(0)
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('is the true mean power however a steady counter is published in batches', () => {
    const batches = fc.array(fc.integer({ min: 2, max: 50 }), { minLength: 3, maxLength: 20 })
    fc.assert(
      fc.property(batches, fc.integer({ min: 1, max: 100 }), (tenths, watts) => {
        const track = createEnergyTrack({ joulesPerCount: 1e-3, canRest: false, ticksPerSecond: perSecond })
        let seconds = 10
        for (const [index, tenth] of tenths.entries()) {
          seconds += tenth / 10
          const told = track.next(
            view(BigInt(Math.round(seconds * watts * 1000))),
            0,
            seconds * perSecond,
            seconds * perSecond,
          )
          if (index > 0) expect(told.value).toBeCloseTo(watts, 1)
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('CPU ticks', () => {
  it('add up to whole shares across a wrap, and to none across a reset', () => {
    const count = fc.nat(wrapOfMach - 1)
    const gain = fc.nat(100_000)
    fc.assert(
      fc.property(count, count, gain, gain, (user, idle, busyGain, idleGain) => {
        const after = (from: number, by: number) => (from + by) % wrapOfMach
        const before = { user, system: 0, idle, nice: 0 }
        const now = { user: after(user, busyGain), system: 0, idle: after(idle, idleGain), nice: 0 }
        const shares = sharesOf(ticksBetween(before, now, wrapOfMach))
        if (busyGain + idleGain === 0) expect(shares).toBeNull()
        else expect(shares?.busyRatio).toBeCloseTo(busyGain / (busyGain + idleGain), 9)
      }),
      { numRuns: 500 },
    )
    expect(
      ticksBetween({ user: 9, system: 9, idle: 9, nice: 9 }, { user: 1, system: 9, idle: 9, nice: 9 }, null),
    ).toBeNull()
  })
})

it('no bytes make a frequency table outside of 100 MHz to 6 GHz, or one that falls', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 256 }), (bytes) => {
      const table = parseVoltageStates(bytes)
      const steps = (table ?? []).filter((hertz) => hertz > 0)
      expect(
        steps.every((hertz, index) => hertz >= 100e6 && hertz <= 6e9 && hertz >= (steps[index - 1] ?? 0)),
      ).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})
