import type { LifecycleStage } from '../../../shared/model/run'
import { numberOf, textOf } from '../yaml'
import type { YamlMap } from '../yaml'
import { filled, lifecycleOf } from './run-meta'

/** `<experiment>/meta.yaml`; the two times are missing before MLflow 1.29. */
export interface ExperimentMeta {
  readonly experimentId: string | null
  readonly name: string
  readonly lifecycleStage: LifecycleStage
  readonly artifactLocation: string | null
  readonly createdAt: number | null
  readonly updatedAt: number | null
}

/** Null when the mapping is not that of an experiment. */
export function parseExperimentMeta(map: YamlMap): ExperimentMeta | null {
  const name = textOf(map, 'name')
  if (name === null || !(map.has('experiment_id') || map.has('artifact_location'))) return null
  return {
    experimentId: filled(textOf(map, 'experiment_id')),
    name,
    lifecycleStage: lifecycleOf(map),
    artifactLocation: filled(textOf(map, 'artifact_location')),
    createdAt: numberOf(map, 'creation_time'),
    updatedAt: numberOf(map, 'last_update_time'),
  }
}
