import type { DemoProject, Pairs, PlannedRun } from './planned-store'

const scripts: Readonly<Record<DemoProject, string>> = {
  'lora-finetuning-mlx': 'projects/01_LoRA_Finetuning_MLX/train.py',
  'model-compression-mlx': 'projects/02_Model_Compression_MLX/compress.py',
  'coreml-stable-diffusion-style-transfer': 'projects/03_CoreML_Stable_Diffusion_Style_Transfer/run.py',
}

/** All tags of a run: those MLflow sets by itself, the toolkit's own, and the machine's. */
export function systemTags(run: PlannedRun, project: DemoProject): Pairs {
  return [
    ['mlflow.user', 'demo'],
    ['mlflow.source.name', scripts[project]],
    ['mlflow.source.type', 'LOCAL'],
    ...(run.parentRunId === null ? [] : [['mlflow.parentRunId', run.parentRunId] as const]),
    ['project', project],
    ...run.tags,
    ['apple_silicon.chip_type', 'M3 Max'],
    ['apple_silicon.power_mode', 'high_performance'],
    ['mlflow.note.content', run.description],
    ['mlflow.runName', run.name],
  ]
}
