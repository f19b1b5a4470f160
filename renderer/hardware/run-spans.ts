import type { RunRow } from '../../shared/model/run-query'
import type { TimeWindow } from './time-ranges'

/** When a run was under way. */
export interface RunSpan extends TimeWindow {
  readonly run: RunRow
  readonly isRunning: boolean
}

/**
 * Runs that were under way within the window, oldest first. One that still runs reaches to its end; one that fell silent
 * has no known end and is left out, since a span of it would be made up.
 */
export function runSpans(runs: readonly RunRow[], window: TimeWindow): readonly RunSpan[] {
  return runs
    .flatMap((run): RunSpan[] => {
      const isRunning = run.status === 'RUNNING' && !run.isStale
      const to = isRunning ? window.to : run.endTime
      if (run.startTime === null || to === null) return []
      return to < window.from || run.startTime > window.to
        ? []
        : [{ run, from: run.startTime, to, isRunning }]
    })
    .sort((a, b) => a.from - b.from)
}

export interface LaidSpan {
  readonly span: RunSpan
  readonly lane: number
}

/** Puts spans that overlap into lanes below each other; those beyond the last lane are only counted. */
export function layLanes(
  spans: readonly RunSpan[],
  laneCount: number,
): { readonly laid: readonly LaidSpan[]; readonly hiddenCount: number } {
  const ends: number[] = []
  const laid: LaidSpan[] = []
  let hiddenCount = 0
  for (const span of spans) {
    const free = Array.from({ length: laneCount }, (_, lane) => lane).find(
      (lane) => (ends[lane] ?? -Infinity) <= span.from,
    )
    if (free === undefined) hiddenCount += 1
    else {
      ends[free] = span.to
      laid.push({ span, lane: free })
    }
  }
  return { laid, hiddenCount }
}

/** Stretches in which at least one run was under way, joined, so that shading does not add up. */
export function unionOfSpans(spans: readonly TimeWindow[]): readonly TimeWindow[] {
  const joined: { from: number; to: number }[] = []
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1)
    if (last && from <= last.to) last.to = Math.max(last.to, to)
    else joined.push({ from, to })
  }
  return joined
}
