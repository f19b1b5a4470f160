import { longestJoinMs } from './gaps'
import { fullResolutionMs } from './history-table'
import type { SparkPoints } from './live-tiles'

const shortestSpanMs = 60_000

/** A minute; of a sampler that is set slower, as many samples as make a line. */
export function sparkSpanMs(takenAt: readonly number[]): number {
  const usual = longestJoinMs(takenAt, fullResolutionMs) / 5
  return Math.max(shortestSpanMs, 20 * usual)
}

/** Lines in pixels, broken where nothing was known; the newest value stands at the right edge. */
export function sparkLines(
  { takenAt, values }: SparkPoints,
  ceiling: number | null,
  width: number,
  height: number,
): readonly (readonly (readonly [x: number, y: number])[])[] {
  const newest = takenAt.at(-1)
  if (newest === undefined) return []
  const spanMs = sparkSpanMs(takenAt)
  const joinMs = longestJoinMs(takenAt, fullResolutionMs)
  const highest = values.reduce<number>((best, value) => (value !== null && value > best ? value : best), 0)
  const top = ceiling ?? (highest > 0 ? highest * 1.15 : 1)
  const lines: (readonly [number, number])[][] = []
  let line: (readonly [number, number])[] = []
  let lastAt = -Infinity
  for (const [index, value] of values.entries()) {
    const at = takenAt[index] ?? newest
    if (value === null || at - lastAt > joinMs) {
      if (line.length > 0) lines.push(line)
      line = []
    }
    lastAt = at
    if (value === null || at < newest - spanMs) continue
    const share = Math.min(1, Math.max(0, value / top))
    line.push([width * (1 - (newest - at) / spanMs), 1.5 + (height - 3) * (1 - share)])
  }
  if (line.length > 0) lines.push(line)
  return lines
}
