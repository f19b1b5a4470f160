import type { MetricSeries } from '../../shared/model/run'

/** The points of one metric as they come, with room for more. */
export class HeldSeries {
  readonly key: string
  /** Proves that the points so far still stand (SeriesEnd of source.ts). */
  mark: string | null = null
  count = 0
  #step = new Float64Array(256)
  #timestamp = new Float64Array(256)
  #value = new Float64Array(256)
  #isOrdered = true

  constructor(key: string) {
    this.key = key
  }

  readonly add = (step: number, timestamp: number, value: number): void => {
    const at = this.count
    if (at === this.#step.length) this.#widen(at * 2)
    this.#step[at] = step
    this.#timestamp[at] = timestamp
    this.#value[at] = value
    this.count++
    if (this.#isOrdered && at > 0) this.#isOrdered = !this.#isBefore(at, at - 1)
  }

  readonly restart = (): void => {
    this.count = 0
    this.mark = null
    this.#isOrdered = true
  }

  addAll(step: Float64Array, timestamp: Float64Array, value: Float64Array): void {
    const total = this.count + step.length
    if (total > this.#step.length) this.#widen(total + (total >> 3))
    this.#step.set(step, this.count)
    this.#timestamp.set(timestamp, this.count)
    this.#value.set(value, this.count)
    for (let at = Math.max(1, this.count); this.#isOrdered && at < total; at++)
      this.#isOrdered = !this.#isBefore(at, at - 1)
    this.count = total
  }

  /** The points from `from` on as they came; views, so only until the next `add`. */
  since(from: number): readonly [Float64Array, Float64Array, Float64Array] {
    return [
      this.#step.subarray(from, this.count),
      this.#timestamp.subarray(from, this.count),
      this.#value.subarray(from, this.count),
    ]
  }

  /** In the order of time, step and value where points came out of it. Views: copy what is kept or sent. */
  series(): MetricSeries {
    const [step, timestamp, value] = this.since(0)
    if (this.#isOrdered) return { key: this.key, step, timestamp, value }
    const order = Array.from(step.keys()).sort((a, b) =>
      this.#isBefore(a, b) ? -1 : this.#isBefore(b, a) ? 1 : a - b,
    )
    const pick = (column: Float64Array) => Float64Array.from(order, (at) => column[at] ?? NaN)
    return { key: this.key, step: pick(step), timestamp: pick(timestamp), value: pick(value) }
  }

  get bytes(): number {
    return this.#step.length * 24
  }

  #isBefore(a: number, b: number): boolean {
    const byTime = (this.#timestamp[a] ?? 0) - (this.#timestamp[b] ?? 0)
    if (byTime !== 0) return byTime < 0
    const byStep = (this.#step[a] ?? 0) - (this.#step[b] ?? 0)
    if (byStep !== 0) return byStep < 0
    // NaN is ordered as the 0 that MLflow's database keeps for it.
    return ranked(this.#value[a]) < ranked(this.#value[b])
  }

  #widen(length: number): void {
    this.#step = widened(this.#step, length)
    this.#timestamp = widened(this.#timestamp, length)
    this.#value = widened(this.#value, length)
  }
}

function ranked(value: number | undefined): number {
  return value === undefined || Number.isNaN(value) ? 0 : value
}

function widened(column: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(length)
  wider.set(column)
  return wider
}
