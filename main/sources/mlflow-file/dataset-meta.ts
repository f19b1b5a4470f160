import { datasetPlace } from '../../../shared/catalog/dataset-place'
import type { DatasetInput, RunModel } from '../../../shared/model/run'
import { numberOf, parseYamlMap, textOf } from '../yaml'
import type { YamlMap } from '../yaml'
import { topLevelLines } from './top-level-lines'

/** `<experiment>/datasets/<id>/meta.yaml`, without profile and schema. */
export type Dataset = Omit<DatasetInput, 'context'>

const wanted = /^(?:digest|name|source_type|source):/
/** What is longer holds the data, not their place. */
const longestSource = 20_000

/** Null when the text is not a dataset's. Profile and schema may be JSON of megabytes and are not looked at. */
export function parseDataset(text: string): Dataset | null {
  const map = parseYamlMap(topLevelLines(text, wanted))
  if (map === null) return null
  const [name, source] = [textOf(map, 'name'), textOf(map, 'source') ?? '']
  if (name === null) return null
  return {
    name,
    digest: textOf(map, 'digest') ?? '',
    sourceType: textOf(map, 'source_type') ?? '',
    source: source.length > longestSource ? null : datasetPlace(source),
  }
}

/** `<run>/inputs/<id>/meta.yaml`: which dataset a run read, and for what, or which model it used (3.0). */
export type InputMeta =
  { readonly datasetId: string; readonly context: string | null } | { readonly modelId: string }

/** Null for what is neither. `destination_id` is wrong in MLflow's files and not used. */
export function parseInput(map: YamlMap): InputMeta | null {
  const [sourceId, type] = [textOf(map, 'source_id'), textOf(map, 'source_type')]
  if (sourceId === null || sourceId === '') return null
  if (type === 'MODEL' || type === 'RUN_INPUT') return { modelId: sourceId }
  if (type !== 'DATASET') return null
  const tags = map.get('tags')
  if (!(tags instanceof Map)) return { datasetId: sourceId, context: null }
  const context =
    textOf(tags as YamlMap, 'mlflow.data.context') ?? textOf(tags as YamlMap, 'mlflow.dataset.context')
  return { datasetId: sourceId, context }
}

/** `<run>/outputs/<model id>/meta.yaml`: a model that the run made, at which step. Both ids are the model's. */
export function parseOutput(map: YamlMap): RunModel | null {
  const modelId = textOf(map, 'destination_id') ?? textOf(map, 'source_id')
  if (modelId === null || modelId === '' || textOf(map, 'destination_type') !== 'MODEL_OUTPUT') return null
  return { role: 'output', modelId, step: numberOf(map, 'step') }
}
