import type { LifecycleStage } from '../../../shared/model/run'
import { numberOf, textOf } from '../yaml'
import type { YamlMap } from '../yaml'
import { filled, lifecycleOf } from './run-meta'

/** `models/<name>/meta.yaml` of the registry. */
export interface RegisteredModelMeta {
  readonly name: string
  readonly description: string | null
}

export function parseRegisteredModel(map: YamlMap, folderName: string): RegisteredModelMeta | null {
  if (!map.has('name') && !map.has('creation_timestamp')) return null
  return { name: textOf(map, 'name') ?? folderName, description: filled(textOf(map, 'description')) }
}

/** `models/<name>/version-<n>/meta.yaml`. */
export interface VersionMeta {
  readonly version: string
  readonly description: string | null
  readonly status: string | null
  readonly source: string | null
  readonly storageLocation: string | null
  readonly runId: string | null
  /** `Staging`, `Production`, `Archived`; null for none. */
  readonly stage: string | null
  readonly createdAt: number | null
  readonly updatedAt: number | null
}

/** 'not-a-version' is a fault of the file; null is a version that was deleted: MLflow leaves its folder. */
export function parseVersion(map: YamlMap, folderName: string): VersionMeta | null | 'not-a-version' {
  const version = textOf(map, 'version') ?? folderName.replace(/^version-/, '')
  if (!map.has('version') && !map.has('creation_timestamp')) return 'not-a-version'
  if (textOf(map, 'current_stage') === 'Deleted_Internal') return null
  return {
    version,
    description: filled(textOf(map, 'description')),
    status: filled(textOf(map, 'status')),
    source: filled(textOf(map, 'source')),
    storageLocation: filled(textOf(map, 'storage_location')),
    runId: filled(textOf(map, 'run_id')),
    stage: stageOf(textOf(map, 'current_stage')),
    createdAt: numberOf(map, 'creation_timestamp'),
    updatedAt: numberOf(map, 'last_updated_timestamp'),
  }
}

function stageOf(text: string | null): string | null {
  const stage = filled(text)
  return stage === 'None' ? null : stage
}

/** `<experiment>/models/m-…/meta.yaml`, MLflow 3.0 and later (mlflow/entities/logged_model.py). */
export interface LoggedModelMeta {
  readonly modelId: string
  readonly name: string
  readonly status: string | null
  readonly artifactLocation: string | null
  readonly runId: string | null
  readonly modelType: string | null
  readonly statusMessage: string | null
  readonly lifecycleStage: LifecycleStage
  readonly createdAt: number | null
  readonly updatedAt: number | null
}

/** mlflow/entities/logged_model_status.py, stored as an int. */
const loggedModelStatuses = ['UNSPECIFIED', 'PENDING', 'READY', 'UPLOAD_FAILED']

export function parseLoggedModel(map: YamlMap, folderName: string): LoggedModelMeta | null {
  if (!map.has('model_id') && !map.has('creation_timestamp')) return null
  const status = textOf(map, 'status')
  const modelId = textOf(map, 'model_id') ?? folderName
  return {
    modelId,
    name: filled(textOf(map, 'name')) ?? modelId,
    status: loggedModelStatuses[Number(filled(status) ?? Number.NaN)] ?? filled(status),
    artifactLocation: filled(textOf(map, 'artifact_location')),
    runId: filled(textOf(map, 'source_run_id')),
    modelType: filled(textOf(map, 'model_type')),
    statusMessage: filled(textOf(map, 'status_message')),
    lifecycleStage: lifecycleOf(map),
    createdAt: numberOf(map, 'creation_timestamp'),
    updatedAt: numberOf(map, 'last_updated_timestamp'),
  }
}
