import { normalizeName } from '../../shared/catalog/binding'
import { noAlerts } from '../../shared/model/alert'
import type {
  CatalogSummary,
  ExperimentSummary,
  ProjectSummary,
  Statistics,
} from '../../shared/model/snapshot'
import type { AppError } from '../../shared/result'
import type { EvaluationSet, LifecycleStage, RunStatus } from '../../shared/model/run'
import type { MonitoringThresholds } from '../../shared/monitoring/thresholds'
import type { CatalogReader } from './catalog-reader'
import type { RunIndex } from './run-index/run-index'
import { livingEntries } from './run-index/key-uses'
import { runGroups, type RunGroup } from './run-index/run-groups'
import { createMonitoringSummary } from './monitoring-summary'
import type { ReportReader } from './report-reader'
import type { SqliteDatabase } from './sqlite-binding'

const shownRuns = 12
const mostTagKeys = 1_000

interface StoredExperiment extends Omit<
  ExperimentSummary,
  'tags' | 'runCount' | 'lastRunAt' | 'evaluationSets'
> {
  readonly tags: string
  readonly evaluationSets: string
}

interface StoredProject {
  readonly sourceId: string
  readonly name: string
  readonly path: string
  readonly metadata: string
  readonly createdAt: number | null
  readonly updatedAt: number | null
  readonly problem: string | null
}

interface SummaryParts {
  readonly database: SqliteDatabase
  readonly reader: CatalogReader
  readonly reports: ReportReader
  readonly thresholds: () => MonitoringThresholds
}

/**
 * Counts over the whole catalogue. One scan of a covering index groups all runs; the rest is arithmetic on a few
 * hundred groups, so the cost hardly grows with the number of runs.
 */
export function createCatalogSummary(
  { database, reader, reports, thresholds }: SummaryParts,
  indexNow: () => RunIndex | null = () => null,
) {
  const monitoring = createMonitoringSummary(reports)
  const groups = database.prepare(
    `SELECT source_id AS sourceId, experiment_id AS experimentId, project, lifecycle_stage AS lifecycleStage, status,
            count(*) AS runs, max(start_time) AS lastRunAt
     FROM run GROUP BY source_id, experiment_id, lifecycle_stage, status, project`,
  )
  const experiments = database.prepare(
    `SELECT source_id AS sourceId, experiment_id AS experimentId, name, project, lifecycle_stage AS lifecycleStage, tags,
            trace_count AS traceCount, evaluation_sets AS evaluationSets
     FROM experiment ORDER BY name COLLATE NOCASE, source_id, experiment_id`,
  )
  const projects = database.prepare(
    `SELECT source_id AS sourceId, name, path, metadata, created_at AS createdAt, updated_at AS updatedAt, problem
     FROM project ORDER BY name COLLATE NOCASE, path`,
  )
  const models = database.prepare(
    // A registry version and the LoggedModel behind it are the same files: their bytes count once.
    `SELECT project, count(*) AS models, sum(CASE WHEN nth = 1 THEN bytes END) AS bytes FROM (
       SELECT coalesce(model.project, run.project) AS project, coalesce(model.bytes, facts.bytes) AS bytes,
         row_number() OVER (PARTITION BY coalesce(model.record ->> '$.path', model.source_id || model.model_id)
           ORDER BY coalesce(model.bytes, facts.bytes) IS NULL, coalesce(model.project, run.project) IS NULL) AS nth
       FROM model
       LEFT JOIN run ON run.source_id = model.source_id AND run.run_id = model.record ->> '$.runId'
       LEFT JOIN model_facts facts ON facts.source_id = model.source_id AND facts.model_id = model.model_id
       WHERE model.lifecycle_stage = 'active') GROUP BY project`,
  )
  const keys = database
    .prepare('SELECT key FROM key_use WHERE kind = ? ORDER BY uses DESC, key LIMIT 2000')
    .pluck()

  function summarize(revision: number, now: number): CatalogSummary {
    const index = indexNow()
    const groupList = index === null ? (groups.all() as RunGroup[]) : runGroups(index)
    const modelGroups = models.all() as ModelGroup[]
    const experimentList = summarizeExperiments(experiments.all() as StoredExperiment[], groupList)
    const projectList = summarizeProjects(
      projects.all() as StoredProject[],
      experimentList,
      groupList,
      modelGroups,
    )
    return {
      revision,
      projects: projectList,
      experiments: experimentList,
      statistics: {
        ...statisticsOf(projectList, experimentList, groupList, modelGroups),
        totalReports: monitoring.reportCount(),
      },
      monitoring: monitoring.summarize(thresholds(), now),
      recentRuns: reader.newestRuns(shownRuns, false, now),
      activeRuns: reader.newestRuns(shownRuns, true, now),
      metricKeys: keys.all('metric') as string[],
      paramKeys: keys.all('param') as string[],
      tagKeys: index === null ? [] : tagKeysOf(index),
    }
  }
  return Object.assign(summarize, { forgetReports: monitoring.forget, monitoring })
}

/** The user's own tags before MLflow's, each most frequent first. */
function tagKeysOf(index: RunIndex): string[] {
  return [index.tags, index.systemTags].flatMap((columns) =>
    Array.from(columns, ([key, { slots }]) => [key, livingEntries(index, slots)] as const)
      .filter(([, living]) => living > 0)
      .sort(([, a], [, b]) => b - a)
      .slice(0, mostTagKeys)
      .map(([key]) => key),
  )
}

