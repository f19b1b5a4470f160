import type { RunStatus } from '../../model/run'
import type { SourceState } from '../../model/source'

/** What conditions remember between observations: finite numbers and text only, so that JSON gives it back unchanged. */
export type Memory =
  | ExtremeMemory
  | NotFiniteMemory
  | BestMemory
  | PlateauMemory
  | SwapMemory
  | AgeMemory
  | SourceMemory
  | SilenceMemory

export interface ExtremeMemory {
  readonly of: 'extreme'
  readonly value: number
  readonly step: number
}

export interface NotFiniteMemory {
  readonly of: 'not-finite'
  readonly word: string
  readonly step: number
  readonly at: number
}

export interface BestMemory {
  readonly of: 'best'
  /** The first three finite values, to know where it started. */
  readonly first: readonly number[]
  readonly best: number
  readonly bestStep: number
  readonly points: number
}

export interface PlateauMemory {
  readonly of: 'plateau'
  /** The last value that was a real gain. */
  readonly value: number
  readonly step: number
}

export interface SwapMemory {
  readonly of: 'swap'
  /** Used bytes over the window, oldest first, by the samples' own time. */
  readonly at: readonly number[]
  readonly bytes: readonly number[]
}

export interface AgeMemory {
  readonly of: 'age'
  readonly lastAt: number
  readonly usualGapMs: number | null
}

export interface SourceMemory {
  readonly of: 'source'
  readonly state: SourceState
  readonly message: string
}

export interface SilenceMemory {
  readonly of: 'silence'
  readonly status: RunStatus
  readonly lastPointAt: number | null
  /** Of a run without any point, what its silence is counted from. Earlier versions did not keep it. */
  readonly startTime?: number | null
  /** Awake time at which the last new point was noticed, and how long it had been silent by then. */
  readonly noticedAwake: number
  readonly silentMs: number
  /** Times between points as they were noticed, newest last. */
  readonly gaps: readonly number[]
  readonly knownGapMs: number | null
  readonly isStale: boolean
}
