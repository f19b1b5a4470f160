import type { Disposable } from '../../shared/lifecycle'
import type { ArtifactChunk, ArtifactListing, ArtifactOwner, ByteRange } from '../../shared/model/artifact'
import type { DriftReport } from '../../shared/model/drift-report'
import type { Model } from '../../shared/model/registered-model'
import type { Experiment, MetricSeries, Run } from '../../shared/model/run'
import type { Problem, SourceSpec } from '../../shared/model/source'
import type { TracePage, TraceQuery } from '../../shared/model/trace'
import type { WorkspaceProject } from '../../shared/model/workspace'
import type { Result } from '../../shared/result'
import type { Columns } from './growing-columns'

/**
 * An adapter to something outside that we only ever read. Faults of the outside world are Results or
 * `problems`, never throws. Nothing is ever created, locked for longer than one short read, or changed.
 */
export interface Source extends Disposable {
  readonly spec: SourceSpec
  /**
   * Reads what is new and hands it over in batches of at most a few hundred entities, yielding between them.
   * The first call of a process reads everything (`full`). A failed Result means that the source as a whole
   * could not be read (missing, locked, not its format): what was known stays known. A part that cannot be read
   * goes into `outcome.problems` while the rest is delivered.
   */
  poll(request: PollRequest): Promise<Result<PollOutcome>>
  /** The complete history of the keys asked for, in the store's own order; a key without points gives empty arrays. */
  series(
    runId: string,
    keys: readonly string[],
    signal: AbortSignal,
  ): Promise<Result<readonly MetricSeries[]>>
  /**
   * As `series`, but goes on from where an earlier reading ended and hands points over as they are read; for sources
   * that can prove that what was read before still stands. What was handed over before a failure stays.
   */
  readonly follow?: (
    runId: string,
    wants: readonly SeriesWant[],
    signal: AbortSignal,
  ) => Promise<Result<readonly SeriesEnd[]>>
  /**
   * The last points of each key, at most `most`, whose time is `since` (epoch ms) or later; for rules, which see every
   * point of a run that is RUNNING. At a bounded price, whatever the history's length; a source that cannot leaves it out.
   */
  newestPoints?(
    runId: string,
    keys: readonly string[],
    since: number,
    most: number,
    signal: AbortSignal,
  ): Promise<Result<readonly MetricSeries[]>>
  /** Where a new file should be seen at once, as the last read found them, the root of all first. */
  foldersToWatch?(): readonly string[]
  /**
   * Traces of an experiment by page, newest first, read when somebody looks at them and kept nowhere; for stores that
   * can hold any. The end of a list is a page without `next`, also where nothing is left after `after`.
   */
  listTraces?(query: TraceQuery, signal: AbortSignal): Promise<Result<TracePage>>
  /** A folder or file that the user may look at in Finder, or null when it is not on this machine. */
  pathOf(runId: string): Promise<string | null>
  /**
   * Only where artifacts are not files of this machine (a server's): a source that leaves both methods out has the
   * recorded place of its runs and models looked at on the disk (main/sources/artifacts/). One level below `path`,
   * which is relative to the owner's artifact root and was checked to hold no `..`; '' is the root.
   */
  listArtifacts?(owner: ArtifactOwner, path: string, signal: AbortSignal): Promise<Result<ArtifactListing>>
  /** A piece of one file, at most `mostArtifactBytes`. A server without ranges may be asked for the file as a whole. */
  readArtifact?(
    owner: ArtifactOwner,
    path: string,
    range: ByteRange,
    signal: AbortSignal,
  ): Promise<Result<ArtifactChunk>>
  /** One whole file in one download, for saving it: a source that has `readArtifact` has this too. */
  streamArtifact?(
    owner: ArtifactOwner,
    path: string,
    sink: ArtifactSink,
    signal: AbortSignal,
  ): Promise<Result<null>>
}

/** Takes a file from its beginning to its end, at its own pace. */
export interface ArtifactSink {
  /** Size of the whole file, told before its first byte; null where nobody says. */
  expect(totalBytes: number | null): void
  /** Resolves when there is room for more; false ends the stream. The piece stays as it is until then. */
  take(piece: Uint8Array): Promise<boolean>
}

export interface SeriesWant {
  readonly key: string
  /** Where an earlier reading of this metric ended, as `follow` said; null for the beginning. */
  readonly mark: string | null
  /** The mark does not hold any more: what was read before it is void, and everything is read again. */
  restart(): void
  /** About that many more points are to come. */
  expect(points: number): void
  /** In the order of the store; views that are good during the call. */
  addAll(points: Columns): void
}

export interface SeriesEnd {
  readonly key: string
  /** Proves, whenever it is handed back, that the points so far are the beginning of what the store holds. Null: it cannot be told. */
  readonly mark: string | null
}

export interface PollRequest {
  readonly signal: AbortSignal
  /** Read only these runs again (they are on screen, or are RUNNING); undefined reads everything that changed. */
  readonly onlyRunIds?: readonly string[]
  readonly emit: (batch: SourceBatch) => void
}

/** Entities that are new or changed. An entity is always whole: a batch replaces what was known of it. */
export interface SourceBatch {
  readonly projects?: readonly WorkspaceProject[]
  readonly experiments?: readonly Experiment[]
  readonly runs?: readonly Run[]
  readonly models?: readonly Model[]
  readonly reports?: readonly DriftReport[]
  readonly removed?: {
    readonly projectPaths?: readonly string[]
    readonly experimentIds?: readonly string[]
    readonly runIds?: readonly string[]
    readonly modelIds?: readonly string[]
    readonly reportIds?: readonly string[]
  }
}

export interface PollOutcome {
  /** Everything the source holds was emitted during this poll: what was not is gone. */
  readonly full: boolean
  /** All that is wrong now, not only what is new. */
  readonly problems: readonly Problem[]
  /** One sentence for the screen: "2 experiments, 14 runs; schema 7d34483879f0". */
  readonly message: string
}

/** What a source may use; handed over, never imported. */
export interface SourceServices {
  /** Epoch ms. */
  readonly now: () => number
  /** Gives the thread's other work its turn; call it at least every 20 ms of reading. */
  readonly breathe: () => Promise<void>
  /** Resolves after that time: a file caught half-written is looked at once more. */
  readonly delay: (ms: number) => Promise<void>
  readonly log: (level: 'debug' | 'warn', message: string) => void
}
