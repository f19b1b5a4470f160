import { dirname } from 'node:path'
import type { Model } from '../../../shared/model/registered-model'
import { sizeOf } from '../folder-size'
import { parseYamlMap } from '../yaml'
import { artifactPlace } from './artifact-place'
import { entriesOf, isFolder, readText } from '../files'
import { localPathOf } from '../local-path'
import type { LoggedModelMeta, RegisteredModelMeta, VersionMeta } from './model-meta'
import { parseVersion } from './model-meta'
import { readModelMetrics } from './model-metrics'
import { disk, readValues } from './store-reader'
import type { StoreReader } from './store-reader'

/** Where the folder of a run or LoggedModel is, by its id; null when this store has none such. */
export type FolderOf = (id: string) => string | null

/** One LoggedModel with the size of its files. */
export async function readLoggedModel(
  folder: string,
  meta: LoggedModelMeta,
  experiment: { readonly experimentId: string; readonly isInTrash: boolean },
  reader: StoreReader,
): Promise<Model> {
  const { artifactLocation, lifecycleStage, modelType, statusMessage, ...rest } = meta
  const owner = {
    folder,
    hasArtifacts: disk.exists(`${folder}/artifacts`),
    besideExperiments: `${reader.storeFolder}/models/${meta.modelId}/artifacts`,
    storeFolder: reader.storeFolder,
  }
  const path = artifactPlace(artifactLocation, owner, disk)
  return {
    sourceId: reader.sourceId,
    kind: 'logged-model',
    version: null,
    description: null,
    path,
    bytes: await bytesAt(path),
    experimentId: experiment.experimentId,
    project: null,
    tags: readValues(`${folder}/tags`, reader),
    aliases: [],
    lifecycleStage: experiment.isInTrash ? 'deleted' : lifecycleStage,
    logged: {
      modelType,
      statusMessage,
      params: readValues(`${folder}/params`, reader),
      metrics: readModelMetrics(`${folder}/metrics`, reader),
    },
    ...rest,
  }
}

/** The versions of a registered model, each with the model's tags beneath its own; none for a prompt. */
export async function readRegisteredModel(
  folder: string,
  meta: RegisteredModelMeta,
  folderOf: FolderOf,
  reader: StoreReader,
): Promise<Model[]> {
  const modelTags = readValues(`${folder}/tags`, reader)
  if (modelTags['mlflow.prompt.is_prompt'] === 'true') return []
  const aliases = Object.entries(readValues(`${folder}/aliases`, reader))
  const models: Model[] = []
  for (const entry of entriesOf(folder) ?? []) {
    if (!entry.name.startsWith('version-') || !isFolder(folder, entry)) continue
    const version = readVersion(`${folder}/${entry.name}`, entry.name, reader)
    if (version === null) continue
    const path = modelPath(version, folderOf, reader.storeFolder)
    models.push({
      sourceId: reader.sourceId,
      kind: 'registered-version',
      modelId: `${meta.name}/${version.version}`,
      name: meta.name,
      version: version.version,
      description: version.description ?? meta.description,
      status: version.status,
      lifecycleStage: 'active',
      path,
      bytes: await bytesAt(path),
      runId: version.runId,
      experimentId: null,
      project: null,
      tags: { ...modelTags, ...readValues(`${folder}/${entry.name}/tags`, reader) },
      aliases: aliases.filter(([, target]) => target.trim() === version.version).map(([alias]) => alias),
      ...(version.stage === null ? {} : { stage: version.stage }),
      createdAt: version.createdAt,
      updatedAt: version.updatedAt,
    })
  }
  return models
}

function readVersion(folder: string, name: string, reader: StoreReader): VersionMeta | null {
  const path = `${folder}/meta.yaml`
  const text = readText(path)
  if (text === null) return null
  const map = parseYamlMap(text)
  const version = map === null ? 'not-a-version' : parseVersion(map, name)
  if (version !== 'not-a-version') return version
  reader.report(path, {
    code: 'corrupt',
    message: `${path} is not a model version's; the version is left out.`,
  })
  return null
}

/** A version's `source`: `models:/m-…`, `runs:/<run>/<path>`, a path or URI, perhaps of the machine it was made on. */
function modelPath(version: VersionMeta, folderOf: FolderOf, storeFolder: string): string | null {
  const recorded = version.source ?? version.storageLocation
  for (const uri of [version.source, version.storageLocation]) {
    const path = uri === null ? null : candidatePaths(uri, folderOf, storeFolder).find(disk.exists)
    if (path !== undefined && path !== null) return path
  }
  return recorded
}

function candidatePaths(uri: string, folderOf: FolderOf, storeFolder: string): string[] {
  const logged = /^models:\/{1,3}(m-[^/]+)$/.exec(uri)?.[1]
  const [, runId, below = ''] = /^runs:\/{1,3}([^/]+)(\/.*)?$/.exec(uri) ?? []
  const local = localPathOf(uri, dirname(storeFolder))
  const [, owner = '', rest = ''] = /\/([^/]+)\/artifacts(\/.*)?$/.exec(local ?? '') ?? []
  const inStore: [id: string | undefined, below: string][] = [
    [logged, ''],
    [runId, below],
    [owner, rest],
  ]
  const paths = local === null ? [] : [local]
  for (const [id, path] of inStore) {
    if (id === undefined || id === '' || path.includes('/../')) continue
    const folder = folderOf(id)
    if (folder !== null) paths.push(`${folder}/artifacts${path}`)
    paths.push(`${storeFolder}/${id}/artifacts${path}`)
  }
  return paths
}

/** Null for what is not on this machine. */
async function bytesAt(path: string | null): Promise<number | null> {
  return path?.startsWith('/') === true ? ((await sizeOf(path))?.bytes ?? null) : null
}
