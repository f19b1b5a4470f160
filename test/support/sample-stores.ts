import { join } from 'node:path'
import { fixtures } from './paths'
import type { AnyStoreOptions } from './any-store'

/** Small stores of the kinds that hold no runs. */
export const toolkitWorkspace: AnyStoreOptions = {
  kind: 'toolkit-workspace',
  place: 'mlops/workspace',
  files: {
    'lora/workspace.yaml': `project_name: lora-finetuning-mlx
root_path: /Users/other/EfficientAI-MLX-Toolkit/mlops/workspace/lora
mlflow_experiment_id: '821770307574351362'
mlflow_tracking_uri: file:///tmp/mlflow
metadata: {stage: research, team: [a, b]}
created_at: '2026-11-23T09:17:12.591676+00:00'
updated_at: '2026-11-23T09:17:12.622575+00:00'
`,
    'lora/models/adapter/weights.safetensors': '12345',
    'lora/models/adapter/adapter_config.json': '{"rank": 8}',
    'lora/outputs/checkpoints/step-10/metadata.json': '{"step": 10, "loss": 0.5}',
    'lora/outputs/training_results.json': '{"final_loss": 0.25, "epochs": 3, "model_path": "models/adapter"}',
    'other/workspace.yaml': 'project_name: other\n',
  },
}

export const reportFolder: AnyStoreOptions = {
  kind: 'evidently',
  place: 'reports',
  from: join(fixtures, 'evidently/v2-0.7.21'),
  files: {
    'latest.json': JSON.stringify({
      project_name: 'lora',
      monitoring_enabled: true,
      drift_report: { timestamp: '2026-11-23T09:17:12', dataset_drift: true, drift_share: 0.5 },
      performance_metrics: { accuracy: 0.8, f1_score: 0.7 },
    }),
  },
}

export const bentoStore: AnyStoreOptions = {
  kind: 'bentoml',
  place: 'models',
  files: {
    'summarizer/2abc/model.yaml': `name: summarizer
version: 2abc
module: bentoml.mlx
labels:
  project: lora-finetuning-mlx
context:
  framework_name: mlx
creation_time: '2026-10-24T09:17:12.591676+00:00'
`,
    'summarizer/2abc/weights.npz': '12345',
    'summarizer/latest': '2abc',
  },
}

const commit = 'b'.repeat(40)
const repository = 'models--mlx-community--Tiny-4bit'
export const hubCache: AnyStoreOptions = {
  kind: 'hf-cache',
  place: 'hub',
  files: {
    [`${repository}/refs/main`]: commit,
    [`${repository}/blobs/config`]: '{"model_type": "llama"}',
    [`${repository}/blobs/weights`]: '1234567890',
  },
  links: {
    [`${repository}/snapshots/${commit}/config.json`]: '../../blobs/config',
    [`${repository}/snapshots/${commit}/model.safetensors`]: '../../blobs/weights',
  },
}
