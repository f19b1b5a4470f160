export type Columns = readonly [step: Float64Array, timestamp: Float64Array, value: Float64Array]

const nothing = new Float64Array(0)

/** Steps, times (epoch ms) and values of points, side by side, with room for more. */
export class GrowingColumns {
  count = 0
  #step = nothing
  #timestamp = nothing
  #value = nothing

  /** Room for that many more points, so that they need not move while they come. */
  readonly expect = (points: number): void => {
    const wanted = this.count + points
    if (wanted <= this.#step.length) return
    this.#step = widened(this.#step, this.count, wanted)
    this.#timestamp = widened(this.#timestamp, this.count, wanted)
    this.#value = widened(this.#value, this.count, wanted)
  }

  readonly addAll = ([step, timestamp, value]: Columns): void => {
    const total = this.count + step.length
    if (total === step.length && total > this.#step.length) {
      // Most metrics of most stores are short, and come in one piece.
      this.#step = step.slice()
      this.#timestamp = timestamp.slice()
      this.#value = value.slice()
      this.count = total
      return
    }
    if (total > this.#step.length) this.expect(Math.max(step.length, this.count))
    this.#step.set(step, this.count)
    this.#timestamp.set(timestamp, this.count)
    this.#value.set(value, this.count)
    this.count = total
  }

  /** Room for exactly so many points, to be filled in place; they count with `count`, which the caller raises then. */
  room(points: number): Columns {
    this.expect(points)
    const end = this.count + points
    return [
      this.#step.subarray(this.count, end),
      this.#timestamp.subarray(this.count, end),
      this.#value.subarray(this.count, end),
    ]
  }

  /** The points from `from` on; views, so only until the next change. */
  since(from: number): Columns {
    return [
      this.#step.subarray(from, this.count),
      this.#timestamp.subarray(from, this.count),
      this.#value.subarray(from, this.count),
    ]
  }

  /** All of them, to be kept by somebody else: columns of their own. */
  take(): readonly [Float64Array<ArrayBuffer>, Float64Array<ArrayBuffer>, Float64Array<ArrayBuffer>] {
    const { count } = this
    const trimmed = (column: Float64Array<ArrayBuffer>) =>
      column.length === count ? column : column.slice(0, count)
    return [trimmed(this.#step), trimmed(this.#timestamp), trimmed(this.#value)]
  }

  get bytes(): number {
    return this.#step.length * 3 * Float64Array.BYTES_PER_ELEMENT
  }
}

function widened(column: Float64Array, count: number, length: number): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(length)
  wider.set(column.subarray(0, count))
  return wider
}
