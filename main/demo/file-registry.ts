import { pathToFileURL } from 'node:url'
import type { PlannedFile } from './planned-files'
import { type PlannedExperiment, type PlannedModel, registeredAt } from './planned-store'
import { pythonYaml } from './python-text'

/** The model registry of a file store (mlflow/store/model_registry/file_store.py), below `mlruns/models`. */
export function registeredModelFiles(
  model: PlannedModel,
  experiment: PlannedExperiment,
  root: string,
): PlannedFile[] {
  const folder = `mlruns/models/${model.name}`
  const createdAt = registeredAt(model.versions[0])
  const updatedAt = registeredAt(model.versions.at(-1))
  const meta: Parameters<typeof pythonYaml>[0] = [
    ['aliases', Object.fromEntries(model.aliases.map(([alias, version]) => [alias, String(version)]))],
    ['creation_timestamp', createdAt],
    ['deployment_job_id', null],
    ['deployment_job_state', null],
    ['description', model.description],
    ['last_updated_timestamp', updatedAt],
    ['name', model.name],
  ]
  const at = (path: string, content: string, modifiedAt = updatedAt): PlannedFile => ({
    path: `${folder}/${path}`,
    content,
    modifiedAt,
  })
  return [
    at('meta.yaml', pythonYaml(meta)),
    ...model.tags.map(([key, value]) => at(`tags/${key}`, value, createdAt)),
    ...model.aliases.map(([alias, version]) => at(`aliases/${alias}`, String(version))),
    ...model.versions.flatMap((version, index) => {
      const source = pathToFileURL(
        `${root}/mlruns/${experiment.experimentId}/${version.run.runId}/artifacts/${version.artifactPath}`,
      ).href
      const number = index + 1
      const createdAt = registeredAt(version)
      return [
        at(`version-${number}/meta.yaml`, versionMeta(model, number, version, source), createdAt),
        ...version.tags.map(([key, value]) => at(`version-${number}/tags/${key}`, value, createdAt)),
      ]
    }),
  ]
}

function versionMeta(
  model: PlannedModel,
  number: number,
  version: PlannedModel['versions'][number],
  source: string,
): string {
  const createdAt = registeredAt(version)
  return pythonYaml([
    ['aliases', []],
    ['creation_timestamp', createdAt],
    ['current_stage', 'None'],
    ['deployment_job_state', null],
    ['description', version.description],
    ['last_updated_timestamp', createdAt],
    ['metrics', null],
    ['model_id', null],
    ['name', model.name],
    ['params', null],
    ['run_id', version.run.runId],
    ['run_link', null],
    ['source', source],
    ['status', 'READY'],
    ['status_message', null],
    ['storage_location', source],
    ['user_id', null],
    ['version', number],
  ])
}
