import type { DatasetInput } from '../../../shared/model/run'
import { parseYamlMap, textOf } from '../yaml'
import type { YamlMap } from '../yaml'
import { topLevelLines } from './top-level-lines'

/** `<experiment>/datasets/<id>/meta.yaml`, without profile and schema. */
export type Dataset = Omit<DatasetInput, 'context'>

const wanted = /^(?:digest|name|source_type):/

/** Null when the text is not a dataset's. Profile, schema and source may be JSON of megabytes and are not looked at. */
export function parseDataset(text: string): Dataset | null {
  const map = parseYamlMap(topLevelLines(text, wanted))
  if (map === null) return null
  const name = textOf(map, 'name')
  return name === null
    ? null
    : { name, digest: textOf(map, 'digest') ?? '', sourceType: textOf(map, 'source_type') ?? '' }
}

/** `<run>/inputs/<id>/meta.yaml`: which dataset a run read, and for what. */
export interface InputMeta {
  readonly datasetId: string
  readonly context: string | null
}

/** Null for inputs that are no dataset (models, since 3.0). `destination_id` is wrong in MLflow's files and not used. */
export function parseInput(map: YamlMap): InputMeta | null {
  const datasetId = textOf(map, 'source_id')
  if (datasetId === null || textOf(map, 'source_type') !== 'DATASET') return null
  const tags = map.get('tags')
  if (!(tags instanceof Map)) return { datasetId, context: null }
  const context =
    textOf(tags as YamlMap, 'mlflow.data.context') ?? textOf(tags as YamlMap, 'mlflow.dataset.context')
  return { datasetId, context }
}
