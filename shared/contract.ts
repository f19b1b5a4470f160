import * as v from 'valibot'
import { alertCalls, alertPushes } from './contract-alerts'
import { monitoringCalls, monitoringPushes } from './contract-monitoring'
import { RunQuerySchema, type RunDetail, type RunPage } from './model/run-query'
import type { MetricSeries, RunRef } from './model/run'
import type { HardwareSample, MachineInfo, ReaderStatus } from './model/hardware'
import {
  ArtifactPathSchema,
  ArtifactRefSchema,
  mostArtifactBytes,
  PageBoundsSchema,
  type ArtifactChunk,
  type ArtifactListing,
} from './model/artifact'
import type { ModelInspection } from './model/model-inspection'
import { ModelQuerySchema, ModelRefSchema, type ModelPage } from './model/model-query'
import { TraceQuerySchema, type TracePage } from './model/trace'
import type { SavedFile, SavingFile } from './model/saving'
import { SettingsPatchSchema, type Settings } from './model/settings'
import type { RootCandidate } from './model/source'
import { ServerInputSchema, type ServerProbe } from './model/server'
import type { AppSnapshot } from './model/snapshot'
import { call, push, type Client, type Handlers } from './rpc'

/** The whole surface between windows and the app, readable as a table of contents. */

export interface Bootstrap {
  readonly appVersion: string
  readonly platform: string
  /** Demo data are shown: every page says so. */
  readonly isDemo: boolean
  readonly snapshot: AppSnapshot
  readonly settings: Settings
  readonly hardware: HardwareState
}

export interface HardwareState {
  /** Null until the sampler has looked. */
  readonly machine: MachineInfo | null
  /** Sentences about what this kind of machine cannot tell, or why sampling is limited or paused. */
  readonly notices: readonly string[]
  readonly isPaused: boolean
  /** The newest sample; null before the first. */
  readonly sample: HardwareSample | null
  /** The last minute and more for sparklines, oldest first: at most 120 samples, without their long lists. */
  readonly recent: readonly HardwareSample[]
}

/** One recorded value over time: ascending, NaN where nothing is known, `slotMs` apart. */
export interface HardwareSeries {
  /** `gpu.utilizationRatio`, `cpu.cores.cpu0.utilizationRatio` …: the path in HardwareSample, list items by their id. */
  readonly metric: string
  readonly takenAt: Float64Array
  readonly min: Float32Array
  readonly mean: Float32Array
  readonly max: Float32Array
  readonly slotMs: number
}

/** What a window made and the user may keep. */
export interface FileToSave {
  readonly kind: 'csv' | 'png'
  /** Without folder and ending. */
  readonly name: string
  readonly content: string | Uint8Array
}

/** A store that discovery found below a folder. */
export interface AddedRoot {
  readonly root: string
  readonly sourceCount: number
  /** False when it was watched before: then nothing was added that could be taken back. */
  readonly isNew: boolean
}

export interface AddedServer {
  /** The address as it is kept: the root, and the location of its source. */
  readonly url: string
  /** `session`: the secret is forgotten when the app ends. Null: there is none. */
  readonly keeping: 'kept' | 'session' | null
}

export interface HistoryAnswer {
  readonly series: readonly MetricSeries[]
  /** Points the store holds per key, before any thinning. */
  readonly pointCounts: readonly number[]
  /** False while a long history is still being read: what there is is here, and asking again gives more. */
  readonly isComplete: boolean
}

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(1_024))
const RunRefSchema = v.object({ sourceId: id, runId: id })

