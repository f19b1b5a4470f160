// The distance over which the weight applies once: a thousandth of the visible range, as W&B chose, so that the
// same slider position looks the same at any number of points.
const stepsPerRange = 1_000

/**
 * Exponential moving average weighted by distance in x, and free of start bias: sparse stretches are smoothed as
 * strongly as dense ones. `smoothing` is 0 (off) to <1. Points that are no finite number stay so and do not count.
 * `x` ascends.
 */
export function smooth(x: Float64Array, y: Float64Array, smoothing: number): Float64Array {
  const weight = Math.min(Math.sqrt(Math.max(smoothing, 0)), 0.999)
  if (weight === 0 || x.length < 2) return y.slice()
  const range = (x[x.length - 1] ?? 0) - (x[0] ?? 0)
  let sum = 0
  let mass = 0
  let lastX = x[0] ?? 0
  return y.map((value, index) => {
    if (!Number.isFinite(value)) return value
    const here = x[index] ?? lastX
    const distance = range > 0 ? ((here - lastX) / range) * stepsPerRange : 1
    const decay = weight ** distance
    lastX = here
    sum = sum * decay + value
    mass = mass * decay + 1
    return sum / mass
  })
}