interface ModelGroup {
  readonly project: string | null
  readonly models: number
  readonly bytes: number | null
}

function summarizeExperiments(
  stored: readonly StoredExperiment[],
  groups: readonly RunGroup[],
): ExperimentSummary[] {
  const byExperiment = new Map<string, { runCount: number; lastRunAt: number | null }>()
  for (const group of groups) {
    if (group.lifecycleStage !== 'active') continue
    const key = `${group.sourceId}/${group.experimentId}`
    const sum = byExperiment.get(key) ?? { runCount: 0, lastRunAt: null }
    byExperiment.set(key, {
      runCount: sum.runCount + group.runs,
      lastRunAt: later(sum.lastRunAt, group.lastRunAt),
    })
  }
  return stored.map((experiment) => ({
    ...experiment,
    tags: JSON.parse(experiment.tags) as Record<string, string>,
    evaluationSets: JSON.parse(experiment.evaluationSets) as EvaluationSet[],
    ...(byExperiment.get(`${experiment.sourceId}/${experiment.experimentId}`) ?? {
      runCount: 0,
      lastRunAt: null,
    }),
  }))
}

/** Workspaces as declared, then projects that only tags name. Two folders of one name are two rows. */
function summarizeProjects(
  stored: readonly StoredProject[],
  experiments: readonly ExperimentSummary[],
  groups: readonly RunGroup[],
  models: readonly ModelGroup[],
): ProjectSummary[] {
  const counts = new Map<string, ProjectCounts>()
  const of = (name: string): ProjectCounts => {
    const known = counts.get(name) ?? { ...noCounts }
    counts.set(name, known)
    return known
  }
  for (const experiment of experiments) {
    if (experiment.project === null || experiment.lifecycleStage !== 'active') continue
    const project = of(experiment.project)
    project.experimentCount++
    project.sourceId ??= experiment.sourceId
  }
  for (const group of groups) {
    if (group.project === null || group.lifecycleStage !== 'active') continue
    const project = of(group.project)
    project.sourceId ??= group.sourceId
    project.runCount += group.runs
    if (group.status === 'RUNNING') project.activeRunCount += group.runs
    if (group.status === 'FAILED') project.failedRunCount += group.runs
    project.lastRunAt = later(project.lastRunAt, group.lastRunAt)
  }
  for (const group of models) if (group.project !== null) of(group.project).modelCount += group.models

  const declared = stored.map((project): ProjectSummary => {
    const { sourceId: _tagSource, ...numbers } = counts.get(project.name) ?? noCounts
    return {
      ...project,
      ...numbers,
      metadata: JSON.parse(project.metadata) as Record<string, unknown>,
      problem: project.problem === null ? null : (JSON.parse(project.problem) as AppError),
    }
  })
  const names = new Set(stored.map((project) => normalizeName(project.name)))
  for (const [name, { sourceId, ...numbers }] of counts) {
    if (names.has(normalizeName(name)) || sourceId === null) continue
    const bare = { name, sourceId, path: null, metadata: {}, createdAt: null, updatedAt: null, problem: null }
    declared.push({ ...bare, ...numbers })
  }
  return declared.sort((a, b) => a.name.localeCompare(b.name, 'en', { sensitivity: 'base' }))
}

interface ProjectCounts {
  sourceId: string | null
  experimentCount: number
  runCount: number
  activeRunCount: number
  failedRunCount: number
  modelCount: number
  lastRunAt: number | null
}

const noCounts: ProjectCounts = {
  sourceId: null,
  experimentCount: 0,
  runCount: 0,
  activeRunCount: 0,
  failedRunCount: 0,
  modelCount: 0,
  lastRunAt: null,
}

function statisticsOf(
  projects: readonly ProjectSummary[],
  experiments: readonly ExperimentSummary[],
  groups: readonly RunGroup[],
  models: readonly ModelGroup[],
): Omit<Statistics, 'totalReports'> {
  const known = models.filter((group) => group.bytes !== null)
  const sum = <T>(items: readonly T[], value: (item: T) => number) =>
    items.reduce((total, item) => total + value(item), 0)
  const isActive = ({ lifecycleStage }: { readonly lifecycleStage: LifecycleStage }) =>
    lifecycleStage === 'active'
  const runsThatAre = (status: RunStatus) =>
    sum(groups, (group) => (isActive(group) && group.status === status ? group.runs : 0))
  return {
    totalProjects: projects.length,
    activeProjects: projects.filter((project) => project.experimentCount > 0).length,
    totalExperiments: experiments.length,
    deletedExperiments: experiments.filter((experiment) => experiment.lifecycleStage === 'deleted').length,
    unassignedExperiments: experiments.filter((one) => isActive(one) && one.project === null).length,
    totalRuns: sum(groups, (group) => group.runs),
    deletedRuns: sum(groups, (group) => (group.lifecycleStage === 'deleted' ? group.runs : 0)),
    runningRuns: runsThatAre('RUNNING'),
    failedRuns: runsThatAre('FAILED'),
    totalModels: sum(models, (group) => group.models),
    totalModelsBytes: known.length === 0 ? null : sum(known, (group) => group.bytes ?? 0),
    totalAlerts: 0,
    alertsBySeverity: noAlerts,
  }
}

function later(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b)
}
