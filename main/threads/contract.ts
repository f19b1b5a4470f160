import * as v from 'valibot'
import type { ArtifactChunk, ArtifactListing, ArtifactRef, ByteRange } from '../../shared/model/artifact'
import type { ModelInspection } from '../../shared/model/model-inspection'
import type { ModelFacts, ModelPage, ModelQuery } from '../../shared/model/model-query'
import type { RunDetail, RunPage, RunQuery } from '../../shared/model/run-query'
import type { MetricSeries, RunRef } from '../../shared/model/run'
import type { ReportRef } from '../../shared/model/report-query'
import type { RootCandidate, SourceSpec, SourceStatus } from '../../shared/model/source'
import type { ServerAccess, ServerProbe } from '../../shared/model/server'
import type { TracePage, TraceQuery } from '../../shared/model/trace'
import type { CatalogSummary } from '../../shared/model/snapshot'
import type { DataComparison } from '../../shared/contract-monitoring'
import type { HardwareSeries, HistoryAnswer } from '../../shared/contract'
import type { HardwareSample, MachineInfo, ReaderStatus } from '../../shared/model/hardware'
import { call, push, type AsText, type Client } from '../../shared/rpc'
import { alertDataCalls } from './contract-alerts'
import { monitoringDataCalls } from './contract-monitoring'
import type { CatalogBatch } from '../store/catalog-writer'
import type { ContentMatch } from '../store/content-match'
import type { Retention } from '../store/sample-history'

/**
 * Main ↔ threads. Both ends are our own code, so inputs are typed here and not checked again:
 * the window's inputs were validated at the IPC boundary (shared/contract.ts).
 */
const trusted = <T>() => v.custom<T>(() => true)

/** What a store of our own gave; see warm-up.ts. */
export interface WarmUpContent {
  readonly specs: readonly SourceSpec[]
  readonly batches: readonly CatalogBatch[]
}

/** What the sources thread tells the data thread directly, past the main thread: whole stores pass here. */
export const feedContract = {
  calls: {
    setSources:
      call(trusted<{ specs: readonly SourceSpec[]; keepRoots: readonly string[] }>()).returns<null>(),
    apply: call(trusted<{ sourceId: string; generation: number; batch: CatalogBatch }>()).returns<null>(),
    sweep: call(trusted<{ sourceId: string; generation: number }>()).returns<null>(),
    markGood: call(trusted<{ sourceId: string; at: number; message: string }>()).returns<null>(),
    /** To be kept and listed in memory, and forgotten; see warm-up.ts. */
    warmUp: call(trusted<WarmUpContent>()).returns<null>(),
    knownSources: call(trusted<null>()).returns<readonly SourceSpec[]>(),
    matchContent: call(trusted<{ sourceId: string; content: CatalogBatch }>()).returns<ContentMatch>(),
    /** What the headers of models' files said. */
    putModelFacts:
      call(
        trusted<{ sourceId: string; facts: readonly ({ readonly modelId: string } & ModelFacts)[] }>(),
      ).returns<null>(),
  },
  pushes: {},
} as const
export type FeedContract = typeof feedContract
export type FeedClient = Client<FeedContract>

export interface LoadedCatalog {
  readonly summary: CatalogSummary
  /** As they were when the app last ran, in state `waiting`. */
  readonly sources: readonly SourceStatus[]
  readonly notices: readonly string[]
}

export const dataContract = {
  calls: {
    load: call(trusted<null>()).returns<LoadedCatalog>(),
    listRuns: call(trusted<RunQuery>()).returns<AsText<RunPage>>(),
    getRun: call(trusted<RunRef>()).returns<RunDetail>(),
    listModels: call(trusted<ModelQuery>()).returns<ModelPage>(),
    /** Where a run's or model's artifacts were recorded; null when the store names no place. */
    artifactPlace: call(trusted<ArtifactRef>()).returns<string | null>(),
    appendSample:
      call(trusted<{ takenAt: number; values: ReadonlyMap<string, number | null> }>()).returns<null>(),
    sampleHistory:
      call(trusted<{ metrics: readonly string[]; from: number; to: number; points: number }>()).returns<
        readonly HardwareSeries[]
      >(),
    sampleMetrics: call(trusted<null>()).returns<readonly string[]>(),
    /** Demo only: in place of all history, what the simulated chip would have recorded around those runs. */
    recordSimulatedPast:
      call(trusted<{ spans: readonly { readonly from: number; readonly to: number }[] }>()).returns<null>(),
    pruneSamples: call(trusted<{ retention: Retention }>()).returns<null>(),
    ...alertDataCalls,
    ...monitoringDataCalls,
  },
  pushes: {
    catalog: push<CatalogSummary>(),
    /** Why our database cannot be written, in one sentence; null when it can again. */
    trouble: push<string | null>(),
    runsChanged: push<{ readonly runs: readonly RunRef[]; readonly all: boolean }>(),
    /** Reports that are new, changed or gone (at most 200, else `all`). */
    reportsChanged: push<{ readonly reports: readonly ReportRef[]; readonly all: boolean }>(),
  },
} as const
export type DataContract = typeof dataContract
export type DataClient = Client<DataContract>

