import { kolmogorovTail } from './kolmogorov'

/** scipy switches from the exact to the asymptotic p-value above this sample size. */
const largestExactSample = 10_000

export interface KolmogorovSmirnov {
  /** The largest distance between the two empirical distribution functions, 0..1. */
  readonly distance: number
  /** Two-sided, as `scipy.stats.ks_2samp(a, b)` gives it. */
  readonly pValue: number
}

/** Both samples sorted ascending, without NaN, not empty. */
export function kolmogorovSmirnov(a: Float64Array, b: Float64Array): KolmogorovSmirnov {
  const distance = largestGap(a, b)
  const [larger, smaller] = a.length >= b.length ? [a.length, b.length] : [b.length, a.length]
  if (larger > largestExactSample) {
    return { distance, pValue: kolmogorovTail(Math.round((larger * smaller) / (larger + smaller)), distance) }
  }
  const divisor = greatestCommonDivisor(larger, smaller)
  const steps = Math.round(distance * (larger / divisor) * smaller)
  if (steps === 0) return { distance, pValue: 1 }
  const pValue =
    larger === smaller
      ? outsideSquare(larger, steps)
      : outsideBand(larger / divisor, smaller / divisor, divisor, steps)
  return { distance, pValue: Math.min(1, Math.max(0, pValue)) }
}

function largestGap(a: Float64Array, b: Float64Array): number {
  let gap = 0
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i] ?? 0, b[j] ?? 0)
    while (i < a.length && a[i] === value) i++
    while (j < b.length && b[j] === value) j++
    gap = Math.max(gap, Math.abs(i / a.length - j / b.length))
  }
  return gap
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}

/** P(D ≥ h/n) for two samples of n: the alternating sum of Gnedenko and Korolyuk, in Horner's form against cancellation. */
function outsideSquare(n: number, h: number): number {
  let probability = 0
  for (let k = Math.floor(n / h); k >= 0; k--) {
    let ratio = 1
    for (let j = 0; j < h; j++) ratio *= (n - k * h - j) / (n + k * h + j + 1)
    probability = ratio * (1 - probability)
  }
  return 2 * probability
}

/**
 * P that a random lattice path from (0, 0) to (m, n) leaves |x/m − y/n| < h/lcm (Hodges 1958), for m > n, given by their
 * parts without the common divisor: p(x, y) = (x·p(x−1, y) + y·p(x, y−1)) / (x + y) within the band, and 1 beyond it.
 */
function outsideBand(mPart: number, nPart: number, divisor: number, h: number): number {
  const m = mPart * divisor
  const n = nPart * divisor
  const column = new Float64Array(n + 1).fill(1)
  let high = Math.min(Math.ceil(h / mPart), n + 1)
  column.fill(0, 0, high)
  for (let x = 1; x <= m; x++) {
    const nextLow = Math.min(Math.max(Math.floor((nPart * x - h) / mPart) + 1, 0), n)
    const nextHigh = Math.min(Math.ceil((nPart * x + h) / mPart), n + 1)
    if (nextHigh <= nextLow) return 1
    let below = nextLow === 0 ? 0 : 1
    for (let y = nextLow; y < nextHigh; y++) {
      below = ((column[y] ?? 1) * x + below * y) / (x + y)
      column[y] = below
    }
    high = nextHigh
  }
  return column[high - 1] ?? 1
}
