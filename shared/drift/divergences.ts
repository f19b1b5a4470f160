import type { BinnedShares } from './shares'

/**
 * Population stability index Σ (r − c)·ln(r / c). Symmetric. Folk bands: below 0.1 none, up to 0.25 moderate; Evidently
 * flags at 0.1.
 */
export function populationStabilityIndex(shares: BinnedShares): number {
  const reference = withoutZeros(shares.reference)
  const current = withoutZeros(shares.current)
  return sum(reference, (r, i) => (r - (current[i] ?? 0)) * Math.log(r / (current[i] ?? 0)))
}

/** Σ r·ln(r / c), both renormalised after zeros were filled, as `scipy.stats.entropy` does. */
export function kullbackLeibler(shares: BinnedShares): number {
  const reference = normalised(withoutZeros(shares.reference))
  const current = normalised(withoutZeros(shares.current))
  return relativeEntropy(reference, current)
}

/** The square root of the divergence with natural logarithms: 0..√ln 2 = 0.8326, not 0..1. */
export function jensenShannonDistance(shares: BinnedShares): number {
  const reference = normalised(shares.reference)
  const current = normalised(shares.current)
  const middle = reference.map((r, i) => (r + (current[i] ?? 0)) / 2)
  const divergence = (relativeEntropy(reference, middle) + relativeEntropy(current, middle)) / 2
  return Math.sqrt(Math.max(0, divergence))
}

/** √(1 − Σ √(r·c)), 0..1. */
export function hellingerDistance(shares: BinnedShares): number {
  const overlap = sum(shares.reference, (r, i) => Math.sqrt(r * (shares.current[i] ?? 0)))
  return Math.sqrt(1 - Math.min(1, Math.max(0, overlap)))
}

/** Evidently's filling: 0.0001, or a millionth of the smallest share when that is no larger. */
function withoutZeros(shares: Float64Array): Float64Array {
  const smallest = shares.reduce((least, share) => (share > 0 && share < least ? share : least), Infinity)
  const filling = smallest <= 0.0001 ? smallest / 1e6 : 0.0001
  return shares.map((share) => (share === 0 ? filling : share))
}

function normalised(shares: Float64Array): Float64Array {
  const total = sum(shares, (share) => share)
  return shares.map((share) => share / total)
}

function relativeEntropy(of: Float64Array, to: Float64Array): number {
  return sum(of, (share, i) => (share === 0 ? 0 : share * Math.log(share / (to[i] ?? 0))))
}

function sum(values: Float64Array, term: (value: number, index: number) => number): number {
  let total = 0
  for (let i = 0; i < values.length; i++) total += term(values[i] ?? 0, i)
  return total
}
