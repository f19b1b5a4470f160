import { toJson } from '../../shared/json'
import type { Model } from '../../shared/model/registered-model'
import type { Experiment, Run } from '../../shared/model/run'
import type { WorkspaceProject } from '../../shared/model/workspace'
import { timeOrNull, wholeOrNull } from './whole-number'

// Entities as rows of the catalogue's tables: the columns, and what stands in them.

export const runColumns = [
  ...['source_id', 'run_id', 'experiment_id', 'name', 'status', 'start_time', 'end_time', 'lifecycle_stage'],
  ...[
    'parent_run_id',
    'user_name',
    'artifact_uri',
    'project_tag',
    'last_write_at',
    'params',
    'tags',
    'metrics',
  ],
  ...['datasets', 'models', 'search', 'generation'],
]

export const projectColumns = [
  ...['source_id', 'path', 'name', 'metadata', 'created_at', 'updated_at', 'experiment_id', 'tracking_uri'],
  ...['problem', 'generation'],
]

export function projectRow(project: WorkspaceProject, generation: number): Record<string, unknown> {
  return {
    source_id: project.sourceId,
    path: project.path,
    name: project.name,
    metadata: toJson(project.metadata),
    created_at: timeOrNull(project.createdAt),
    updated_at: timeOrNull(project.updatedAt),
    experiment_id: project.experimentId,
    tracking_uri: project.trackingUri,
    problem: project.problem === null ? null : toJson(project.problem),
    generation,
  }
}

export const experimentColumns = [
  ...['source_id', 'experiment_id', 'name', 'lifecycle_stage', 'tags', 'artifact_location', 'created_at'],
  ...['updated_at', 'trace_count', 'evaluation_sets', 'generation'],
]

export function experimentRow(experiment: Experiment, generation: number): Record<string, unknown> {
  return {
    source_id: experiment.sourceId,
    experiment_id: experiment.experimentId,
    name: experiment.name,
    lifecycle_stage: experiment.lifecycleStage,
    tags: toJson(experiment.tags),
    artifact_location: experiment.artifactLocation,
    created_at: timeOrNull(experiment.createdAt),
    updated_at: timeOrNull(experiment.updatedAt),
    trace_count: wholeOrNull(experiment.traceCount),
    evaluation_sets: toJson(experiment.evaluationSets ?? []),
    generation,
  }
}

/** What the index holds of a run is taken from here, too, so that it is the same before and after a restart. */
export function runRow(run: Run, generation: number) {
  return {
    source_id: run.sourceId,
    run_id: run.runId,
    experiment_id: run.experimentId,
    name: run.name,
    status: run.status,
    start_time: timeOrNull(run.startTime),
    end_time: timeOrNull(run.endTime),
    lifecycle_stage: run.lifecycleStage,
    parent_run_id: run.parentRunId,
    user_name: run.userName,
    artifact_uri: run.artifactUri,
    project_tag: run.tags['project'] ?? null,
    last_write_at: lastWriteAt(run),
    // Texts need no look at every value, which takes three times as long.
    params: JSON.stringify(run.params),
    tags: JSON.stringify(run.tags),
    metrics: metricsJson(run.metrics),
    datasets: JSON.stringify(run.datasets),
    models: JSON.stringify(run.models),
    search: searchText(run),
    generation,
  }
}

function metricsJson(metrics: Run['metrics']): string {
  const isPlain = Object.values(metrics).every(({ value, step, timestamp }) =>
    Number.isFinite(value + step + timestamp),
  )
  return isPlain ? JSON.stringify(metrics) : toJson(metrics)
}

/** When the run last showed a sign of life, epoch ms, as far as its own records tell. */
function lastWriteAt(run: Run): number | null {
  let latest = timeOrNull(run.startTime)
  for (const metric of Object.values(run.metrics)) {
    const at = timeOrNull(metric.timestamp)
    if (at !== null && (latest === null || at > latest)) latest = at
  }
  return latest
}

const longestSearchedValue = 400

/** Lower-cased words a user may look for. `mlflow.*` tags that hold whole documents would only add noise. */
function searchText(run: Run): string {
  const parts = [run.name, run.runId, run.userName ?? '', run.status]
  for (const [key, value] of Object.entries(run.params)) {
    parts.push(`${key}=${value.slice(0, longestSearchedValue)}`)
  }
  for (const [key, value] of Object.entries(run.tags)) {
    if (!key.startsWith('mlflow.') || key === 'mlflow.note.content') {
      parts.push(`${key}=${value.slice(0, longestSearchedValue)}`)
    }
  }
  return parts.join('\n').toLowerCase()
}

export const modelColumns = [
  ...['source_id', 'model_id', 'kind', 'name', 'project', 'lifecycle_stage', 'bytes', 'record', 'generation'],
]

export function modelRow(model: Model, generation: number): Record<string, unknown> {
  const bytes = wholeOrNull(model.bytes)
  const times = { createdAt: timeOrNull(model.createdAt), updatedAt: timeOrNull(model.updatedAt) }
  return {
    source_id: model.sourceId,
    model_id: model.modelId,
    kind: model.kind,
    name: model.name,
    project: model.project,
    lifecycle_stage: model.lifecycleStage,
    bytes,
    record: toJson({ ...model, ...times, bytes }),
    generation,
  }
}
