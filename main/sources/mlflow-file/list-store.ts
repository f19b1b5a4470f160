import type { Dirent } from 'node:fs'
import { entriesIn, entriesOf, isFolder, statOf } from '../files'
import type { Pacer } from '../pacer'
import { createNode, isUnsettled } from './folder-node'
import type { FolderNode } from './folder-node'
import { noteFailure } from './read-folder'
import type { Scan } from './read-folder'
import { release } from './store-index'
import type { ExperimentFolder, StoreIndex } from './store-index'

/** Folders of an experiment that are no runs (mlflow/store/tracking/file_store.py RESERVED_EXPERIMENT_FOLDERS). */
const reserved = new Set(['tags', 'datasets', 'traces', 'models'])

/**
 * Brings the index's folders in line with those of the store; what is in them is not read. Throws when the store's
 * own folder cannot be listed. Gives the folders beside experiments that are none; null, and leaves the index alone,
 * when the store has neither experiments nor a registry.
 */
export async function listStore(scan: Scan): Promise<readonly string[] | null> {
  const { index, storeFolder } = scan
  const folders = new Map<string, { name: string; isInTrash: boolean }>()
  const strangers: string[] = []
  for (const isInTrash of [false, true]) {
    const parent = isInTrash ? `${storeFolder}/.trash` : storeFolder
    for (const name of folderNames(parent, entriesOf(parent))) {
      if (name === 'models' && !isInTrash) continue
      const path = `${parent}/${name}`
      if (statOf(`${path}/meta.yaml`) !== null) folders.set(path, { name, isInTrash })
      else strangers.push(path)
      if (scan.pacer.isDue()) await scan.pacer.rest()
    }
  }
  const registry = `${storeFolder}/models`
  const registered = folderNames(registry, entriesOf(registry))
  if (folders.size === 0 && registered.length === 0) return null
  for (const [path, folder] of index.experiments) if (!folders.has(path)) forget(index, folder)
  for (const [path, { name, isInTrash }] of folders) {
    if (!index.experiments.has(path)) index.experiments.set(path, createExperiment(path, name, isInTrash))
  }
  for (const folder of index.experiments.values()) {
    try {
      await listExperiment(scan, folder)
    } catch (thrown) {
      noteFailure(scan, folder.node, thrown)
    }
    if (scan.pacer.isDue()) await scan.pacer.rest()
  }
  sync(index, index.registry, 'registered-model', registry, registered)
  return strangers
}

function createExperiment(path: string, name: string, isInTrash: boolean): ExperimentFolder {
  return {
    node: createNode('experiment', path, name),
    isInTrash,
    experimentId: name,
    isCopy: false,
    runs: new Map(),
    models: new Map(),
    listedMs: null,
    modelsListedMs: null,
    traces: new Set(),
    tracesListedMs: null,
    datasets: new Map(),
  }
}

/** Lists again only when the folder's time of change says so: an experiment may hold tens of thousands of runs. */
async function listExperiment(scan: Scan, folder: ExperimentFolder): Promise<void> {
  const { index, services } = scan
  const { path } = folder.node
  const now = services.now()
  const changedMs = statOf(path)?.mtimeMs ?? null
  if (changedMs === null) return
  if (changedMs !== folder.listedMs) {
    const names = folderNames(path, entriesOf(path)).filter((name) => !reserved.has(name))
    sync(index, folder.runs, 'run', path, names)
    folder.listedMs = isUnsettled(changedMs, now) ? null : changedMs
  }
  await countTraces(folder, now, scan.pacer)
  const models = `${path}/models`
  const modelsChangedMs = statOf(models)?.mtimeMs ?? null
  if (modelsChangedMs === folder.modelsListedMs && modelsChangedMs !== null) return
  sync(
    index,
    folder.models,
    'logged-model',
    models,
    modelsChangedMs === null ? [] : folderNames(models, entriesOf(models)),
  )
  folder.modelsListedMs =
    modelsChangedMs === null || isUnsettled(modelsChangedMs, now) ? null : modelsChangedMs
}

/**
 * Counts the folders that MLflow takes for traces: those with a trace_info.yaml. It is looked for once, or a store
 * into which traces are written would cost a look at each of them in every poll.
 */
async function countTraces(folder: ExperimentFolder, now: number, pacer: Pacer): Promise<void> {
  const path = `${folder.node.path}/traces`
  const changedMs = statOf(path)?.mtimeMs ?? null
  if (changedMs === folder.tracesListedMs && changedMs !== null) return
  if (changedMs === null && folder.traces.size === 0) return
  const before = folder.traces
  const present = new Set<string>()
  for (const entry of entriesIn(path)) {
    if (pacer.isDue()) await pacer.rest()
    if (!isFolder(path, entry)) continue
    if (before.has(entry.name) || statOf(`${path}/${entry.name}/trace_info.yaml`) !== null)
      present.add(entry.name)
  }
  folder.traces = present
  folder.tracesListedMs = changedMs === null || isUnsettled(changedMs, now) ? null : changedMs
  if (present.size !== before.size) folder.node.meta = null
}

function sync(
  index: StoreIndex,
  nodes: Map<string, FolderNode>,
  kind: FolderNode['kind'],
  parent: string,
  names: readonly string[],
): void {
  const present = new Set(names)
  for (const [name, node] of nodes) {
    if (present.has(name)) continue
    release(index, node)
    nodes.delete(name)
  }
  for (const name of names) if (!nodes.has(name)) nodes.set(name, createNode(kind, `${parent}/${name}`, name))
}

function forget(index: StoreIndex, folder: ExperimentFolder): void {
  for (const node of [folder.node, ...folder.runs.values(), ...folder.models.values()]) release(index, node)
  index.experiments.delete(folder.node.path)
}

function folderNames(parent: string, entries: readonly Dirent[] | null): string[] {
  return (entries ?? []).filter((entry) => isFolder(parent, entry)).map((entry) => entry.name)
}
