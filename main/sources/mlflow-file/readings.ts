import type { Experiment } from '../../../shared/model/run'
import type { YamlMap } from '../yaml'
import { parseDataset } from './dataset-meta'
import type { Dataset } from './dataset-meta'
import { parseExperimentMeta } from './experiment-meta'
import type { ExperimentMeta } from './experiment-meta'
import { readText } from '../files'
import type { FileStamp } from '../files'
import { liveAfterWriteMs } from './folder-node'
import type { FolderNode } from './folder-node'
import { parseLoggedModel, parseRegisteredModel } from './model-meta'
import type { ReadMeta, Reading, Scan } from './read-folder'
import { readLoggedModel, readRegisteredModel } from './read-models'
import { readRun } from './read-run'
import type { MetricTails } from './read-run'
import { parseRunMeta } from './run-meta'
import type { ExperimentFolder } from './store-index'
import { readValues } from './store-reader'

/** How each kind of folder is read, once its meta.yaml has been parsed. */

export function experimentReading(folder: ExperimentFolder, siblings: ReadonlySet<string>): ReadMeta {
  return (map, reader) => {
    const meta = parseExperimentMeta(map)
    if (meta === null) return null
    const experimentId = experimentIdOf(meta, folder.node.name, siblings)
    folder.isCopy = experimentId !== (meta.experimentId ?? folder.node.name)
    if (experimentId !== folder.experimentId) moveTo(folder, experimentId)
    const experiment: Experiment = {
      sourceId: reader.sourceId,
      experimentId,
      name: meta.name,
      lifecycleStage: folder.isInTrash ? 'deleted' : meta.lifecycleStage,
      tags: readValues(`${folder.node.path}/tags`, reader),
      artifactLocation: meta.artifactLocation,
      createdAt: meta.createdAt,
      updatedAt: meta.updatedAt,
      traceCount: folder.traces.size,
    }
    return { ids: [experimentId], entities: { experiments: [experiment] } }
  }
}

/** The recorded id, also of a renamed folder; but a copy beside its original goes by its folder's name. */
function experimentIdOf(meta: ExperimentMeta, folderName: string, siblings: ReadonlySet<string>): string {
  const recorded = meta.experimentId ?? folderName
  return recorded !== folderName && siblings.has(recorded) ? folderName : recorded
}

/** All that was handed over under the other id is read and handed over again. */
function moveTo(folder: ExperimentFolder, experimentId: string): void {
  folder.experimentId = experimentId
  for (const node of [...folder.runs.values(), ...folder.models.values()]) node.meta = null
}

export function runReading(
  scan: Scan,
  node: FolderNode,
  folder: ExperimentFolder,
  stamp: FileStamp,
): ReadMeta {
  return async (map, reader) => {
    const meta = parseRunMeta(map, node.name)
    if (meta === null) return null
    const now = scan.services.now()
    const isActive = meta.status === 'RUNNING' || meta.status === 'SCHEDULED'
    const from = {
      folder: node.path,
      experimentId: folder.experimentId,
      isInTrash: folder.isInTrash,
      meta,
      tails:
        isActive || node.liveUntil > now ? (node.tails ?? new Map<string, never>()) : ('forget' as const),
      kept: scan.kept,
      pacer: scan.pacer,
      datasetOf: (datasetId: string) => datasetOf(folder, datasetId),
    }
    const { run, tails } = await readRun(from, reader)
    if (isActive) node.liveUntil = Math.max(node.liveUntil, newestWrite(tails, stamp) + liveAfterWriteMs)
    node.tails = from.tails !== 'forget' && node.liveUntil > now ? tails : null
    return { ids: [run.runId], entities: { runs: [run] } }
  }
}

function newestWrite(tails: MetricTails, meta: FileStamp): number {
  let newestMs = meta.mtimeMs
  for (const tail of tails.values()) newestMs = Math.max(newestMs, tail.stamp?.mtimeMs ?? 0)
  return newestMs
}

/** Runs of an experiment share their datasets, which MLflow never changes: each is read once. */
function datasetOf(folder: ExperimentFolder, datasetId: string): Dataset | null {
  const known = folder.datasets.get(datasetId)
  if (known !== undefined) return known
  if (datasetId.includes('/') || datasetId === '..') return null
  const text = readText(`${folder.node.path}/datasets/${datasetId}/meta.yaml`)
  const dataset = text === null ? null : parseDataset(text)
  if (dataset !== null) folder.datasets.set(datasetId, dataset)
  return dataset
}

export function loggedModelReading(node: FolderNode, folder: ExperimentFolder): ReadMeta {
  return async (map, reader): Promise<Reading | null> => {
    const meta = parseLoggedModel(map, node.name)
    if (meta === null) return null
    const model = await readLoggedModel(node.path, meta, folder, reader)
    return { ids: [model.modelId], entities: { models: [model] } }
  }
}

export function registeredModelReading(scan: Scan, node: FolderNode): ReadMeta {
  return async (map: YamlMap, reader): Promise<Reading | null> => {
    const meta = parseRegisteredModel(map, node.name)
    if (meta === null) return null
    const { run, model } = scan.index.owners
    const folderOf = (id: string) => run.get(id)?.path ?? model.get(id)?.path ?? null
    const models = await readRegisteredModel(node.path, meta, folderOf, reader)
    return { ids: models.map(({ modelId }) => modelId), entities: { models } }
  }
}
