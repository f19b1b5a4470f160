import { dirname } from 'node:path'
import type { Experiment } from '../../../shared/model/run'
import { digestOf } from '../digest'
import { isSameStamp, stampOf } from '../files'
import type { FileStamp } from '../files'
import { filesChanged, liveAfterChangeMs, lookAgainMs, spreadLook } from './folder-node'
import type { FolderNode } from './folder-node'
import { listStore } from './list-store'
import { noteFailure, readFolder } from './read-folder'
import type { ReadMeta, Scan } from './read-folder'
import { experimentReading, loggedModelReading, registeredModelReading, runReading } from './readings'
import { claim, flush, idKindOf, release } from './store-index'
import type { ExperimentFolder, StoreIndex } from './store-index'
import { forgetStrangers, noteStranger } from './strangers'

/** MLflow's own reader looks again after 100 ms at a file it caught half-written. */
const secondLookMs = 80

type ReadingOf = (node: FolderNode, stamp: FileStamp) => ReadMeta

/**
 * Reads all that is new in the store and hands it over: experiments first, then runs and models, newest first.
 * False when there is nothing of MLflow's in the folder.
 */
export async function scanStore(scan: Scan): Promise<boolean> {
  const { index } = scan
  const besides = await listStore(scan)
  if (besides === null) return false
  const strangers = new Set(besides)
  for (const node of index.shadowed) {
    if (!index.owners[idKindOf(node.kind)].has(node.shadowedBy ?? '')) node.meta = null
  }
  const folders = [...index.experiments.values()]
  await scanExperiments(scan, folders, strangers)
  for (const folder of folders.sort(byReading)) {
    await refresh(
      scan,
      folder.runs.values(),
      (node, stamp) => runReading(scan, node, folder, stamp),
      strangers,
    )
    await refresh(scan, folder.models.values(), (node) => loggedModelReading(node, folder), strangers)
  }
  await refresh(scan, index.registry.values(), (node) => registeredModelReading(scan, node), strangers)
  await lookTwice(scan)
  for (const folder of folders) standIn(scan, folder)
  for (const path of strangers) noteStranger(scan, path)
  forgetStrangers(scan, strangers)
  flush(index, scan.request.emit, true)
  return true
}

/** Originals first, since who comes first has a run's id; then what changed last. */
function byReading(a: ExperimentFolder, b: ExperimentFolder): number {
  if (a.isCopy !== b.isCopy) return a.isCopy ? 1 : -1
  return (b.listedMs ?? Infinity) - (a.listedMs ?? Infinity)
}

/** Reads these runs, whether they seem changed or not, and follows them closely for a while. */
export async function scanRuns(scan: Scan, runIds: readonly string[]): Promise<void> {
  const { index, services } = scan
  for (const runId of new Set(runIds)) {
    const node = index.owners.run.get(runId)
    const folder = node === undefined ? undefined : index.experiments.get(dirname(node.path))
    if (node === undefined || folder === undefined) continue
    node.liveUntil = Math.max(node.liveUntil, services.now() + liveAfterChangeMs)
    const stamp = stampOf(`${node.path}/meta.yaml`)
    if (stamp !== null) await readFolder(scan, node, stamp, runReading(scan, node, folder, stamp))
    if (scan.pacer.isDue()) await scan.pacer.rest()
  }
  await lookTwice(scan)
  flush(index, scan.request.emit, true)
}

async function scanExperiments(
  scan: Scan,
  folders: readonly ExperimentFolder[],
  strangers: Set<string>,
): Promise<void> {
  const siblings = new Set(folders.map(({ node }) => node.name))
  for (const folder of folders)
    await refresh(scan, [folder.node], () => experimentReading(folder, siblings), strangers)
  flush(scan.index, scan.request.emit, true)
}

async function refresh(
  scan: Scan,
  nodes: Iterable<FolderNode>,
  readingOf: ReadingOf,
  strangers: Set<string>,
): Promise<void> {
  const { index, pacer, request, services } = scan
  const stale: { node: FolderNode; stamp: FileStamp }[] = []
  for (const node of nodes) {
    try {
      const stamp = stampOf(`${node.path}/meta.yaml`)
      if (stamp === null) {
        if (node.readAt > 0) release(index, node)
        strangers.add(node.path)
      } else if (isStale(index, node, stamp, services.now())) stale.push({ node, stamp })
    } catch (thrown) {
      noteFailure(scan, node, thrown)
    }
    if (pacer.isDue()) await pacer.rest()
  }
  for (const { node, stamp } of stale.sort((a, b) => b.stamp.mtimeMs - a.stamp.mtimeMs)) {
    await readFolder(scan, node, stamp, readingOf(node, stamp))
    flush(index, request.emit, false)
    if (pacer.isDue()) await pacer.rest()
  }
}

function isStale(index: StoreIndex, node: FolderNode, stamp: FileStamp, now: number): boolean {
  if (!isSameStamp(stamp, node.meta)) return true
  // A followed run is read rather than looked at: its metric files are passed over by their stamps all the same.
  if (node.liveUntil > now) return node.kind === 'run' || filesChanged(node)
  if (now - node.lookedAt < lookAgainMs) return false
  node.lookedAt = spreadLook(node, now, index.looks++)
  return filesChanged(node)
}

async function lookTwice(scan: Scan): Promise<void> {
  const again = scan.halfWritten ?? []
  scan.halfWritten = null
  if (again.length === 0) return
  await scan.services.delay(secondLookMs)
  for (const look of again) await look()
}

/** Runs are shown although their experiment's meta.yaml cannot be read: under the name of its folder. */
function standIn(scan: Scan, folder: ExperimentFolder): void {
  const { node, experimentId, isInTrash } = folder
  if (node.ids.length > 0 || node.shadowedBy !== null) return
  const experiment: Experiment = {
    sourceId: scan.sourceId,
    experimentId,
    name: node.name,
    lifecycleStage: isInTrash ? 'deleted' : 'active',
    tags: {},
    artifactLocation: null,
    createdAt: null,
    updatedAt: null,
    traceCount: folder.traces.size,
  }
  if (claim(scan.index, node, [experimentId]) !== null) return
  node.digest = digestOf({ experiments: [experiment] })
  scan.index.pending.experiments.push(experiment)
}
