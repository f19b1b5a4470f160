import type { MetricSeries } from '../../shared/model/run'
import type { DriftReport } from '../../shared/model/drift-report'
import type { Collected } from './collect'
import { bytesOfModels } from './model-bytes'
import { alertItem, countBySeverity, snapshotAlerts } from './snapshot-alerts'

/** What to say beside the document, which is empty, when no project has the name that was asked for. */
export function unknownProject(
  { projects }: Pick<Collected['summary'], 'projects'>,
  wanted: string | null,
): string | null {
  if (wanted === null || projects.some(({ name }) => name === wanted)) return null
  if (projects.length === 0)
    return `There is no project “${wanted}”: nothing that was read belongs to a project.`
  return `There is no project “${wanted}”; those that were read are ${projects.map(({ name }) => `“${name}”`).join(', ')}.`
}

/**
 * The JSON document of `npm run snapshot`, in the field names of docs/SNAPSHOT.md: snake_case, epoch ms,
 * every item naming its source. Pure: what was collected in, the document out.
 */
export function snapshotDocument(
  collected: Collected,
  project: string | null,
  now: number,
): Record<string, unknown> {
  const { summary, sources, unreadable } = collected
  const wanted = (name: string | null) => project === null || name === project
  const projects = summary.projects.filter((one) => wanted(one.name))
  const experiments = summary.experiments.filter((one) => wanted(one.project))
  const runs = collected.runs.filter((one) => wanted(one.project))
  const models = collected.models.filter((one) => wanted(one.project))
  const alerts = snapshotAlerts(collected, now).filter((one) => wanted(one.project))
  return {
    projects: projects.map((one) => ({
      name: one.name,
      path: one.path,
      metadata: one.metadata,
      created_at: one.createdAt,
      updated_at: one.updatedAt,
      source_id: one.sourceId,
    })),
    experiments: experiments.map((one) => ({
      experiment_id: one.experimentId,
      name: one.name,
      project: one.project,
      lifecycle_stage: one.lifecycleStage,
      tags: one.tags,
      trace_count: one.traceCount,
      source_id: one.sourceId,
    })),
    runs: runs.map((run) => ({
      run_id: run.runId,
      experiment_id: run.experimentId,
      project: run.project,
      name: run.name,
      status: run.status,
      start_time: run.startTime,
      end_time: run.endTime,
      lifecycle_stage: run.lifecycleStage,
      params: run.params,
      tags: run.tags,
      metrics: run.metrics,
      source_id: run.sourceId,
    })),
    models: models.map((model) => ({
      name: model.name,
      project: model.project,
      kind: model.kind,
      version: model.version,
      path: model.path,
      bytes: model.bytes,
      run_id: model.runId,
      tags: model.tags,
      aliases: model.aliases,
      source_id: model.sourceId,
    })),
    monitoring: collected.reports.filter((one) => wanted(one.project)).map(monitoringItem),
    alerts: alerts.map(alertItem),
    sources: sources.map((source) => ({
      id: source.id,
      source_id: source.id,
      kind: source.kind,
      location: source.location,
      state: source.state,
      last_good_at: source.lastGoodAt,
      message: source.message,
    })),
    problems: [
      ...unreadable.map((one) => ({
        source_id: null,
        location: one.location,
        code: one.code,
        message: one.message,
      })),
      ...sources.flatMap((source) =>
        source.problems.map((one) => ({
          source_id: one.sourceId,
          location: one.location,
          code: one.code,
          message: one.message,
        })),
      ),
    ],
    statistics: {
      ...statistics(projects, experiments, runs, models),
      total_alerts: alerts.length,
      alerts_by_severity: countBySeverity(alerts),
    },
    ...(collected.history === null ? {} : { history: historyPoints(collected.history) }),
  }
}

function monitoringItem(report: DriftReport): Record<string, unknown> {
  return {
    source_id: report.sourceId,
    project: report.project,
    file: report.file,
    family: report.family,
    created_at: report.createdAt,
    kind: report.kind,
    dataset_drift: report.datasetDrift,
    drift_share: report.driftShare,
    drifted_features: report.driftedFeatureCount,
    features: report.features.map(({ name, method, score, threshold, drifted }) => ({
      ...{ name, method, score, threshold, drifted },
    })),
    tests: report.tests.map(({ name, status }) => ({ name, status })),
    metrics: Object.fromEntries(Object.entries(report.metrics).map(([name, { current }]) => [name, current])),
  }
}

/** Counted from what is printed, so that the numbers and the lists cannot disagree. */
function statistics(
  projects: Collected['summary']['projects'],
  experiments: Collected['summary']['experiments'],
  runs: Collected['runs'],
  models: Collected['models'],
): Record<string, unknown> {
  return {
    total_projects: projects.length,
    active_projects: projects.filter((one) => one.experimentCount > 0).length,
    total_experiments: experiments.length,
    deleted_experiments: experiments.filter((one) => one.lifecycleStage === 'deleted').length,
    total_runs: runs.length,
    deleted_runs: runs.filter((one) => one.lifecycleStage === 'deleted').length,
    total_models: models.length,
    total_models_bytes: bytesOfModels(models),
  }
}

function historyPoints({
  step,
  timestamp,
  value,
}: MetricSeries): { step: number; timestamp: number; value: number }[] {
  return Array.from(value, (point, index) => ({
    step: step[index] ?? 0,
    timestamp: timestamp[index] ?? 0,
    value: point,
  }))
}
