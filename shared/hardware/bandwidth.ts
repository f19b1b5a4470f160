/** Bytes per second that a state stands for: `"   1GB/s"`, `"384GB/s"`; null for other names. */
export function bucketBytesPerSecond(name: string): number | null {
  const match = /^\s*(\d+)\s*GB\/s\s*$/.exec(name)
  return match === null ? null : Number(match[1]) * 1e9
}

/** Mean over a histogram of states, weighted by time. The top bucket has no upper end, so this is a lower bound. */
export function meanBandwidth(gained: readonly number[], buckets: readonly (number | null)[]): number | null {
  let total = 0
  let weighted = 0
  for (let index = 0; index < gained.length; index += 1) {
    const bucket = buckets[index] ?? null
    if (bucket === null) continue
    total += gained[index] ?? 0
    weighted += (gained[index] ?? 0) * bucket
  }
  return total > 0 ? weighted / total : null
}

/** Share of time above the lowest bucket or the named floor; null when nothing was gained. */
export function shareAboveFloor(gained: readonly number[], isFloor: readonly boolean[]): number | null {
  let total = 0
  let above = 0
  gained.forEach((gain, index) => {
    total += gain
    if (isFloor[index] !== true) above += gain
  })
  return total > 0 ? above / total : null
}
