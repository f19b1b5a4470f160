/** The two samples as shares of the same bins: equal lengths, each summing to 1 where every value falls into a bin. */
export interface BinnedShares {
  readonly reference: Float64Array
  readonly current: Float64Array
}

/** Above this number of different reference values, numbers are cut into bins; below, each value is a bin. */
const mostSingleValues = 20

export function numericShares(reference: Float64Array, current: Float64Array): BinnedShares {
  const distinct = new Set(reference)
  if (distinct.size <= mostSingleValues) return categoricalShares([...reference], [...current])
  const edges = sturgesEdges(reference, current)
  return { reference: histogramShares(reference, edges), current: histogramShares(current, edges) }
}

/**
 * numpy's `histogram_bin_edges(…, bins="sturges")` over both samples. Evidently passes `n_bins=30` and then ignores it
 * (issue 1400), so scores differ from those of tools that bin by quantiles.
 */
export function sturgesEdges(reference: Float64Array, current: Float64Array): Float64Array {
  let low = Infinity
  let high = -Infinity
  for (const sample of [reference, current]) {
    for (const value of sample) {
      if (value < low) low = value
      if (value > high) high = value
    }
  }
  const width = (high - low) / (Math.log2(reference.length + current.length) + 1)
  const bins = width > 0 ? Math.max(1, Math.ceil((high - low) / width)) : 1
  if (!(high > low)) return Float64Array.of(low - 0.5, low + 0.5)
  const edges = new Float64Array(bins + 1)
  const step = (high - low) / bins
  for (let i = 0; i < bins; i++) edges[i] = low + i * step
  edges[bins] = high
  return edges
}

/** Every bin holds its lower edge, and the last one its upper edge too; values beyond the edges fall into none. */
export function histogramShares(sample: Float64Array, edges: Float64Array): Float64Array {
  const bins = edges.length - 1
  const low = edges[0] ?? 0
  const high = edges[bins] ?? 0
  const shares = new Float64Array(bins)
  for (const value of sample) {
    if (!(value >= low && value <= high)) continue
    // A range too narrow for its numbers has a width of 0: everything within it is in the first bin.
    let bin = high > low ? Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins)) : 0
    // Rounding can put a value that lies on an edge one bin off; numpy corrects it in the same way.
    if (value < (edges[bin] ?? 0)) bin--
    else if (bin < bins - 1 && value >= (edges[bin + 1] ?? 0)) bin++
    shares[bin] = (shares[bin] ?? 0) + 1 / sample.length
  }
  return shares
}

export function categoricalShares<T>(reference: readonly T[], current: readonly T[]): BinnedShares {
  const counts = countTogether(reference, current)
  return {
    reference: Float64Array.from(counts, ([, [count]]) => count / reference.length),
    current: Float64Array.from(counts, ([, [, count]]) => count / current.length),
  }
}

/** How often every value of either sample occurs in each: `[in reference, in current]`. */
export function countTogether<T>(reference: readonly T[], current: readonly T[]): Map<T, [number, number]> {
  const counts = new Map<T, [number, number]>()
  const at = (value: T): [number, number] => {
    const known = counts.get(value)
    if (known !== undefined) return known
    const fresh: [number, number] = [0, 0]
    counts.set(value, fresh)
    return fresh
  }
  for (const value of reference) at(value)[0]++
  for (const value of current) at(value)[1]++
  return counts
}
