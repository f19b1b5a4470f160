/** Vocabulary of experiment tracking, as MLflow uses it. Every store's adapter produces these shapes. */

export const runStatuses = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'] as const
export type RunStatus = (typeof runStatuses)[number]
export type LifecycleStage = 'active' | 'deleted'

/** The latest value of a metric: the maximum by (step, timestamp, value), as MLflow defines it. */
export interface MetricValue {
  /** May be NaN or ±Infinity. */
  readonly value: number
  readonly step: number
  /** Epoch ms. */
  readonly timestamp: number
}

export interface DatasetInput {
  readonly name: string
  readonly digest: string
  readonly sourceType: string
  /** `training`, `eval` … from the input's tag, or null. */
  readonly context: string | null
  /** Where the data came from (shared/catalog/dataset-place.ts); null where the store names no place. */
  readonly source: string | null
}

/** A LoggedModel that a run used or made (MLflow 3.0). */
export interface RunModel {
  readonly role: 'input' | 'output'
  readonly modelId: string
  /** Of an output; null for inputs, and where the store names none. */
  readonly step: number | null
}

export interface Experiment {
  readonly sourceId: string
  /** Text, never a number: ids of file stores exceed 2^53. */
  readonly experimentId: string
  readonly name: string
  readonly lifecycleStage: LifecycleStage
  readonly tags: Readonly<Record<string, string>>
  readonly artifactLocation: string | null
  readonly createdAt: number | null
  readonly updatedAt: number | null
  /** Null where the store cannot have traces, or does not tell how many. */
  readonly traceCount: number | null
  /** Sets of examples to evaluate on (MLflow 3.4, in a database); left out where there are none. */
  readonly evaluationSets?: readonly EvaluationSet[]
}

export interface EvaluationSet {
  readonly name: string
  readonly recordCount: number
}

export interface Run {
  readonly sourceId: string
  readonly runId: string
  readonly experimentId: string
  readonly name: string
  readonly status: RunStatus
  /** Epoch ms. */
  readonly startTime: number | null
  readonly endTime: number | null
  readonly lifecycleStage: LifecycleStage
  readonly parentRunId: string | null
  readonly userName: string | null
  /** Where artifacts are as far as this machine can tell: a re-rooted folder, or the recorded URI. */
  readonly artifactUri: string | null
  readonly params: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  readonly metrics: Readonly<Record<string, MetricValue>>
  /**
   * The log keeps no times: those of `metrics` are when its files were last changed as each value was first met. The
   * catalogue keeps the time that a value was once shown with, also over a restart.
   */
  readonly hasNoTimes?: true
  readonly datasets: readonly DatasetInput[]
  readonly models: readonly RunModel[]
}

/** One metric of one run over time, oldest first in the store's own order; three arrays of equal length. */
export interface MetricSeries {
  readonly key: string
  readonly step: Float64Array
  /** Epoch ms. */
  readonly timestamp: Float64Array
  /** May hold NaN and ±Infinity. */
  readonly value: Float64Array
}

export function emptySeries(key: string): MetricSeries {
  return { key, step: new Float64Array(0), timestamp: new Float64Array(0), value: new Float64Array(0) }
}

/** Runs are known by source and run id together: a copied store holds the same run ids. */
export interface RunRef {
  readonly sourceId: string
  readonly runId: string
}
