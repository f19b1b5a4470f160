/** What the demo holds, before it is written in MLflow's formats. Plain data, decided by (seed, now) alone. */

/** Ordered pairs: they become file names and rows, so they need no object with untrusted keys. */
export type Pairs = readonly (readonly [key: string, value: string])[]

export const demoProjects = [
  'lora-finetuning-mlx',
  'model-compression-mlx',
  'coreml-stable-diffusion-style-transfer',
] as const
export type DemoProject = (typeof demoProjects)[number]

export interface MetricPoint {
  readonly key: string
  /** Epoch ms. */
  readonly timestamp: number
  /** May be NaN or infinite. */
  readonly value: number
  readonly step: number
}

export interface PlannedDataset {
  readonly name: string
  /** 8 hexadecimal digits. */
  readonly digest: string
  readonly uri: string
  readonly rowCount: number
}

export interface PlannedRun {
  /** 32 hexadecimal digits. */
  readonly runId: string
  readonly name: string
  readonly status: 'RUNNING' | 'FINISHED' | 'FAILED' | 'KILLED'
  /** Epoch ms. */
  readonly startTime: number
  readonly endTime: number | null
  readonly parentRunId: string | null
  readonly description: string
  readonly params: Pairs
  /** The toolkit's own tags; the `mlflow.*` ones are added by the store. */
  readonly tags: Pairs
  /** In the order in which they were logged. */
  readonly points: readonly MetricPoint[]
  readonly dataset: PlannedDataset | null
  readonly artifacts: readonly PlannedArtifact[]
}

export interface PlannedArtifact {
  /** Below the run's artifact folder, with forward slashes. */
  readonly path: string
  readonly content: string | Uint8Array
}

export interface PlannedExperiment {
  readonly project: DemoProject
  readonly experimentId: string
  /** Epoch ms. */
  readonly createdAt: number
  readonly runs: readonly PlannedRun[]
  readonly registeredModels: readonly PlannedModel[]
}

export interface PlannedModel {
  readonly name: string
  readonly description: string
  readonly tags: Pairs
  /** Alias and the version it points to. */
  readonly aliases: readonly (readonly [alias: string, version: number])[]
  /** Version n is at index n - 1. */
  readonly versions: readonly PlannedModelVersion[]
}

export interface PlannedModelVersion {
  readonly run: PlannedRun
  /** Folder of the run's artifacts that holds the weights. */
  readonly artifactPath: string
  readonly description: string
  readonly tags: Pairs
}

/** Epoch ms: a model is registered a minute after its run ended. */
export function registeredAt(version: PlannedModelVersion | undefined): number {
  return (version?.run.endTime ?? 0) + 60_000
}
