import type { Columns } from './growing-columns'

/** Enough that handing over costs nothing beside the points; little enough to stay in the processor's cache. */
export const blockPoints = 4_096

/** Points on their way from a store, handed over by the thousand: a call for each takes as long as reading it. */
export class PointBlock {
  count = 0
  readonly step = new Float64Array(blockPoints)
  readonly timestamp = new Float64Array(blockPoints)
  readonly value = new Float64Array(blockPoints)

  get isFull(): boolean {
    return this.count === blockPoints
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
