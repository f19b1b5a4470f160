import { runStatuses } from '../../../shared/model/run'
import type { LifecycleStage, RunStatus } from '../../../shared/model/run'
import { numberOf, textOf } from '../yaml'
import type { YamlMap } from '../yaml'

/** `<run>/meta.yaml`, of MLflow 0.8 to 3.x. Keys: mlflow/entities/run_info.py, file_store.py `_make_persisted_run_info_dict`. */
export interface RunMeta {
  readonly runId: string
  /** '' before 1.29, where only the tag `mlflow.runName` holds it. */
  readonly name: string
  readonly status: RunStatus
  readonly startTime: number | null
  readonly endTime: number | null
  readonly lifecycleStage: LifecycleStage
  readonly userName: string | null
  readonly artifactUri: string | null
}

/** Null when the mapping is not that of a run. */
export function parseRunMeta(map: YamlMap, folderName: string): RunMeta | null {
  const status = statusOf(map)
  if (status === null || !(map.has('run_id') || map.has('run_uuid') || map.has('status'))) return null
  return {
    runId: textOf(map, 'run_id') ?? textOf(map, 'run_uuid') ?? folderName,
    name: filled(textOf(map, 'run_name')) ?? textOf(map, 'name') ?? '',
    status,
    startTime: numberOf(map, 'start_time'),
    endTime: numberOf(map, 'end_time'),
    lifecycleStage: lifecycleOf(map),
    userName: filled(textOf(map, 'user_id')),
    artifactUri: filled(textOf(map, 'artifact_uri')),
  }
}

/** An int, 1 to 5, in the order of `runStatuses` (mlflow/entities/run_status.py); missing means RUNNING. */
function statusOf(map: YamlMap): RunStatus | null {
  const text = textOf(map, 'status')
  if (text === null) return 'RUNNING'
  return runStatuses[Number(text) - 1] ?? runStatuses.find((status) => status === text) ?? null
}

/** Missing before MLflow 0.8. */
export function lifecycleOf(map: YamlMap): LifecycleStage {
  return textOf(map, 'lifecycle_stage') === 'deleted' ? 'deleted' : 'active'
}

/** Null for '' too: how MLflow's files say "none" for most texts. */
export function filled(text: string | null | undefined): string | null {
  return text === undefined || text === '' ? null : text
}
