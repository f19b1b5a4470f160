/** Distances between the empirical distribution functions of two samples: sorted ascending, without NaN, not empty. */

/** Evidently divides by no less than this; a constant reference therefore gives a huge score. */
const smallestDeviation = 0.001

/**
 * ∫ |F − G| in units of the reference's standard deviation: "by how many of its own standard deviations the values
 * moved on average".
 */
export function wassersteinNormed(reference: Float64Array, current: Float64Array): number {
  const area = integrate(reference, current, (gap) => Math.abs(gap))
  return area / Math.max(populationDeviation(reference), smallestDeviation)
}

/** √(2 ∫ (F − G)²), as `scipy.stats.energy_distance`. In the unit of the values' square root: not normed. */
export function energyDistance(reference: Float64Array, current: Float64Array): number {
  return Math.sqrt(2 * integrate(reference, current, (gap) => gap * gap))
}

function integrate(a: Float64Array, b: Float64Array, height: (gap: number) => number): number {
  let area = 0
  let i = 0
  let j = 0
  let at = Math.min(a[0] ?? 0, b[0] ?? 0)
  while (i < a.length || j < b.length) {
    while (i < a.length && a[i] === at) i++
    while (j < b.length && b[j] === at) j++
    const next = Math.min(a[i] ?? Infinity, b[j] ?? Infinity)
    if (next === Infinity) break
    area += height(i / a.length - j / b.length) * (next - at)
    at = next
  }
  return area
}

/** With n, not n − 1, in the denominator, as numpy's `std`. */
function populationDeviation(sample: Float64Array): number {
  let sum = 0
  for (const value of sample) sum += value
  const mean = sum / sample.length
  let squares = 0
  for (const value of sample) squares += (value - mean) ** 2
  return Math.sqrt(squares / sample.length)
}
