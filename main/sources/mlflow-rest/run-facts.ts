import type { Run } from '../../../shared/model/run'

interface KnownRun {
  readonly experimentId: string
  readonly isActive: boolean
  readonly startTime: number
}

/** Of every run of a server what is needed to ask for what changed: where it is, whether it goes on, when it began. */
export interface RunFacts {
  /** Epoch ms; 0 before there is a run. */
  readonly newestStart: number
  note(run: Run): void
  forget(runId: string): void
  has(runId: string): boolean
  /** The experiments of these runs, each once. */
  experimentsOf(runIds: readonly string[]): readonly string[]
  /**
   * Known as under way, and not among the newest `most` that are: over, deleted for good, or older than those asked for.
   */
  leftOver(live: readonly Run[], most: number): readonly string[]
}

export function createRunFacts(now: () => number): RunFacts {
  const facts = new Map<string, KnownRun>()
  let newestStart = 0

  return {
    get newestStart() {
      return newestStart
    },
    note({ runId, experimentId, status, startTime }) {
      const isActive = status === 'RUNNING' || status === 'SCHEDULED'
      facts.set(runId, { experimentId, isActive, startTime: startTime ?? 0 })
      // A clock that is ahead must not hide the runs that begin before it is reached.
      newestStart = Math.max(newestStart, Math.min(startTime ?? 0, now()))
    },
    forget: (runId) => void facts.delete(runId),
    has: (runId) => facts.has(runId),
    experimentsOf: (runIds) => [...new Set(runIds.flatMap((id) => facts.get(id)?.experimentId ?? []))],
    leftOver(live, most) {
      const named = new Set(live.map((run) => run.runId))
      const oldest = live.length < most ? -Infinity : (live.at(-1)?.startTime ?? 0)
      const left: string[] = []
      for (const [runId, { isActive, startTime }] of facts) {
        if (isActive && startTime >= oldest && !named.has(runId)) left.push(runId)
      }
      return left
    },
  }
}
