import { datasetPlace } from '../../../shared/catalog/dataset-place'
import {
  runStatuses,
  type DatasetInput,
  type MetricValue,
  type Run,
  type RunModel,
} from '../../../shared/model/run'
import { fieldOf, recordOf } from '../evidently/untrusted'
import { metricTimeOf } from '../mlflow-sqlite/cells'
import { byKey, entriesOf, filledTextOf, idOf, itemsOf, stageOf } from './parts'
import { metricValueOf, stepOf, timeOf } from './numbers'

/**
 * A run of `runs/search` or `runs/get` (mlflow/protos/service.proto, message Run); null for what is none. Unset fields
 * and empty lists are left out by the server. Servers before 1.29 know no `run_name`, those before 1.0 no `run_id`.
 */
export function parseRun(value: unknown, sourceId: string): Run | null {
  const info = recordOf(fieldOf(value, 'info'))
  const runId = idOf(fieldOf(info, 'run_id')) ?? idOf(fieldOf(info, 'run_uuid'))
  const experimentId = idOf(fieldOf(info, 'experiment_id'))
  if (info === null || runId === null || experimentId === null) return null
  const data = fieldOf(value, 'data')
  const tags = entriesOf(fieldOf(data, 'tags'))
  const endTime = timeOf(fieldOf(info, 'end_time'))
  return {
    sourceId,
    runId,
    experimentId,
    name: filledTextOf(fieldOf(info, 'run_name')) ?? tags.get('mlflow.runName') ?? '',
    status: statusOf(fieldOf(info, 'status'), endTime),
    startTime: timeOf(fieldOf(info, 'start_time')),
    endTime,
    lifecycleStage: stageOf(fieldOf(info, 'lifecycle_stage')),
    parentRunId: tags.get('mlflow.parentRunId') ?? null,
    userName: filledTextOf(fieldOf(info, 'user_id')) ?? tags.get('mlflow.user') ?? null,
    artifactUri: filledTextOf(fieldOf(info, 'artifact_uri')),
    params: Object.fromEntries(entriesOf(fieldOf(data, 'params'))),
    tags: Object.fromEntries(tags),
    metrics: Object.fromEntries(latestMetrics(fieldOf(data, 'metrics'))),
    datasets: itemsOf(fieldOf(fieldOf(value, 'inputs'), 'dataset_inputs')).flatMap(datasetOf),
    models: [
      ...itemsOf(fieldOf(fieldOf(value, 'inputs'), 'model_inputs')).flatMap(modelOf('input')),
      ...itemsOf(fieldOf(fieldOf(value, 'outputs'), 'model_outputs')).flatMap(modelOf('output')),
    ],
  }
}

/** Enum names, or their numbers (mlflow/entities/run_status.py). Unknown is RUNNING, unless the run has an end. */
function statusOf(value: unknown, endTime: number | null): Run['status'] {
  const named = runStatuses.find((status) => status === value)
  if (named !== undefined) return named
  return endTime === null ? 'RUNNING' : 'FINISHED'
}

function latestMetrics(list: unknown): ReadonlyMap<string, MetricValue> {
  const metrics = new Map<string, MetricValue>()
  for (const item of itemsOf(list)) {
    const key = filledTextOf(fieldOf(item, 'key'))
    if (key === null) continue
    metrics.set(key, {
      value: metricValueOf(fieldOf(item, 'value')),
      step: stepOf(fieldOf(item, 'step')),
      timestamp: metricTimeOf(stepOf(fieldOf(item, 'timestamp'))),
    })
  }
  return byKey(metrics)
}

const contextTags = ['mlflow.data.context', 'mlflow.dataset.context']

function datasetOf(input: unknown): DatasetInput[] {
  const dataset = fieldOf(input, 'dataset')
  const name = filledTextOf(fieldOf(dataset, 'name'))
  if (name === null) return []
  const tags = entriesOf(fieldOf(input, 'tags'))
  const context = contextTags.map((tag) => tags.get(tag)).find((found) => found !== undefined)
  return [
    {
      name,
      digest: filledTextOf(fieldOf(dataset, 'digest')) ?? '',
      sourceType: filledTextOf(fieldOf(dataset, 'source_type')) ?? '',
      context: context ?? null,
      source: datasetPlace(filledTextOf(fieldOf(dataset, 'source'))),
    },
  ]
}

/** A step of 0 is left out by the server, as every number that is nothing. */
function modelOf(role: RunModel['role']): (link: unknown) => RunModel[] {
  return (link) => {
    const modelId = idOf(fieldOf(link, 'model_id'))
    if (modelId === null) return []
    return [{ role, modelId, step: role === 'output' ? stepOf(fieldOf(link, 'step')) : null }]
  }
}
