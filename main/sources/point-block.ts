import type { Columns } from './growing-columns'

/** Enough that handing over costs nothing beside the points; little enough to stay in the processor's cache. */
export const blockPoints = 4_096

/** Points on their way from a store, handed over by the thousand: a call for each takes as long as reading it. */
export class PointBlock {
  count = 0
  readonly step: Float64Array
  readonly timestamp: Float64Array
  readonly value: Float64Array
  readonly capacity: number

  constructor(capacity = blockPoints) {
    this.capacity = capacity
    this.step = new Float64Array(capacity)
    this.timestamp = new Float64Array(capacity)
    this.value = new Float64Array(capacity)
  }

  get isFull(): boolean {
    return this.count === this.capacity
  }

  /** What is in it; views, which the next points overwrite. */
  columns(): Columns {
    const { count } = this
    return [this.step.subarray(0, count), this.timestamp.subarray(0, count), this.value.subarray(0, count)]
  }

  handTo(taker: { addAll(points: Columns): void }): void {
    if (this.count > 0) taker.addAll(this.columns())
    this.count = 0
  }
}