export const contract = {
  calls: {
    /** First call of every window: the full state. */
    'app.bootstrap': call(v.void()).returns<Bootstrap>(),
    'runs.list': call(RunQuerySchema).returnsText<RunPage>(),
    'runs.get': call(RunRefSchema).returns<RunDetail>(),
    /** The runs on screen are read more often; an empty list ends that. */
    'runs.focus': call(v.object({ runs: v.pipe(v.array(RunRefSchema), v.maxLength(100)) })).returns<null>(),
    /** At most `maxPoints` per key are returned, thinned by min/max buckets so that no spike is lost. */
    'metrics.history': call(
      v.object({
        ...RunRefSchema.entries,
        keys: v.pipe(v.array(id), v.minLength(1), v.maxLength(200)),
        maxPoints: v.optional(v.pipe(v.number(), v.integer(), v.minValue(4), v.maxValue(2_000_000)), 4_000),
      }),
    ).returns<HistoryAnswer>(),
    /** Traces of an experiment, asked of its store. */
    'traces.list': call(TraceQuerySchema).returns<TracePage>(),
    'models.list': call(ModelQuerySchema).returns<ModelPage>(),
    /** Reads the headers of the model's files now; never the weights themselves. */
    'models.inspect': call(ModelRefSchema).returns<ModelInspection>(),
    /** One level of a run's or model's artifacts. */
    'artifacts.list': call(
      v.object({ ...ArtifactRefSchema.entries, path: ArtifactPathSchema }),
    ).returns<ArtifactListing>(),
    /** A piece of one artifact. */
    'artifacts.read': call(
      v.object({
        ...ArtifactRefSchema.entries,
        path: ArtifactPathSchema,
        from: v.pipe(v.number(), v.integer(), v.minValue(0)),
        length: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(mostArtifactBytes)),
      }),
    ).returns<ArtifactChunk>(),
    /** Main shows the save dialog. Answers when the copy is whole; null when the dialog was cancelled, `cancelled` when the save was. */
    'artifacts.saveAs': call(
      v.object({ ...ArtifactRefSchema.entries, path: ArtifactPathSchema }),
    ).returns<SavedFile | null>(),
    /** The copies that are being written: for a window that opens meanwhile. */
    'saves.list': call(v.void()).returns<readonly SavingFile[]>(),
    'saves.stop': call(v.object({ saveId: v.pipe(v.number(), v.integer()) })).returns<null>(),
    /** Shows an HTML artifact, without scripts and network, in a view over the given place of the window. */
    'page.show': call(
      v.object({ ...ArtifactRefSchema.entries, path: ArtifactPathSchema, bounds: PageBoundsSchema }),
    ).returns<null>(),
    /** Also of a report's own page: there is one such place at a time. */
    'page.move': call(v.object({ bounds: PageBoundsSchema })).returns<null>(),
    /** Something of the window is on top of its place now, or no longer. */
    'page.cover': call(v.object({ isCovered: v.boolean() })).returns<null>(),
    'page.hide': call(v.void()).returns<null>(),
    /** Opens a PDF in the app that the user opens PDFs with (Preview). */
    'artifacts.open': call(
      v.object({ ...ArtifactRefSchema.entries, path: ArtifactPathSchema }),
    ).returns<null>(),
    /** Recorded hardware values. From the coarsest tier that still has `points` points: raw seconds, minutes, quarters of an hour. */
    'hardware.history': call(
      v.object({
        metrics: v.pipe(v.array(id), v.minLength(1), v.maxLength(100)),
        /** Epoch ms; `from` included, `to` not. */
        from: v.number(),
        to: v.number(),
        points: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(10_000)),
      }),
    ).returns<readonly HardwareSeries[]>(),
    /** Names of all values that were ever recorded. */
    'hardware.metrics': call(v.void()).returns<readonly string[]>(),
    /** For a window that was hidden: it got no pushes meanwhile. */
    'hardware.state': call(v.void()).returns<HardwareState>(),
    'hardware.readers': call(v.void()).returns<readonly ReaderStatus[]>(),
    'hardware.pause': call(v.object({ isPaused: v.boolean() })).returns<null>(),
    ...alertCalls,
    ...monitoringCalls,
    'settings.update': call(SettingsPatchSchema).returns<Settings>(),
    /** Main shows the folder dialog: the renderer never sees a path the user did not choose. Null when cancelled. */
    'roots.choose': call(v.object({ kind: v.picklist(['folder', 'file']) })).returns<AddedRoot | null>(),
    /** A folder dropped on the window, or put back by undo. */
    'roots.add': call(v.object({ path: id })).returns<AddedRoot>(),
    /** The stores below a folder with what they hold, read once: takes at most some 4 s. */
    'roots.candidates': call(v.object({ path: id })).returns<readonly RootCandidate[]>(),
    /** Of a server, the secrets go with it. */
    'roots.remove': call(v.object({ path: id })).returns<null>(),
    /** Tries a tracking server out without keeping anything; the answer says what was found. */
    'servers.test': call(ServerInputSchema).returns<ServerProbe>(),
    /** Adds it once it answered. `invalid-input` is about the address, `permission` about user and secret. */
    'servers.add': call(ServerInputSchema).returns<AddedServer>(),
    /** Other credentials for a server among the roots; an empty secret keeps the one there is. */
    'servers.update': call(ServerInputSchema).returns<AddedServer>(),
    /** Whether a password or token would outlive the app; asked when one is about to be entered. */
    'secrets.keeping': call(v.void()).returns<'kept' | 'session'>(),
    'sources.retry': call(v.object({ sourceId: v.nullable(id) })).returns<null>(),
    /** Shows a source's file, a run's artifacts or a project's folder in Finder; main looks the path up itself. */
    reveal: call(
      v.object({
        kind: v.picklist(['source', 'run', 'project', 'logs', 'artifact']),
        sourceId: v.optional(id),
        runId: v.optional(id),
        /** Of kind `artifact`: whose, and which file or folder below its root. */
        owner: v.optional(ArtifactRefSchema.entries.owner),
        path: v.optional(ArtifactPathSchema),
        name: v.optional(id),
      }),
    ).returns<null>(),
    /** Opens the window at a route, and closes the panel: for the menu bar's panel, which shows no pages. */
    'app.open': call(
      v.object({ path: v.pipe(v.string(), v.startsWith('/'), v.maxLength(4_096)) }),
    ).returns<null>(),
    'app.quit': call(v.void()).returns<null>(),
    /** Ends the app and starts it anew, with made-up data or with the user's own. */
    'app.demo': call(v.object({ isOn: v.boolean() })).returns<null>(),
    /** What was typed last in the field that has the keys. */
    'edit.undo': call(v.void()).returns<null>(),
    'popover.close': call(v.void()).returns<null>(),
    /** The panel is as tall as what it shows, px. */
    'popover.fit': call(
      v.object({ height: v.pipe(v.number(), v.minValue(40), v.maxValue(2_000)) }),
    ).returns<null>(),
    /** Main shows the save dialog and writes; the name it was saved under, or null when cancelled. */
    'file.save': call(
      v.object({
        kind: v.picklist(['csv', 'png']),
        /** Without folder and ending. */
        name: v.pipe(v.string(), v.minLength(1), v.maxLength(120)),
        content: v.union([v.pipe(v.string(), v.maxLength(200_000_000)), v.instance(Uint8Array)]),
      }),
    ).returns<string | null>(),
    'clipboard.write': call(v.object({ text: v.pipe(v.string(), v.maxLength(1_000_000)) })).returns<null>(),
    /** The renderer has no log of its own. */
    'log.report': call(
      v.object({ level: v.picklist(['warn', 'error']), message: v.pipe(v.string(), v.maxLength(8_000)) }),
    ).returns<null>(),
  },
  pushes: {
    snapshot: push<AppSnapshot>(),
    settings: push<Settings>(),
    /** At most once per interval, only while the window is visible. `recent` is empty: a window keeps its own. */
    hardware: push<HardwareState>(),
    /** Content of these runs changed since the last push (latest wins; at most 200, else `all`). */
    'runs.changed': push<{ readonly runs: readonly RunRef[]; readonly all: boolean }>(),
    /** All that are being written: one began, came further or ended. */
    'saves.changed': push<readonly SavingFile[]>(),
    ...alertPushes,
    ...monitoringPushes,
    /** A menu item or shortcut asks the window to act. */
    command: push<AppCommand>(),
  },
} as const

export type AppCommand =
  | { readonly name: 'navigate'; readonly path: string }
  | {
      readonly name:
        | 'find'
        | 'reload'
        | 'add-folder'
        | 'add-server'
        | 'toggle-sidebar'
        | 'command-palette'
        | 'show-shortcuts'
        | 'back'
        | 'forward'
        | 'undo'
    }

export type AppContract = typeof contract
export type AppHandlers = Handlers<AppContract>
export type AppClient = Client<AppContract>
