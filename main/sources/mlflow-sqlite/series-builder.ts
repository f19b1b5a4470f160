import type { MetricSeries } from '../../../shared/model/run'

/** Points of one metric, collected in any order without an object for each. */
export interface SeriesBuilder {
  readonly key: string
  add(timestamp: number, step: number, value: number): void
  /** Ordered by timestamp, step and value. Call once. */
  build(): MetricSeries
}

const firstCapacity = 256

export function createSeriesBuilder(key: string): SeriesBuilder {
  let timestamps = new Float64Array(firstCapacity)
  let steps = new Float64Array(firstCapacity)
  let values = new Float64Array(firstCapacity)
  let length = 0
  let isOrdered = true

  function order(a: number, b: number): number {
    const byTime = (timestamps[a] ?? 0) - (timestamps[b] ?? 0)
    if (byTime !== 0) return byTime
    const byStep = (steps[a] ?? 0) - (steps[b] ?? 0)
    return byStep === 0 ? compareStored(values[a] ?? 0, values[b] ?? 0) : byStep
  }

  return {
    key,
    add(timestamp, step, value) {
      if (length === timestamps.length) {
        timestamps = doubled(timestamps)
        steps = doubled(steps)
        values = doubled(values)
      }
      timestamps[length] = timestamp
      steps[length] = step
      values[length] = value
      length++
      if (isOrdered && length > 1) isOrdered = order(length - 2, length - 1) <= 0
    },
    build() {
      if (isOrdered) {
        return {
          key,
          step: steps.slice(0, length),
          timestamp: timestamps.slice(0, length),
          value: values.slice(0, length),
        }
      }
      // An array, not a typed one: its sort takes long runs that are in order already in one go.
      const positions = Array.from({ length }, (_, at) => at).sort(order)
      const pick = (from: Float64Array) => Float64Array.from(positions, (at) => from[at] ?? 0)
      return { key, step: pick(steps), timestamp: pick(timestamps), value: pick(values) }
    },
  }
}

/** NaN is stored as 0 and ordered as such. */
function compareStored(a: number, b: number): number {
  const [left, right] = [Number.isNaN(a) ? 0 : a, Number.isNaN(b) ? 0 : b]
  return left === right ? 0 : left - right
}

function doubled(array: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(array.length * 2)
  larger.set(array)
  return larger
}
