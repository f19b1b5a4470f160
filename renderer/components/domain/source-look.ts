import { CircleCheck, CircleDashed, CircleX, Clock, TriangleAlert, Unplug } from '@lucide/vue'
import type { Component } from 'vue'
import {
  isFailedRootId,
  type SourceKind,
  type SourceState,
  type SourceStatus,
} from '../../../shared/model/source'

export interface SourceLook {
  readonly word: string
  readonly icon: Component
  readonly tone: 'good' | 'warn' | 'bad' | 'quiet'
}

const looks: Readonly<Record<SourceState, SourceLook>> = {
  waiting: { word: 'Waiting', icon: CircleDashed, tone: 'quiet' },
  reading: { word: 'Reading', icon: Clock, tone: 'quiet' },
  ok: { word: 'Up to date', icon: CircleCheck, tone: 'good' },
  stale: { word: 'Out of date', icon: TriangleAlert, tone: 'warn' },
  failed: { word: 'Not readable', icon: CircleX, tone: 'bad' },
}

const partly: SourceLook = { word: 'Partly read', icon: TriangleAlert, tone: 'warn' }

const missing: SourceLook = { word: 'Missing', icon: Unplug, tone: 'warn' }

/** Nothing that can be read lies at its place. */
export function isMissing({ kind, state, problems }: SourceStatus): boolean {
  const isUnread = state === 'stale' || state === 'failed'
  return isUnread && kind !== 'mlflow-rest' && problems[0]?.code === 'not-found'
}

/** A source that answers, yet has parts that could not be read, does not claim to be fine. */
export function sourceLook(source: SourceStatus): SourceLook {
  if (isMissing(source)) return missing
  return source.state === 'ok' && source.problems.length > 0 ? partly : looks[source.state]
}

export const sourceKindWords: Readonly<Record<SourceKind, string>> = {
  'toolkit-workspace': 'Project workspaces',
  'mlflow-file': 'MLflow files',
  'mlflow-sqlite': 'MLflow database',
  'mlflow-rest': 'MLflow server',
  evidently: 'Evidently reports',
  tensorboard: 'TensorBoard logs',
  'metric-log': 'Metric logs (JSONL, CSV)',
  'hf-trainer': 'Hugging Face Trainer',
  'mlx-lm': 'mlx_lm fine-tunings',
  trackio: 'Trackio project',
  wandb: 'W&B run files',
  bentoml: 'BentoML models',
  'hf-cache': 'Hugging Face cache',
}

/** A place in which nothing was found has no kind yet. */
export function sourceKindWord({ id, kind }: SourceStatus): string {
  return isFailedRootId(id) ? 'Folder or file' : sourceKindWords[kind]
}
