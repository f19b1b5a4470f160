import type { MetricSeries } from '../../../shared/model/run'

/** Whether a step that falls back means that training began again from there, or the points stand as they are. */
export type FallingSteps = 'restart' | 'stand'

/**
 * The points of one metric in the order they were logged. A step that falls back behind its predecessor means that
 * training went on from a checkpoint: the points at that step and after it are those of the abandoned attempt, and
 * go. TensorBoard's own loader draws it so (RustBoard, data/reservoir.rs: a record preempts those of its step and
 * above); a step logged twice in a row is kept twice here, since nothing was abandoned.
 */
export class PointColumns {
  #step = new Float64Array(64)
  #timestamp = new Float64Array(64)
  #value = new Float64Array(64)
  #count = 0
  readonly #falling: FallingSteps

  constructor(falling: FallingSteps = 'restart') {
    this.#falling = falling
  }

  get count(): number {
    return this.#count
  }

  add(step: number, timestamp: number, value: number): void {
    const isFall = this.#count > 0 && step < (this.#step[this.#count - 1] ?? 0)
    if (isFall && this.#falling === 'restart') this.dropFrom(step)
    if (this.#count === this.#step.length) this.#widen()
    this.#step[this.#count] = step
    this.#timestamp[this.#count] = timestamp
    this.#value[this.#count] = value
    this.#count++
  }

  append(other: PointColumns): void {
    for (let at = 0; at < other.#count; at++)
      this.add(other.#step[at] ?? 0, other.#timestamp[at] ?? 0, other.#value[at] ?? 0)
  }

  series(key: string): MetricSeries {
    return {
      key,
      step: this.#step.slice(0, this.#count),
      timestamp: this.#timestamp.slice(0, this.#count),
      value: this.#value.slice(0, this.#count),
    }
  }

  /** Steps rise, so the first one to go is found by halving. */
  dropFrom(step: number): void {
    let low = 0
    let high = this.#count
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#step[middle] ?? 0) < step) low = middle + 1
      else high = middle
    }
    this.#count = low
  }

  #widen(): void {
    this.#step = widened(this.#step)
    this.#timestamp = widened(this.#timestamp)
    this.#value = widened(this.#value)
  }
}

function widened(column: Float64Array): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(column.length * 2)
  wider.set(column)
  return wider
}
