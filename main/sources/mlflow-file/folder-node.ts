import type { FileStamp } from '../files'
import { entriesOf, statOf } from '../files'
import { Hash } from '../digest'
import type { MetricTails } from './read-run'

/**
 * When a change is seen. Looking at every file of 1 000 runs takes 100 ms and more, so a poll looks at each folder's
 * meta.yaml only (2.8 µs), and at all files of
 * - live folders, every poll: runs that are RUNNING or SCHEDULED and wrote something in the last 24 hours, what
 *   changed in the last two minutes, and what the caller asks for by id;
 * - all other folders, in turn, each once in 50 s.
 * So what may be late, by at most 50 s and a poll, is a change to a finished run that leaves its meta.yaml alone (a
 * tag or metric added afterwards, which MLflow allows), and to the tags of experiments and models (MLflow rewrites
 * a registered model's meta.yaml with every change to it).
 */
export const liveAfterWriteMs = 24 * 3_600_000
export const liveAfterChangeMs = 120_000
export const lookAgainMs = 50_000

/** Times of files are exact to 2 s on FAT disks; what was written so shortly before a look may be written again unseen. */
const coarsestTimeMs = 2_500

export type NodeKind = 'experiment' | 'run' | 'logged-model' | 'registered-model'

/** A folder with a meta.yaml, and what is remembered of its last reading. */
export interface FolderNode {
  readonly kind: NodeKind
  readonly path: string
  readonly name: string
  /** Of meta.yaml when it was read; null makes the next poll read the folder. */
  meta: FileStamp | null
  /** Of the other files at the last look; null before the first one since they were read. */
  files: number | null
  readAt: number
  lookedAt: number
  /** All files are looked at in every poll until then. */
  liveUntil: number
  /** Of what was handed over; null when nothing was. */
  digest: number | null
  /** Ids of the entities handed over. */
  ids: readonly string[]
  /** The id that another folder had first: nothing is handed over while it does. */
  shadowedBy: string | null
  tails: MetricTails | null
}

export function createNode(kind: NodeKind, path: string, name: string): FolderNode {
  return {
    kind,
    path,
    name,
    meta: null,
    files: null,
    readAt: 0,
    lookedAt: 0,
    liveUntil: 0,
    digest: null,
    ids: [],
    shadowedBy: null,
    tails: null,
  }
}

/**
 * When a folder that is dealt with now counts as looked at. Folders read together, and those that all fell due while
 * the Mac slept, are to be looked at again apart: steps of the golden ratio spread evenly, however many there are.
 */
export function spreadLook(node: FolderNode, now: number, count: number): number {
  const isOverdue = now - node.lookedAt > lookAgainMs + 5_000
  return isOverdue ? now - ((count * 0.618034) % 1) * lookAgainMs : now
}

/** True for a file or folder whose time of change does not prove that it is the version that was read. */
export function isUnsettled(mtimeMs: number, readAt: number): boolean {
  return mtimeMs > readAt - coarsestTimeMs
}

/** Looks at all files of the folder but meta.yaml; true when one changed since they were read. */
export function filesChanged(node: FolderNode): boolean {
  const look = lookAt(node)
  // The first look since the reading has nothing to compare with but the time.
  const changed = node.files === null ? isUnsettled(look.newestMs, node.readAt) : node.files !== look.files
  node.files = look.files
  return changed
}

const partsOf: Record<NodeKind, readonly string[] | null> = {
  experiment: ['tags'],
  run: ['tags', 'params', 'metrics', 'inputs', 'outputs'],
  'logged-model': ['tags', 'params', 'metrics'],
  'registered-model': null,
}

function lookAt(node: FolderNode): { files: number; newestMs: number } {
  const hash = new Hash()
  let newestMs = 0
  const walk = (folder: string, depth: number) => {
    for (const entry of entriesOf(folder) ?? []) {
      const path = `${folder}/${entry.name}`
      const stats = statOf(path)
      if (stats === null) continue
      hash.text(path)
      for (const number of [stats.mtimeMs, stats.isFile() ? stats.size : 0, stats.ino]) hash.number(number)
      newestMs = Math.max(newestMs, stats.mtimeMs)
      if (stats.isDirectory() && !entry.isSymbolicLink() && depth < 60 && entry.name !== 'artifacts')
        walk(path, depth + 1)
    }
  }
  for (const part of partsOf[node.kind] ?? ['.']) {
    const folder = part === '.' ? node.path : `${node.path}/${part}`
    const stats = statOf(folder)
    if (stats === null) continue
    hash.text(part)
    newestMs = Math.max(newestMs, stats.mtimeMs)
    walk(folder, 0)
  }
  return { files: hash.value(), newestMs }
}
