/** Index of the value nearest to `at` in ascending `x` (the first of equals); -1 when there is none. */
export function nearestIndex(x: Float64Array, at: number): number {
  if (x.length === 0 || Number.isNaN(at)) return -1
  let low = 0
  let high = x.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((x[middle] ?? NaN) < at) low = middle + 1
    else high = middle
  }
  const before = low - 1
  const isBeforeNearer = before >= 0 && at - (x[before] ?? NaN) <= (x[low] ?? NaN) - at
  return x.indexOf(x[isBeforeNearer ? before : low] ?? NaN)
}
