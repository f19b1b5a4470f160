import { noAlerts, type AlertCounts, type AlertTotals } from './alert'
import type { MonitoringSummary } from './monitoring'
import type { EvaluationSet } from './run'
import type { RunRow } from './run-query'
import type { SourceStatus } from './source'
import type { AppError } from '../result'

export interface ProjectSummary {
  readonly name: string
  /** The source that declares it; for a project known only by tags, the tracking store that names it. */
  readonly sourceId: string
  /** Workspace folder, or null for a project known only by tags. */
  readonly path: string | null
  readonly metadata: Readonly<Record<string, unknown>>
  readonly createdAt: number | null
  readonly updatedAt: number | null
  readonly experimentCount: number
  readonly runCount: number
  readonly activeRunCount: number
  readonly failedRunCount: number
  readonly modelCount: number
  /** Start of the newest run, epoch ms. */
  readonly lastRunAt: number | null
  readonly problem: AppError | null
}

export interface ExperimentSummary {
  readonly sourceId: string
  readonly experimentId: string
  readonly name: string
  readonly project: string | null
  readonly lifecycleStage: 'active' | 'deleted'
  readonly tags: Readonly<Record<string, string>>
  readonly runCount: number
  readonly lastRunAt: number | null
  /** Null where the store cannot have traces, or does not tell how many. */
  readonly traceCount: number | null
  readonly evaluationSets: readonly EvaluationSet[]
}

/** Over everything that was read, never over a page of it. */
export interface Statistics {
  readonly totalProjects: number
  /** Projects with at least one experiment. */
  readonly activeProjects: number
  /** With deleted ones, as are runs: a store keeps them until `mlflow gc`. */
  readonly totalExperiments: number
  readonly deletedExperiments: number
  /** Not deleted, and of no project. */
  readonly unassignedExperiments: number
  readonly totalRuns: number
  readonly deletedRuns: number
  /** Of all that are not deleted, in a project or not. */
  readonly runningRuns: number
  readonly failedRuns: number
  readonly totalModels: number
  /** Sum over models whose size is known; null when none is. */
  readonly totalModelsBytes: number | null
  readonly totalReports: number
  readonly totalAlerts: number
  readonly alertsBySeverity: AlertCounts
}

/** What the catalogue knows, without the runs themselves: those are asked for page by page. */
export interface CatalogSummary {
  /** Rises with every change of content. */
  readonly revision: number
  readonly projects: readonly ProjectSummary[]
  readonly experiments: readonly ExperimentSummary[]
  /** Of every project that has reports, and of the reports without one (project null, last). */
  readonly monitoring: readonly MonitoringSummary[]
  readonly statistics: Statistics
  /** The newest runs by start, at most 12. */
  readonly recentRuns: readonly RunRow[]
  /** RUNNING runs, newest first, at most 12. */
  readonly activeRuns: readonly RunRow[]
  /** Every metric and param key seen, most frequent first, for column choosers. */
  readonly metricKeys: readonly string[]
  readonly paramKeys: readonly string[]
  /** Tags, likewise, for the search field; empty until the index of runs is there. */
  readonly tagKeys: readonly string[]
}

export interface ThreadStatus {
  readonly name: 'data' | 'sources' | 'sampler'
  readonly state: 'starting' | 'running' | 'restarting' | 'stopped'
  /** One sentence when something is wrong, else null. */
  readonly message: string | null
}

/** Everything a window needs to draw its frame. The aggregator is its only writer. */
export interface AppSnapshot {
  /** Rises with every push; a window ignores what is not newer than what it has. */
  readonly seq: number
  /** Epoch ms. */
  readonly takenAt: number
  readonly catalog: CatalogSummary
  /** Over all that are kept; `statistics` of the catalogue says the same. */
  readonly alerts: AlertTotals
  /** Firing and not history, by project; a project without any is absent. */
  readonly alertsByProject: Readonly<Record<string, AlertCounts>>
  readonly sources: readonly SourceStatus[]
  readonly threads: readonly ThreadStatus[]
  /** Sentences about the app itself, e.g. a database that had to be set aside. */
  readonly notices: readonly string[]
}

export const emptyCatalog: CatalogSummary = {
  revision: 0,
  projects: [],
  experiments: [],
  monitoring: [],
  statistics: {
    totalProjects: 0,
    activeProjects: 0,
    totalExperiments: 0,
    deletedExperiments: 0,
    unassignedExperiments: 0,
    totalRuns: 0,
    deletedRuns: 0,
    runningRuns: 0,
    failedRuns: 0,
    totalModels: 0,
    totalModelsBytes: null,
    totalReports: 0,
    totalAlerts: 0,
    alertsBySeverity: noAlerts,
  },
  recentRuns: [],
  activeRuns: [],
  metricKeys: [],
  paramKeys: [],
  tagKeys: [],
}
