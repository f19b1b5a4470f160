import { pathToFileURL } from 'node:url'
import { adapterWeights } from './lora-artifacts'
import { quantizedWeights } from './compression-artifacts'
import type { FileTree, PlannedFile } from './planned-files'
import type { DemoProject, PlannedExperiment } from './planned-store'
import { pythonIsoTime, pythonYaml } from './python-text'
import type { Random } from './random'
import { styleWeights } from './style-runs'

const descriptions: Readonly<Record<DemoProject, string>> = {
  'lora-finetuning-mlx': 'LoRA adapters for an assistant that answers support tickets',
  'model-compression-mlx': 'Small models for laptops with 8 GB of memory',
  'coreml-stable-diffusion-style-transfer': 'Styles for photographs on the Neural Engine',
}

/** The folders that the toolkit's `ensure_directories` makes; Evidently reports lie below `monitoring`. */
const workspaceFolders = ['mlflow', 'dvc', 'monitoring', 'models', 'outputs']

/** One project's workspace in the toolkit's format (mlops/workspace/manager.py), with the models a user copied there. */
export function workspaceTree(
  experiment: PlannedExperiment,
  trackingUri: string,
  root: string,
  random: Random,
): FileTree {
  const { project } = experiment
  const folder = `mlops/workspace/${project}`
  const updatedAt = experiment.runs.at(-1)?.startTime ?? experiment.createdAt
  const content = pythonYaml([
    ['project_name', project],
    ['root_path', `${root}/${folder}`],
    ['mlflow_experiment_id', experiment.experimentId],
    ['mlflow_tracking_uri', trackingUri],
    ['dvc_remote_path', `${root}/${folder}/dvc/remote`],
    ['bentoml_tag_prefix', `${project}:`],
    [
      'metadata',
      Object.fromEntries([
        ['description', descriptions[project]],
        ['stage', 'demo'],
      ]),
    ],
    ['created_at', pythonIsoTime(experiment.createdAt)],
    ['updated_at', pythonIsoTime(updatedAt)],
  ])
  return {
    files: [
      { path: `${folder}/workspace.yaml`, content, modifiedAt: updatedAt },
      ...modelFiles(experiment, `${folder}/models`, random),
    ],
    folders: workspaceFolders.map((name) => `${folder}/${name}`),
  }
}

export function trackingUriOf(project: DemoProject, root: string): string {
  // MLflow writes SQLite locations as SQLAlchemy does: three slashes, then the absolute path.
  if (project === 'coreml-stable-diffusion-style-transfer') return `sqlite:///${root}/mlflow.db`
  return pathToFileURL(`${root}/mlruns`).href
}

function modelFiles(experiment: PlannedExperiment, folder: string, random: Random): PlannedFile[] {
  const latest = experiment.runs.findLast((run) => run.endTime !== null)
  const modifiedAt = (latest?.endTime ?? experiment.createdAt) + 600_000
  const weights = (path: string, content: Uint8Array): PlannedFile => ({
    path: `${folder}/${path}`,
    content,
    modifiedAt,
  })
  const seed = () => random.integer(1, 2 ** 31)
  switch (experiment.project) {
    case 'lora-finetuning-mlx':
      return [
        weights('support-assistant-r16/adapters.safetensors', adapterWeights(16, seed())),
        weights('support-assistant-r32/adapters.safetensors', adapterWeights(32, seed())),
      ]
    case 'model-compression-mlx':
      return [
        weights('llama-3.2-1b-4bit/model.safetensors', quantizedWeights(4, random)),
        weights('llama-3.2-1b-8bit/model.safetensors', quantizedWeights(8, random)),
      ]
    case 'coreml-stable-diffusion-style-transfer':
      return [weights('woodcut-style/style_adapter.safetensors', styleWeights(seed()))]
  }
}
