import { fullResolutionMs } from './history-table'

/** A hole of fewer samples than this is a tick that came late, not a time when nothing was recorded. */
const lateTicks = 5

/**
 * The longest distance between two rows, ms, over which a line is drawn. Rolled-up rows follow each other exactly;
 * samples come as often as the settings say, which the rows themselves tell.
 */
export function longestJoinMs(takenAt: ArrayLike<number>, slotMs: number): number {
  if (slotMs > fullResolutionMs) return slotMs * 1.5
  const distances: number[] = []
  // A few hundred of the newest rows tell the interval as well as all of them.
  for (let row = Math.max(1, takenAt.length - 200); row < takenAt.length; row += 1)
    distances.push((takenAt[row] ?? 0) - (takenAt[row - 1] ?? 0))
  distances.sort((a, b) => a - b)
  const usual = distances[distances.length >> 1] ?? fullResolutionMs
  return lateTicks * Math.max(usual, fullResolutionMs)
}
