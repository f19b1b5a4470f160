import type { MetricSeries } from '../../shared/model/run'
import { GrowingColumns, type Columns } from './growing-columns'

/** The points of one metric as they come, with room for more. */
export class HeldSeries {
  readonly key: string
  /** Proves that the points so far still stand (SeriesEnd of source.ts). */
  mark: string | null = null
  readonly #columns = new GrowingColumns()
  #isOrdered = true

  constructor(key: string) {
    this.key = key
  }

  get count(): number {
    return this.#columns.count
  }

  get bytes(): number {
    return this.#columns.bytes
  }

  readonly restart = (): void => {
    this.#columns.count = 0
    this.mark = null
    this.#isOrdered = true
  }

  /** That many more points are to come, about. */
  readonly expect = (points: number): void => {
    this.#columns.expect(points)
  }

  readonly addAll = (points: Columns): void => {
    const from = this.count
    this.#columns.addAll(points)
    this.#look(from)
  }

  /** Has `points` more points filled in in place; true from `fill` when they shall count. */
  fill(points: number, fill: (columns: Columns) => boolean): boolean {
    const from = this.count
    const isGood = fill(this.#columns.room(points))
    if (isGood) this.#columns.count = from + points
    if (isGood) this.#look(from)
    return isGood
  }

  /** The points from `from` on as they came; views, so only until the next ones come. */
  since(from: number): Columns {
    return this.#columns.since(from)
  }

  /** In the order of time, step and value where points came out of it. Views: copy what is kept or sent. */
  series(): MetricSeries {
    const columns = this.since(0)
    const [step, timestamp, value] = columns
    if (this.#isOrdered) return { key: this.key, step, timestamp, value }
    const order = Array.from(step.keys()).sort((a, b) =>
      isBefore(columns, a, b) ? -1 : isBefore(columns, b, a) ? 1 : a - b,
    )
    const pick = (column: Float64Array) => Float64Array.from(order, (at) => column[at] ?? NaN)
    return { key: this.key, step: pick(step), timestamp: pick(timestamp), value: pick(value) }
  }

  /** Whether the points from `from` on continue the order. */
  #look(from: number): void {
    if (!this.#isOrdered) return
    const columns = this.since(0)
    const [, timestamp] = columns
    for (let at = Math.max(1, from); at < timestamp.length; at++) {
      if ((timestamp[at] ?? 0) > (timestamp[at - 1] ?? 0) || !isBefore(columns, at, at - 1)) continue
      this.#isOrdered = false
      return
    }
  }
}

function isBefore([steps, timestamps, values]: Columns, a: number, b: number): boolean {
  const byTime = (timestamps[a] ?? 0) - (timestamps[b] ?? 0)
  if (byTime !== 0) return byTime < 0
  const byStep = (steps[a] ?? 0) - (steps[b] ?? 0)
  if (byStep !== 0) return byStep < 0
  // NaN is ordered as the 0 that MLflow's database keeps for it.
  return ranked(values[a]) < ranked(values[b])
}

function ranked(value: number | undefined): number {
  return value === undefined || Number.isNaN(value) ? 0 : value
}
