import type { Stats } from 'node:fs'
import type { FileFacts } from './file-facts'

/** What is known of the times at which a run's files changed, epoch ms. */
export interface WritePauses {
  readonly lastAt: number
  readonly longestMs: number
}

/** A file was found changed `at`: the disk's own time, so that a pause of ours is none of the log's. */
export function withWrite(known: WritePauses | null, at: number): WritePauses {
  if (known === null) return { lastAt: at, longestMs: 0 }
  return { lastAt: Math.max(at, known.lastAt), longestMs: Math.max(at - known.lastAt, known.longestMs) }
}

/** The longest pause between `times`; 0 of fewer than two. */
export function longestPause(times: readonly number[]): number {
  let pauses: WritePauses | null = null
  for (const at of times.toSorted((a, b) => a - b)) pauses = withWrite(pauses, at)
  return pauses?.longestMs ?? 0
}

/**
 * The mean pause between the steps of a file that was never seen to grow: they were written between its birth and its
 * last change. 0 where the disk keeps no birth, or the file is a copy.
 */
export function meanPause(
  { birthtimeMs, mtimeMs }: Pick<Stats, 'birthtimeMs' | 'mtimeMs'>,
  { stepCount }: Pick<FileFacts, 'stepCount'>,
): number {
  return birthtimeMs > 0 && stepCount > 1 ? Math.max(0, (mtimeMs - birthtimeMs) / (stepCount - 1)) : 0
}
