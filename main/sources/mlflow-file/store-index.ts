import type { Model } from '../../../shared/model/registered-model'
import type { Experiment, Run } from '../../../shared/model/run'
import type { Problem } from '../../../shared/model/source'
import type { SourceBatch } from '../source'
import type { Dataset } from './dataset-meta'
import type { FolderNode, NodeKind } from './folder-node'

/** A folder of the store that is an experiment, with the folders in it. */
export interface ExperimentFolder {
  readonly node: FolderNode
  readonly isInTrash: boolean
  /** As meta.yaml says; the folder's name while it cannot be read, and for a copy beside its original. */
  experimentId: string
  /** A copy beside its original: its runs have ids that are another folder's. */
  isCopy: boolean
  readonly runs: Map<string, FolderNode>
  readonly models: Map<string, FolderNode>
  /** Folder names of its traces; what they hold is read when somebody looks at it. */
  traces: ReadonlySet<string>
  /** Times of change of the folder, of its `models` and its `traces` when they were listed; null lists again. */
  listedMs: number | null
  modelsListedMs: number | null
  tracesListedMs: number | null
  readonly datasets: Map<string, Dataset | null>
}

/** Kinds of ids: a LoggedModel's and a version's cannot be equal. */
export type IdKind = 'experiment' | 'run' | 'model'

export function idKindOf(kind: NodeKind): IdKind {
  return kind === 'experiment' || kind === 'run' ? kind : 'model'
}

/** All that is remembered of a store between polls. Of entities only digests: 1 000 runs take less than 1 MB. */
export interface StoreIndex {
  /** By path. */
  readonly experiments: Map<string, ExperimentFolder>
  /** Registered models, by folder name. */
  readonly registry: Map<string, FolderNode>
  /** Which folder gave an id. */
  readonly owners: Record<IdKind, Map<string, FolderNode>>
  /** Ids whose folder went away in this poll; those that no other folder claims are reported as removed. */
  readonly gone: Record<IdKind, Set<string>>
  /** Folders whose id another folder had first. */
  readonly shadowed: Set<FolderNode>
  /** What is wrong, by the folder in which it is. */
  readonly problems: Map<string, readonly Problem[]>
  /** Folders without meta.yaml. */
  readonly strangers: Map<string, Stranger>
  /** Read but not handed over yet; outlives a poll that was called off. */
  readonly pending: PendingBatch
  /** Everything was handed over once. */
  isComplete: boolean
  /** Counts what `spreadLook` spreads. */
  looks: number
}

interface Stranger {
  readonly lookedAt: number
  /** Null for a folder that is known to be no record of MLflow's. */
  readonly problem: Problem | null
}

export interface PendingBatch {
  readonly experiments: Experiment[]
  readonly runs: Run[]
  readonly models: Model[]
}

export function createStoreIndex(): StoreIndex {
  return {
    experiments: new Map(),
    registry: new Map(),
    owners: { experiment: new Map(), run: new Map(), model: new Map() },
    gone: { experiment: new Set(), run: new Set(), model: new Set() },
    shadowed: new Set(),
    problems: new Map(),
    strangers: new Map(),
    pending: { experiments: [], runs: [], models: [] },
    isComplete: false,
    looks: 0,
  }
}

const batchSize = 200

/** Hands over what is pending, in full batches only or (`force`) all of it. */
export function flush(index: StoreIndex, emit: (batch: SourceBatch) => void, force: boolean): void {
  const { experiments, runs, models } = index.pending
  for (;;) {
    const size = experiments.length + runs.length + models.length
    if (size === 0 || (!force && size < batchSize)) return
    const batch = {
      experiments: experiments.splice(0, batchSize),
      runs: [] as Run[],
      models: [] as Model[],
    }
    batch.runs = runs.splice(0, batchSize - batch.experiments.length)
    batch.models = models.splice(0, batchSize - batch.experiments.length - batch.runs.length)
    emit({
      ...(batch.experiments.length > 0 && { experiments: batch.experiments }),
      ...(batch.runs.length > 0 && { runs: batch.runs }),
      ...(batch.models.length > 0 && { models: batch.models }),
    })
  }
}

/** The folder is gone, or gives nothing any more: its ids are free for another folder. */
export function release(index: StoreIndex, node: FolderNode): void {
  const kind = idKindOf(node.kind)
  for (const id of node.ids) dropId(index, kind, id, node)
  node.ids = []
  node.digest = null
  node.shadowedBy = null
  index.shadowed.delete(node)
  index.problems.delete(node.path)
}

function dropId(index: StoreIndex, kind: IdKind, id: string, node: FolderNode): void {
  if (index.owners[kind].get(id) !== node) return
  index.owners[kind].delete(id)
  index.gone[kind].add(id)
}

/**
 * Takes `ids` for the folder. A copied run folder brings the id of its original along: the folder that is named as
 * the id has it, else the one that was first. Gives the id that is another's, and then takes none.
 */
export function claim(index: StoreIndex, node: FolderNode, ids: readonly string[]): string | null {
  const kind = idKindOf(node.kind)
  const owners = index.owners[kind]
  for (const id of ids) {
    const owner = owners.get(id)
    if (owner === undefined || owner === node) continue
    if (owner.name === id || node.name !== id) {
      for (const own of node.ids) dropId(index, kind, own, node)
      node.ids = []
      node.digest = null
      node.shadowedBy = id
      index.shadowed.add(node)
      return id
    }
    owner.ids = []
    // It finds out about its rival when it is read again.
    owner.meta = null
  }
  for (const id of node.ids) if (!ids.includes(id)) dropId(index, kind, id, node)
  for (const id of ids) owners.set(id, node)
  node.ids = ids
  node.shadowedBy = null
  index.shadowed.delete(node)
  return null
}

/** Ids that nobody has any more, since the last call. */
export function takeRemoved(index: StoreIndex): NonNullable<SourceBatch['removed']> | null {
  const taken = (kind: IdKind) => {
    const ids = [...index.gone[kind]].filter((id) => !index.owners[kind].has(id))
    index.gone[kind].clear()
    return ids
  }
  const [experimentIds, runIds, modelIds] = [taken('experiment'), taken('run'), taken('model')]
  if (experimentIds.length + runIds.length + modelIds.length === 0) return null
  return {
    ...(experimentIds.length > 0 && { experimentIds }),
    ...(runIds.length > 0 && { runIds }),
    ...(modelIds.length > 0 && { modelIds }),
  }
}
