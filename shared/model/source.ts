import type { AppError } from '../result'

export const sourceKinds = [
  'toolkit-workspace',
  'mlflow-file',
  'mlflow-sqlite',
  'mlflow-rest',
  'evidently',
  'tensorboard',
  'metric-log',
  'hf-trainer',
  'mlx-lm',
  'wandb',
  'trackio',
  'bentoml',
  'hf-cache',
] as const
export type SourceKind = (typeof sourceKinds)[number]

/**
 * waiting: not asked yet · reading: first read under way · ok: last read succeeded ·
 * stale: it fails now, older content is shown · failed: it fails and nothing is known of it.
 */
export const sourceStates = ['waiting', 'reading', 'ok', 'stale', 'failed'] as const
export type SourceState = (typeof sourceStates)[number]

/** A root in which nothing can be found is shown among the sources, but is none, and in no catalogue. */
export function failedRootId(root: string): string {
  return `root:${root}`
}

export function isFailedRootId(id: string): boolean {
  return id.startsWith('root:')
}

/** Something outside the app that is only ever read. `id` is stable for the same kind and place. */
export interface SourceSpec {
  readonly id: string
  readonly kind: SourceKind
  /** Absolute path, or URL without secrets. */
  readonly location: string
  /** The root the user added, under which this source was found: workspaces and stores of one root belong together. */
  readonly root: string
}

/** A store that was found below a folder, for the user to take or leave. */
export interface RootCandidate extends SourceSpec {
  /** As far as they were counted; `others` are projects, models and reports. */
  readonly counts: { readonly experiments: number; readonly runs: number; readonly others: number }
  /** False when counting was cut short: there may be more. */
  readonly isWhole: boolean
  /** When its newest run last showed a sign of life, epoch ms; null when it tells no time. */
  readonly newestAt: number | null
  /** Why it cannot be read now, in one sentence. */
  readonly problem: string | null
}

/** Part of a source that could not be read; the rest of the source is unaffected. */
export interface Problem extends AppError {
  readonly sourceId: string
  /** The file or table, as a path or URL. */
  readonly location: string
}

export interface SourceCounts {
  readonly experiments: number
  readonly runs: number
  readonly models: number
  readonly reports: number
}

export interface SourceStatus extends SourceSpec {
  readonly state: SourceState
  /** Epoch ms of the last complete read, or null. */
  readonly lastGoodAt: number | null
  /** One sentence for the screen. */
  readonly message: string
  readonly problems: readonly Problem[]
  readonly counts: SourceCounts
}
