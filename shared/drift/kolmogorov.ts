import { logGamma } from './special-functions'

/**
 * P(Dₙ ≥ x) of the two-sided one-sample Kolmogorov statistic. scipy's `ks_2samp` uses it, with n = nm/(n+m), for
 * samples above 10 000. Which formula serves where follows Simard & L'Ecuyer, "Computing the two-sided
 * Kolmogorov-Smirnov distribution" (2011), as scipy does, so that the values agree to more than 6 digits.
 */
export function kolmogorovTail(n: number, x: number): number {
  const reach = n * x
  if (x >= 1) return 0
  if (reach <= 0.5) return 1
  if (reach <= 1) return 1 - Math.exp(logGamma(n + 1) - n * Math.log(n) + n * Math.log(2 * reach - 1))
  if (reach >= n - 1) return Math.min(1, 2 * (1 - x) ** n)
  if (x >= 0.5) return oneSidedTwice(n, x)
  const squared = reach * x
  if (squared >= 370) return 0
  if (squared >= (n <= 140 ? 4 : 2.2)) return oneSidedTwice(n, x)
  const exact = n <= 140 || (n <= 100_000 && n * x ** 1.5 <= 1.4)
  return clip(1 - (exact ? durbinMatrix(n, x) : pelzGood(n, x)))
}

function clip(probability: number): number {
  return Math.min(1, Math.max(0, probability))
}

/** 2·P(Dₙ⁺ ≥ x): Smirnov's sum, in logarithms. Exact for x ≥ ½, and beyond 1e-6 in the tail (Miller). */
function oneSidedTwice(n: number, x: number): number {
  let sum = 0
  const last = Math.floor(n * (1 - x))
  const logFactorial = logGamma(n + 1)
  for (let j = 0; j <= last; j++) {
    const left = 1 - x - j / n
    if (left <= 0) continue
    const binomial = logFactorial - logGamma(j + 1) - logGamma(n - j + 1)
    sum += Math.exp(binomial + (n - j) * Math.log(left) + (j - 1) * Math.log(x + j / n))
  }
  return clip(2 * x * sum)
}

/** P(Dₙ < x) by Durbin's matrix (Marsaglia, Tsang & Wang 2003): exact, O((nx)³ log n). */
function durbinMatrix(n: number, x: number): number {
  const k = Math.ceil(n * x)
  const size = 2 * k - 1
  const { mantissa, exponent } = power(durbinStart(size, k - n * x), size, n)
  const centre = mantissa[(k - 1) * size + k - 1] ?? 0
  // n!/nⁿ is tiny and the power huge: both in logarithms.
  return Math.exp(Math.log(centre) + exponent * Math.LN2 + logGamma(n + 1) - n * Math.log(n))
}

function durbinStart(size: number, h: number): Float64Array {
  const matrix = new Float64Array(size * size)
  const inverseFactorial = [1]
  for (let i = 1; i <= size; i++) inverseFactorial.push((inverseFactorial[i - 1] ?? 0) / i)
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size && column <= row + 1; column++) {
      let entry = 1
      if (column === 0) entry -= h ** (row + 1)
      if (row === size - 1) entry -= h ** (size - column)
      if (column === 0 && row === size - 1) entry += Math.max(2 * h - 1, 0) ** size
      matrix[row * size + column] = entry * (inverseFactorial[row - column + 1] ?? 0)
    }
  }
  return matrix
}

interface Scaled {
  readonly mantissa: Float64Array
  /** The value is mantissa · 2^exponent. */
  readonly exponent: number
}

function power(matrix: Float64Array, size: number, n: number): Scaled {
  let result: Scaled | null = null
  let square: Scaled = { mantissa: matrix, exponent: 0 }
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = result === null ? square : product(result, square, size)
    if (left > 1) square = product(square, square, size)
  }
  return result ?? square
}

function product(a: Scaled, b: Scaled, size: number): Scaled {
  const mantissa = new Float64Array(size * size)
  for (let row = 0; row < size; row++) {
    for (let k = 0; k < size; k++) {
      const factor = a.mantissa[row * size + k] ?? 0
      if (factor === 0) continue
      for (let column = 0; column < size; column++) {
        const at = row * size + column
        mantissa[at] = (mantissa[at] ?? 0) + factor * (b.mantissa[k * size + column] ?? 0)
      }
    }
  }
  const exponent = a.exponent + b.exponent
  const middle = mantissa[(size * size) >> 1] ?? 0
  if (middle < 1e140) return { mantissa, exponent }
  return { mantissa: mantissa.map((value) => value * 2 ** -465), exponent: exponent + 465 }
}

/** P(Dₙ ≤ x) for large n: K₀ + K₁/√n + K₂/n + K₃/n^1.5 (Pelz & Good 1976). */
function pelzGood(n: number, x: number): number {
  const z = Math.sqrt(n) * x
  const z2 = z * z
  const pi2 = Math.PI ** 2
  const sums = [0, 0, 0, 0]
  const add = (at: number, value: number): void => void (sums[at] = (sums[at] ?? 0) + value)
  const terms = Math.ceil((16 * z) / Math.PI)
  for (let k = terms; k >= 1; k--) {
    const m2 = (2 * k - 1) ** 2
    const weight = Math.sqrt(2 * Math.PI) * Math.exp((-pi2 * m2) / (8 * z2))
    const p = (pi2 * m2) / 4
    add(0, weight / z)
    add(1, (weight * (p - z2)) / (6 * z2 ** 2))
    const second = 6 * z2 ** 3 + 2 * z2 ** 2 + (2 * z2 ** 2 - 5 * z2) * p + (1 - 2 * z2) * p ** 2
    add(2, (weight * second) / (72 * z ** 7))
    const third =
      -30 * z2 ** 3 -
      90 * z2 ** 4 +
      (135 * z2 ** 2 - 96 * z2 ** 3) * p +
      (212 * z2 ** 2 - 60 * z2) * p ** 2 +
      (5 - 30 * z2) * p ** 3
    add(3, (weight * third) / (6480 * z ** 10))
    const even = Math.sqrt(2 * Math.PI) * pi2 * k * k * Math.exp((-pi2 * k * k) / (2 * z2))
    add(2, -even / (36 * z ** 3))
    add(3, (even * (3 * z2 - pi2 * k * k)) / (216 * z ** 6))
  }
  return sums.reduce((total, value, i) => total + value / n ** (i / 2), 0)
}
