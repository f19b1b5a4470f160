import type { RunStatus } from '../../../shared/model/run'
import type { AppError } from '../../../shared/result'
import type { Pacer } from '../pacer'

/**
 * What training tools leave in files beside any tracking store: a folder or file per run, written to its end and
 * nowhere else. Every such format is a `LogFormat`; log-source.ts makes a Source of it.
 */
export interface LogFormat {
  /** In sentences: `TensorBoard log`. */
  readonly noun: string
  /** The runs at a place, in any order; nothing but names and small files is read. Empty when there are none. */
  list(location: string, pacer: Pacer): readonly RunPlace[] | Promise<readonly RunPlace[]>
  /** A reader for one file of a run from its beginning, which tells `sink` what it finds. */
  open(file: LogFile, sink: RunSink): LogDecoder
}

/** Where a run lies. */
export interface RunPlace {
  /** Unique in the source and the same in every poll: mostly the path below the source's location. */
  readonly runId: string
  readonly name: string
  /** What Finder shows. */
  readonly folder: string
  /** The experiment, unless a file names another. */
  readonly experimentId: string
  readonly experimentName: string
  readonly parentRunId: string | null
  /** In the order in which they were written: what a later one says stands. */
  readonly files: readonly LogFile[]
  /** Where files keep no times: when the run is known to have been written, epoch ms. */
  readonly writeTimes?: readonly number[]
  /** Weights that the run left beside its log. */
  readonly models?: readonly ModelFile[]
}

export interface ModelFile {
  readonly path: string
  readonly name: string
  readonly bytes: number
  /** Epoch ms. */
  readonly changedAt: number
}

export interface LogFile {
  readonly path: string
  /** What it is to its format. */
  readonly role: string
  /** `append`: only grows, so that only new bytes are read. `whole`: small and written anew each time. */
  readonly mode: 'append' | 'whole'
}

export interface LogDecoder {
  /**
   * Reads what it can of `bytes` and gives how many of them it is done with; the rest comes again with more behind
   * it. More than there are skips what follows. `isEnd`: the file ends here at the moment, and always for `whole`.
   */
  read(bytes: Buffer, isEnd: boolean): number
  /** Why nothing behind this place can be read, or null. Asked after each read. */
  readonly fault: AppError | null
}

/** Takes what a file tells, in the order it tells it. Times are epoch ms, NaN where the format has none. */
export interface RunSink {
  point(key: string, step: number, timestamp: number, value: number): void
  /** Training went on from a checkpoint: points of all metrics at this step and after it are void. */
  restart(step: number): void
  param(key: string, value: string): void
  tag(key: string, value: string): void
  mark(marks: Partial<RunMarks>): void
  /** A record that is none of the format's, and is left out. */
  malformed(): void
}

/** What a log says about its run. */
export interface RunMarks {
  readonly name: string
  /** The project that the log names; it becomes the experiment. */
  readonly experimentName: string
  readonly startTime: number
  readonly endTime: number
  /** Only from an end mark. */
  readonly status: RunStatus
  readonly userName: string
}
