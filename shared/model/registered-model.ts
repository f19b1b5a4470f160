import type { LifecycleStage, MetricValue } from './run'

export const modelKinds = [
  'registered-version',
  'logged-model',
  'workspace-model',
  'output',
  'bento-model',
  'hub-snapshot',
] as const
export type ModelKind = (typeof modelKinds)[number]

/** A value that was measured of a LoggedModel, the latest one of its key and data set. */
export interface ModelMetric extends MetricValue {
  readonly key: string
  /** The data it was measured on; null where none was named. */
  readonly datasetName: string | null
  readonly datasetDigest: string | null
  /** The run that measured it. */
  readonly runId: string | null
}

/** What MLflow keeps of a LoggedModel beside what every model has (mlflow/entities/logged_model.py). */
export interface LoggedModelFacts {
  readonly modelType: string | null
  readonly statusMessage: string | null
  readonly params: Readonly<Record<string, string>>
  /** By key, then data set. */
  readonly metrics: readonly ModelMetric[]
}

/**
 * Anything a user would call "a model": a registry version, an MLflow LoggedModel, a folder of weights, a checkpoint
 * among a project's outputs, a version in BentoML's store, a snapshot in the Hugging Face cache.
 */
export interface Model {
  readonly sourceId: string
  readonly kind: ModelKind
  /** Unique within the source: `name/version`, a model id (`m-…`), or a path. */
  readonly modelId: string
  readonly name: string
  /** Registry version or null. Text: other registries are not numeric. */
  readonly version: string | null
  readonly description: string | null
  /** `READY`, `PENDING_REGISTRATION` … as the store says, or null. */
  readonly status: string | null
  readonly lifecycleStage: LifecycleStage
  /** Absolute path on this machine when the bytes were found here, else the recorded URI, else null. */
  readonly path: string | null
  /** Size on disk; null when the bytes are not on this machine or were not measured. */
  readonly bytes: number | null
  readonly runId: string | null
  readonly experimentId: string | null
  /** Project given by the model's own place or tag; null leaves it to its run's project. */
  readonly project: string | null
  readonly tags: Readonly<Record<string, string>>
  readonly aliases: readonly string[]
  /** MLflow's older way of naming a version's place in life (`Staging`, `Production` …); left out where there is none. */
  readonly stage?: string
  /** Of kind `logged-model`; left out for all others. */
  readonly logged?: LoggedModelFacts
  readonly createdAt: number | null
  readonly updatedAt: number | null
}
