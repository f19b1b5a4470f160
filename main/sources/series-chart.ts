import type { MetricSeries } from '../../shared/model/run'
import { withoutEchoes } from '../../shared/series/echo'
import { thinnedCopy, thinSeries } from '../../shared/series/thin'
import { isOrdered, type HeldSeries } from './held-series'

/** What a chart shows of a history, in arrays of its own. */
export interface Chart {
  /** Without echoes, thinned. */
  readonly series: MetricSeries
  /** Before thinning. */
  readonly pointCount: number
}

/** A chart together with what it is of. */
export interface KeptChart extends Chart {
  /** How many points it may have. */
  readonly maxPoints: number
  /** How many points, echoes included, were held when it was made. */
  readonly count: number
}

/** Larger ones are asked for by somebody who looks closely, and seldom twice. */
const largestKept = 10_000
/** Shorter ones are thinned in no time. */
const fewestPoints = 20_000

/**
 * The chart of a history, made once and kept up as points come: to go through a million points takes tens of ms, and
 * needs them in memory. Points that came since are thinned by themselves and put behind, until they are too many.
 */
export class SeriesChart {
  readonly #held: HeldSeries
  #kept: (KeptChart & { readonly epoch: number }) | null = null

  constructor(held: HeldSeries) {
    this.#held = held
  }

  get bytes(): number {
    return (this.#kept?.series.value.byteLength ?? 0) * 3
  }

  /** A chart of what is held, from elsewhere. */
  adopt(chart: KeptChart): void {
    this.#kept = { ...chart, epoch: this.#held.epoch }
  }

  of(maxPoints: number): Chart {
    const known = this.#known(maxPoints)
    if (known !== null) return known
    const held = this.#held
    const whole = withoutEchoes(held.series())
    const chart = { series: thinnedCopy(whole, maxPoints), pointCount: whole.value.length }
    if (held.count >= fewestPoints && maxPoints <= largestKept) {
      this.adopt({ ...chart, maxPoints, count: held.count })
    }
    return chart
  }

  /** The chart of all that is held now, as far as it can be had without going through all points. */
  kept(): KeptChart | null {
    const maxPoints = this.#kept?.maxPoints ?? 0
    const chart = this.#known(maxPoints)
    return chart && { ...chart, maxPoints, count: this.#held.count }
  }

  #known(maxPoints: number): Chart | null {
    const kept = this.#kept
    if (kept?.epoch !== this.#held.epoch || kept.maxPoints !== maxPoints) return null
    if (kept.count === this.#held.count) return kept
    return this.#held.count - kept.count > kept.count >> 5 ? null : this.#continued(kept)
  }

  /** Null when the points that came belong between those before. */
  #continued(kept: KeptChart): Chart | null {
    const { key, step, timestamp, value } = kept.series
    const end = value.length - 1
    // From the last point before on: the first one that came may be its echo.
    const [steps, timestamps, values] = this.#held.since(kept.count)
    const later = [
      joined(step.subarray(end), steps),
      joined(timestamp.subarray(end), timestamps),
      joined(value.subarray(end), values),
    ] as const
    if (!isOrdered(later, 1)) return null
    const fresh = withoutEchoes({ key, step: later[0], timestamp: later[1], value: later[2] })
    const share = Math.round((kept.maxPoints * fresh.value.length) / this.#held.count)
    const behind = thinSeries(fresh, Math.max(5, share))
    const series = {
      key,
      step: joined(step.subarray(0, end), behind.step),
      timestamp: joined(timestamp.subarray(0, end), behind.timestamp),
      value: joined(value.subarray(0, end), behind.value),
    }
    return {
      series: thinSeries(series, kept.maxPoints),
      pointCount: kept.pointCount - 1 + fresh.value.length,
    }
  }
}

function joined(before: Float64Array, behind: Float64Array): Float64Array {
  const both = new Float64Array(before.length + behind.length)
  both.set(before)
  both.set(behind, before.length)
  return both
}