/** An artifact with the place that the catalogue knows of its owner: a path, a URI, or null. */
export interface PlacedArtifact extends ArtifactRef {
  readonly place: string | null
  readonly path: string
}

export const sourcesContract = {
  calls: {
    /** Replaces the set of roots; sources of roots that stay go on undisturbed. */
    setRoots:
      call(trusted<{ roots: readonly string[]; excludedLocations: readonly string[] }>()).returns<null>(),
    /** For when nobody waits: see warm-up.ts. */
    warmUp: call(trusted<null>()).returns<null>(),
    candidates: call(trusted<{ path: string }>()).returns<readonly RootCandidate[]>(),
    /** How the servers among the roots are asked; told before the roots, and kept in memory only. */
    setServers: call(trusted<{ servers: readonly ServerAccess[] }>()).returns<null>(),
    probeServer: call(trusted<ServerAccess>()).returns<ServerProbe>(),
    /** What lies below a folder, without watching it. */
    discover: call(trusted<{ path: string }>()).returns<readonly SourceSpec[]>(),
    /** Drift between two tables of plain data, by absolute path. */
    stopComparing: call(trusted<null>()).returns<null>(),
    compareTables: call(trusted<{ reference: string; current: string }>()).returns<DataComparison>(),
    focus: call(trusted<{ runs: readonly RunRef[] }>()).returns<null>(),
    retry: call(trusted<{ sourceId: string | null }>()).returns<null>(),
    history:
      call(trusted<RunRef & { keys: readonly string[]; maxPoints: number }>()).returns<HistoryAnswer>(),
    /** For rules: points between the newest ones, at a bounded price; see Source.newestPoints. */
    newestPoints:
      call(
        trusted<{
          wanted: readonly (RunRef & { keys: readonly string[]; since: number; most: number })[]
        }>(),
      ).returns<readonly (RunRef & { readonly series: readonly MetricSeries[] | null })[]>(),
    pathOf: call(trusted<{ sourceId: string; runId: string | null }>()).returns<string | null>(),
    listTraces: call(trusted<TraceQuery>()).returns<TracePage>(),
    listArtifacts: call(trusted<PlacedArtifact>()).returns<ArtifactListing>(),
    readArtifact: call(trusted<PlacedArtifact & { readonly range: ByteRange }>()).returns<ArtifactChunk>(),
    /** Fills `file` with a whole artifact; answers when that is done, failed or stopped. Its bytes cross no thread. */
    saveArtifact: call(
      trusted<PlacedArtifact & { readonly saveId: number; readonly file: string; readonly target: string }>(),
    ).returns<{ readonly bytes: number }>(),
    stopSaving: call(trusted<{ saveId: number }>()).returns<null>(),
    /** The absolute path of an artifact on this machine. */
    artifactPath: call(trusted<PlacedArtifact>()).returns<string>(),
    /** The absolute path, links resolved, of a PDF on this machine; `unsupported` of anything else. */
    artifactDocument: call(trusted<PlacedArtifact>()).returns<string>(),
    /** `place` as the catalogue knows it. */
    inspectModel: call(trusted<{ place: string | null }>()).returns<ModelInspection>(),
  },
  pushes: {
    statuses: push<readonly SourceStatus[]>(),
    /** How far a save under way has come. */
    saving: push<{
      readonly saveId: number
      readonly savedBytes: number
      readonly totalBytes: number | null
    }>(),
    /** Sources were found again at new places; `emptyRoots` are not there any more, and nothing of theirs is missing. */
    moved: push<{
      readonly places: readonly { readonly from: string; readonly to: string }[]
      readonly emptyRoots: readonly string[]
    }>(),
  },
} as const
export type SourcesContract = typeof sourcesContract
export type SourcesClient = Client<SourcesContract>

export const samplerContract = {
  calls: {
    setInterval: call(trusted<{ ms: number }>()).returns<null>(),
    pause: call(trusted<{ isPaused: boolean }>()).returns<null>(),
    /** The machine slept: differences across the sleep mean nothing. */
    wake: call(trusted<null>()).returns<null>(),
    readers: call(trusted<null>()).returns<readonly ReaderStatus[]>(),
  },
  pushes: {
    machine: push<{ readonly machine: MachineInfo; readonly notices: readonly string[] }>(),
    sample: push<HardwareSample>(),
  },
} as const
export type SamplerContract = typeof samplerContract
export type SamplerClient = Client<SamplerContract>
