/** Special functions of the tests, to about 1e-13 relative: enough for p-values that are shown with 3 digits. */

const halfLogTwoPi = 0.9189385332046727

/** ln Γ(x) for x > 0: Stirling's series, after shifting small arguments up. */
export function logGamma(x: number): number {
  let shift = 0
  let at = x
  while (at < 10) {
    shift -= Math.log(at)
    at += 1
  }
  const inverse = 1 / (at * at)
  const series =
    (1 / at) * (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188))))
  return shift + (at - 0.5) * Math.log(at) - at + halfLogTwoPi + series
}

/** Q(a, x) = Γ(a, x) / Γ(a), the upper regularised incomplete gamma function; a > 0, x ≥ 0. */
export function upperGammaRatio(a: number, x: number): number {
  if (x <= 0) return 1
  if (x === Infinity) return 0
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a))
  return x < a + 1 ? 1 - scale * lowerSeries(a, x) : scale * upperFraction(a, x)
}

function lowerSeries(a: number, x: number): number {
  let term = 1 / a
  let sum = term
  for (let n = 1; n < 10_000; n++) {
    term *= x / (a + n)
    sum += term
    if (term < sum * 1e-17) break
  }
  return sum
}

/** Lentz's method on the continued fraction of Γ(a, x). */
function upperFraction(a: number, x: number): number {
  const tiny = 1e-300
  let b = x + 1 - a
  let c = 1 / tiny
  let d = 1 / b
  let value = d
  for (let n = 1; n < 10_000; n++) {
    const factor = -n * (n - a)
    b += 2
    d = 1 / nonZero(factor * d + b, tiny)
    c = nonZero(b + factor / c, tiny)
    value *= d * c
    if (Math.abs(d * c - 1) < 1e-16) break
  }
  return value
}

function nonZero(value: number, tiny: number): number {
  return Math.abs(value) < tiny ? tiny : value
}

/** P(χ² ≥ statistic) with that many degrees of freedom. */
export function chiSquareTail(statistic: number, degreesOfFreedom: number): number {
  return upperGammaRatio(degreesOfFreedom / 2, statistic / 2)
}

/** P(|Z| ≥ |z|) of a standard normal Z. */
export function twoSidedNormalTail(z: number): number {
  return upperGammaRatio(0.5, (z * z) / 2)
}
