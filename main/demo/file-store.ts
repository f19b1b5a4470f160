import { createHash } from 'node:crypto'
import { pathToFileURL } from 'node:url'
import { registeredModelFiles } from './file-registry'
import { systemTags } from './mlflow-tags'
import type { FileTree, PlannedFile } from './planned-files'
import type { PlannedExperiment, PlannedRun } from './planned-store'
import { pythonFloat, pythonYaml } from './python-text'

/** run_status.proto, as meta.yaml stores it. */
export const runStatusNumber = { RUNNING: 1, FINISHED: 3, FAILED: 4, KILLED: 5 } as const

/**
 * MLflow's file store (mlflow/store/tracking/file_store.py), as MLflow 3.2 wrote one for comparison.
 * @param root absolute folder that the tree will be written to: artifact locations are absolute there.
 */
export function fileStoreTree(experiments: readonly PlannedExperiment[], root: string): FileTree {
  const parts = experiments.map((experiment) => experimentTree(experiment, root))
  const createdAt = Math.min(...experiments.map((experiment) => experiment.createdAt))
  const defaultMeta = experimentMeta('0', 'Default', createdAt, root)
  return {
    files: [
      { path: 'mlruns/0/meta.yaml', content: defaultMeta, modifiedAt: createdAt },
      ...parts.flatMap((part) => part.files),
    ],
    folders: ['mlruns/.trash', ...parts.flatMap((part) => part.folders)],
  }
}

function experimentTree(experiment: PlannedExperiment, root: string): FileTree {
  const { experimentId, project, createdAt } = experiment
  const folder = `mlruns/${experimentId}`
  const runs = experiment.runs.map((run) => runTree(run, experiment, root))
  return {
    files: [
      {
        path: `${folder}/meta.yaml`,
        content: experimentMeta(experimentId, project, createdAt, root),
        modifiedAt: createdAt,
      },
      { path: `${folder}/tags/project`, content: project, modifiedAt: createdAt },
      ...datasetFiles(experiment),
      ...runs.flatMap((run) => run.files),
      ...experiment.registeredModels.flatMap((model) => registeredModelFiles(model, experiment, root)),
    ],
    folders: runs.flatMap((run) => run.folders),
  }
}

function experimentMeta(experimentId: string, name: string, createdAt: number, root: string): string {
  return pythonYaml([
    ['artifact_location', pathToFileURL(`${root}/mlruns/${experimentId}`).href],
    ['creation_time', createdAt],
    ['experiment_id', experimentId],
    ['last_update_time', createdAt],
    ['lifecycle_stage', 'active'],
    ['name', name],
  ])
}

function runTree(run: PlannedRun, experiment: PlannedExperiment, root: string): FileTree {
  const folder = `mlruns/${experiment.experimentId}/${run.runId}`
  const at = (path: string, content: string | Uint8Array, modifiedAt = run.startTime): PlannedFile => ({
    path: `${folder}/${path}`,
    content,
    modifiedAt,
  })
  const dataset = run.dataset === null ? null : datasetId(run.dataset)
  const changedAt = run.endTime ?? run.points.at(-1)?.timestamp ?? run.startTime
  return {
    files: [
      at('meta.yaml', runMeta(run, experiment.experimentId, root), changedAt),
      ...run.params.map(([key, value]) => at(`params/${key}`, value)),
      ...systemTags(run, experiment.project).map(([key, value]) => at(`tags/${key}`, value)),
      ...metricFiles(run).map(([key, lines]) => at(`metrics/${key}`, lines, changedAt)),
      ...(dataset === null ? [] : [at(`inputs/${md5(dataset, run.runId)}/meta.yaml`, inputMeta(dataset))]),
      ...run.artifacts.map(({ path, content }) => at(`artifacts/${path}`, content, changedAt)),
    ],
    folders: ['metrics', 'params', 'tags', 'artifacts'].map((name) => `${folder}/${name}`),
  }
}

export function runMeta(
  run: Pick<PlannedRun, 'runId' | 'name' | 'status' | 'startTime' | 'endTime'>,
  experimentId: string,
  root: string,
): string {
  return pythonYaml([
    ['artifact_uri', pathToFileURL(`${root}/mlruns/${experimentId}/${run.runId}/artifacts`).href],
    ['end_time', run.endTime],
    ['entry_point_name', ''],
    ['experiment_id', experimentId],
    ['lifecycle_stage', 'active'],
    ['run_id', run.runId],
    ['run_name', run.name],
    ['source_name', ''],
    ['source_type', 4],
    ['source_version', ''],
    ['start_time', run.startTime],
    ['status', runStatusNumber[run.status]],
    ['tags', []],
    ['user_id', 'demo'],
  ])
}

/** `"{timestamp} {value} {step}\n"` per value; a slash in the key makes a folder. */
export function metricLine(point: { timestamp: number; value: number; step: number }): string {
  return `${point.timestamp} ${pythonFloat(point.value)} ${point.step}\n`
}

function metricFiles(run: PlannedRun): [key: string, lines: string][] {
  const linesByKey = new Map<string, string[]>()
  for (const point of run.points) {
    const lines = linesByKey.get(point.key)
    if (lines === undefined) linesByKey.set(point.key, [metricLine(point)])
    else lines.push(metricLine(point))
  }
  return [...linesByKey].map(([key, lines]) => [key, lines.join('')])
}

function datasetFiles(experiment: PlannedExperiment): PlannedFile[] {
  const used = experiment.runs.flatMap((run) => (run.dataset === null ? [] : [run.dataset]))
  const byId = new Map(used.map((dataset) => [datasetId(dataset), dataset]))
  return [...byId].map(([id, dataset]) => ({
    path: `mlruns/${experiment.experimentId}/datasets/${id}/meta.yaml`,
    modifiedAt: experiment.createdAt,
    content: pythonYaml([
      ['digest', dataset.digest],
      ['name', dataset.name],
      ['profile', `{"num_rows": ${dataset.rowCount}}`],
      ['schema', null],
      ['source', `{"uri": "${dataset.uri}"}`],
      ['source_type', 'local'],
    ]),
  }))
}

/** Both ids name the dataset: MLflow's writer confuses them, and so does every real store. */
function inputMeta(dataset: string): string {
  return pythonYaml([
    ['destination_id', dataset],
    ['destination_type', 'RUN'],
    ['source_id', dataset],
    ['source_type', 'DATASET'],
    ['tags', Object.fromEntries([['mlflow.data.context', 'training']])],
  ])
}

/** `FileStore._get_dataset_id`: md5 of the name followed by the digest. */
function datasetId(dataset: { readonly name: string; readonly digest: string }): string {
  return md5(dataset.name, dataset.digest)
}

function md5(first: string, second: string): string {
  return createHash('md5').update(first).update(second).digest('hex')
}
