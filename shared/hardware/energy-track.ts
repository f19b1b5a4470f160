import { increase } from './element'
import { needsTwoReadings } from './reading'
import { unavailable, type Reading } from '../model/hardware'

/**
 * Power from an energy counter that may be published in batches. macOS 27 holds most counters back and moves them
 * every 2 s to 30 min, value and timestamp together, so that power is the change between two publications over the
 * time between their timestamps, held until the next one and then given up: never 0.
 */
export interface EnergyTrack {
  /** `joules` per count; `canRest` if 0 W is possible (an ANE, but no CPU). Ticks are of `ticksPerSecond`. */
  next(view: DataView, valueAt: number, ticks: number, nowTicks: number | null): Reading
  reset(): void
}

interface EnergyOptions {
  readonly joulesPerCount: number
  readonly canRest: boolean
  readonly ticksPerSecond: number
}

/** Publications come with tails of 9–29 ms that belong to the next. */
const shortestSpanSeconds = 0.05
const shortestHoldSeconds = 10
const futureSeconds = 1

const notPublished = 'not published by this version of macOS at the moment'
export const allZero = 'this counter stays at 0 here'
const invalid = 'the driver does not fill this counter in'

export function createEnergyTrack(options: EnergyOptions): EnergyTrack {
  const { joulesPerCount, canRest, ticksPerSecond } = options
  const baseline = new DataView(new ArrayBuffer(8))
  let baselineTicks: number | null = null
  let watts: number | null = null
  let spanSeconds = 0
  let missing = needsTwoReadings

  const rebase = (view: DataView, valueAt: number, ticks: number) => {
    baseline.setUint32(0, view.getUint32(valueAt, true), true)
    baseline.setUint32(4, view.getUint32(valueAt + 4, true), true)
    baselineTicks = ticks
  }
  const restart = (view: DataView, valueAt: number, ticks: number, reason: string) => {
    rebase(view, valueAt, ticks)
    watts = null
    missing = reason
    return unavailable(reason)
  }
  const hold = (nowTicks: number | null): Reading => {
    if (watts === null) return unavailable(missing)
    const ageSeconds = ((nowTicks ?? baselineTicks ?? 0) - (baselineTicks ?? 0)) / ticksPerSecond
    if (ageSeconds <= Math.max(shortestHoldSeconds, 2 * spanSeconds))
      return { value: watts, class: 'calculated' }
    watts = null
    missing = notPublished
    return unavailable(missing)
  }
  return {
    next(view, valueAt, ticks, nowTicks) {
      if (isUnset(view, valueAt)) return unavailable(invalid)
      if (baselineTicks === null) return restart(view, valueAt, ticks, needsTwoReadings)
      if (nowTicks !== null && ticks > nowTicks + futureSeconds * ticksPerSecond) return hold(nowTicks)
      const gained = increase(baseline, 0, view, valueAt)
      if (gained === null || ticks < baselineTicks)
        return restart(view, valueAt, ticks, 'the counter started again')
      const seconds = (ticks - baselineTicks) / ticksPerSecond
      if (gained === 0 && isZero(view, valueAt)) return unavailable(allZero)
      if (gained === 0 && !canRest) return hold(nowTicks ?? ticks)
      if (seconds < shortestSpanSeconds) return hold(nowTicks)
      rebase(view, valueAt, ticks)
      spanSeconds = seconds
      watts = (gained * joulesPerCount) / seconds
      return { value: watts, class: 'calculated' }
    },
    reset() {
      baselineTicks = null
      watts = null
      missing = needsTwoReadings
    },
  }
}

function isUnset(view: DataView, offset: number): boolean {
  return view.getUint32(offset + 4, true) === 0x80000000 && view.getUint32(offset, true) === 0
}

function isZero(view: DataView, offset: number): boolean {
  return view.getUint32(offset, true) === 0 && view.getUint32(offset + 4, true) === 0
}
