import { latestModelMetrics } from '../../../shared/catalog/model-metrics'
import type { Model, ModelMetric } from '../../../shared/model/registered-model'
import { fieldOf } from '../evidently/untrusted'
import { metricTimeOf } from '../mlflow-sqlite/cells'
import { metricValueOf, stepOf, timeOf } from './numbers'
import { entriesOf, filledTextOf, idOf, itemsOf, stageOf } from './parts'

/** What a registered model says of all its versions (message RegisteredModel). */
export interface RegisteredModel {
  readonly name: string
  readonly description: string | null
  readonly tags: ReadonlyMap<string, string>
  /** Aliases by version. */
  readonly aliases: ReadonlyMap<string, readonly string[]>
}

export function parseRegisteredModel(value: unknown): RegisteredModel | null {
  const name = filledTextOf(fieldOf(value, 'name'))
  if (name === null) return null
  const aliases = new Map<string, string[]>()
  for (const item of itemsOf(fieldOf(value, 'aliases'))) {
    const [version, alias] = [idOf(fieldOf(item, 'version')), filledTextOf(fieldOf(item, 'alias'))]
    if (version !== null && alias !== null) aliases.set(version, [...(aliases.get(version) ?? []), alias])
  }
  return {
    name,
    description: filledTextOf(fieldOf(value, 'description')),
    tags: entriesOf(fieldOf(value, 'tags')),
    aliases,
  }
}

const promptTag = 'mlflow.prompt.is_prompt'

/**
 * A version of `model-versions/search` (message ModelVersion). 'not-a-model' is one that MLflow does not show either:
 * deleted (stage `Deleted_Internal`), or of a prompt. Null is no version at all.
 */
export function parseModelVersion(
  value: unknown,
  sourceId: string,
  registered: ReadonlyMap<string, RegisteredModel>,
): Model | null | 'not-a-model' {
  const [name, version] = [filledTextOf(fieldOf(value, 'name')), idOf(fieldOf(value, 'version'))]
  if (name === null || version === null) return null
  const model = registered.get(name)
  const tags = new Map([...(model?.tags ?? []), ...entriesOf(fieldOf(value, 'tags'))])
  const isPrompt = tags.get(promptTag)?.toLowerCase() === 'true'
  if (isPrompt || fieldOf(value, 'current_stage') === 'Deleted_Internal') return 'not-a-model'
  const stage = filledTextOf(fieldOf(value, 'current_stage'))
  return {
    sourceId,
    kind: 'registered-version',
    modelId: `${name}/${version}`,
    name,
    version,
    description: filledTextOf(fieldOf(value, 'description')) ?? model?.description ?? null,
    status: filledTextOf(fieldOf(value, 'status')),
    lifecycleStage: 'active',
    path: filledTextOf(fieldOf(value, 'source')),
    bytes: null,
    runId: filledTextOf(fieldOf(value, 'run_id')),
    experimentId: null,
    project: null,
    tags: Object.fromEntries(tags),
    aliases: aliasesOf(fieldOf(value, 'aliases'), model?.aliases.get(version) ?? []),
    createdAt: timeOf(fieldOf(value, 'creation_timestamp')),
    updatedAt: timeOf(fieldOf(value, 'last_updated_timestamp')),
    ...(stage === null || stage === 'None' ? {} : { stage }),
  }
}

/** Since 2.3 a version names its aliases itself; the model's list is the same, seen from the other side. */
function aliasesOf(own: unknown, ofModel: readonly string[]): readonly string[] {
  return [...new Set([...itemsOf(own).filter((alias) => typeof alias === 'string'), ...ofModel])]
}

/** A LoggedModel of `logged-models/search` (MLflow 3.0; message LoggedModel). The server leaves deleted ones out. */
export function parseLoggedModel(value: unknown, sourceId: string): Model | null {
  const info = fieldOf(value, 'info')
  const modelId = idOf(fieldOf(info, 'model_id'))
  if (modelId === null) return null
  return {
    sourceId,
    kind: 'logged-model',
    modelId,
    name: filledTextOf(fieldOf(info, 'name')) ?? modelId,
    version: null,
    description: null,
    status: filledTextOf(fieldOf(info, 'status'))?.replace(/^LOGGED_MODEL_/, '') ?? null,
    lifecycleStage: stageOf(fieldOf(info, 'lifecycle_stage')),
    path: filledTextOf(fieldOf(info, 'artifact_uri')),
    bytes: null,
    runId: filledTextOf(fieldOf(info, 'source_run_id')),
    experimentId: idOf(fieldOf(info, 'experiment_id')),
    project: null,
    tags: Object.fromEntries(entriesOf(fieldOf(info, 'tags'))),
    aliases: [],
    logged: {
      modelType: filledTextOf(fieldOf(info, 'model_type')),
      statusMessage: filledTextOf(fieldOf(info, 'status_message')),
      params: Object.fromEntries(entriesOf(fieldOf(fieldOf(value, 'data'), 'params'))),
      metrics: latestModelMetrics(itemsOf(fieldOf(fieldOf(value, 'data'), 'metrics')).flatMap(metricOf)),
    },
    createdAt: timeOf(fieldOf(info, 'creation_timestamp_ms')),
    updatedAt: timeOf(fieldOf(info, 'last_updated_timestamp_ms')),
  }
}

function metricOf(item: unknown): ModelMetric[] {
  const key = filledTextOf(fieldOf(item, 'key'))
  if (key === null) return []
  return [
    {
      key,
      value: metricValueOf(fieldOf(item, 'value')),
      step: stepOf(fieldOf(item, 'step')),
      timestamp: metricTimeOf(stepOf(fieldOf(item, 'timestamp'))),
      datasetName: filledTextOf(fieldOf(item, 'dataset_name')),
      datasetDigest: filledTextOf(fieldOf(item, 'dataset_digest')),
      runId: idOf(fieldOf(item, 'run_id')),
    },
  ]
}
