import type { MetricSeries } from '../../shared/model/run'
import { GrowingColumns, type Columns } from './growing-columns'

/** Points that are known of without being in memory. */
export interface DeferredPoints {
  readonly count: number
  /** Adds them, and any that follow them; false when they are not to be had any more. */
  readonly read: (into: HeldSeries) => boolean
}

/** Deferred points could not be had: what is held is worth nothing, and has to be read from the beginning. */
export class PointsLost extends Error {}

/** The points of one metric as they come, with room for more. */
export class HeldSeries {
  readonly key: string
  /** Proves that the points so far still stand (SeriesEnd of source.ts). */
  mark: string | null = null
  /** Another number after each restart: what was made of the points before is of other ones. */
  epoch = 0
  #columns = new GrowingColumns()
  #isOrdered = true
  /** They stand before those in the columns. */
  #deferred: DeferredPoints | null = null

  constructor(key: string) {
    this.key = key
  }

  get count(): number {
    return (this.#deferred?.count ?? 0) + this.#columns.count
  }

  get bytes(): number {
    return this.#columns.bytes
  }

  readonly restart = (): void => {
    this.#columns.count = 0
    this.mark = null
    this.#isOrdered = true
    this.#deferred = null
    this.epoch += 1
  }

  /** Starts anew with points that are read when somebody wants to see them; `mark` is of their end. */
  defer(points: DeferredPoints, mark: string): void {
    this.restart()
    this.#deferred = points
    this.mark = mark
  }

  /** That many more points are to come, about. */
  readonly expect = (points: number): void => {
    this.#columns.expect(points)
  }

  readonly addAll = (points: Columns): void => {
    const from = this.#columns.count
    this.#columns.addAll(points)
    this.#look(from)
  }

  /** Has `points` more points filled in in place; true from `fill` when they shall count. */
  fill(points: number, fill: (columns: Columns) => boolean): boolean {
    this.#bringAll()
    const from = this.count
    const isGood = fill(this.#columns.room(points))
    if (isGood) this.#columns.count = from + points
    if (isGood) this.#look(from)
    return isGood
  }

  /** The points from `from` on as they came; views, so only until the next ones come. */
  since(from: number): Columns {
    if (from < (this.#deferred?.count ?? 0)) this.#bringAll()
    return this.#columns.since(from - (this.#deferred?.count ?? 0))
  }

  #bringAll(): void {
    const deferred = this.#deferred
    if (deferred === null) return
    const before = new HeldSeries(this.key)
    if (!deferred.read(before) || before.count < deferred.count) throw new PointsLost()
    const later = this.#columns.since(0)
    before.#columns.count = deferred.count
    before.#columns.addAll(later)
    this.#columns = before.#columns
    this.#deferred = null
    this.#isOrdered = before.#isOrdered
    this.#look(deferred.count)
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

  /** Whether the points in the columns continue the order from `from` on. */
  #look(from: number): void {
    this.#isOrdered &&= isOrdered(this.#columns.since(0), from)
  }
}

/** Whether each point from `from` on stands behind the one before it by time, step and value. */
export function isOrdered(columns: Columns, from: number): boolean {
  const [, timestamp] = columns
  for (let at = Math.max(1, from); at < timestamp.length; at++) {
    if ((timestamp[at] ?? 0) > (timestamp[at - 1] ?? 0) || !isBefore(columns, at, at - 1)) continue
    return false
  }
  return true
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
