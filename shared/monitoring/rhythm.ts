const dayMs = 86_400_000
/** With fewer reports no rhythm can be told: a week without one is long in any. */
const fewestForRhythm = 3
const unknownRhythmMs = 7 * dayMs

export interface Rhythm {
  /** The median time between reports; null when there are too few to tell. */
  readonly usualGapMs: number | null
  /** Monitoring is stale when the newest report is older than this. */
  readonly staleAfterMs: number
}

/** `times` in any order, epoch ms. Reports of one moment (HTML and JSON, drift and performance) count once. */
export function reportRhythm(times: readonly number[]): Rhythm {
  const moments = [...new Set(times.map((time) => Math.round(time / 60_000)))].sort((a, b) => a - b)
  if (moments.length < fewestForRhythm) return { usualGapMs: null, staleAfterMs: unknownRhythmMs }
  const gaps = moments
    .slice(1)
    .map((moment, at) => (moment - (moments[at] ?? moment)) * 60_000)
    .sort((a, b) => a - b)
  const middle = gaps.length >> 1
  const usualGapMs =
    gaps.length % 2 === 1 ? (gaps[middle] ?? 0) : ((gaps[middle - 1] ?? 0) + (gaps[middle] ?? 0)) / 2
  return { usualGapMs, staleAfterMs: Math.max(2 * usualGapMs, dayMs) }
}
