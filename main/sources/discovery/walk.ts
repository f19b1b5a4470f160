import type { Dirent } from 'node:fs'
import { realpathSync } from 'node:fs'
import { entriesOf, isFolder } from '../files'
import type { Pacer } from '../pacer'
import { exists } from './recognise'

const deepest = 5
export const mostFolders = 5_000

/** Folders with nothing of the user's own in them, or so much of it that no store could be meant. */
const skipped = new Set([
  'node_modules',
  'site-packages',
  '__pycache__',
  'venv',
  'artifacts',
  'mlartifacts',
  'snapshots',
  'Library',
  'Applications',
  'Pods',
  'DerivedData',
])
/** Documents that macOS shows as one file. */
const bundle = /\.(?:app|photoslibrary|framework|xcodeproj|bundle|mlpackage|mlmodelc|dvc)$/i
/** W&B writes here instead of to `wandb` when there is such a folder. */
const hiddenStore = '.wandb'
/** Links that are followed: a store on another disk is often linked into the project. */
const worthFollowing = /^(?:mlruns|mlflow|mlops|workspace|projects)$/

interface Place {
  readonly path: string
  /** Without links; null where a link leads. */
  readonly real: string | null
}

export interface WalkOutcome {
  /** Folders were left unseen because there are too many. */
  readonly isCut: boolean
}

/**
 * Visits the folders below `root`, nearest first, five levels deep and 5 000 at most. `visit` says whether to go on
 * below a folder; `onFailure` is told of folders that may not be read.
 */
export async function walkFolders(
  root: string,
  pacer: Pacer,
  visit: (folder: string, entries: readonly Dirent[]) => boolean,
  onFailure: (folder: string, thrown: unknown) => void,
): Promise<WalkOutcome> {
  let level: readonly Place[] = [{ path: root, real: null }]
  const seen = new Set<string>()
  for (let depth = 0; depth <= deepest; depth++) {
    const groups: Place[][] = []
    for (const { path: folder, real: known } of level) {
      if (pacer.isDue()) await pacer.rest()
      if (seen.size >= mostFolders) return { isCut: true }
      try {
        // Asking for it looks at every folder on the way: a plain folder below a real path is at a real path.
        const real = known ?? realpathSync(folder)
        if (seen.has(real)) continue
        seen.add(real)
        const entries = entriesOf(folder, hiddenStore) ?? []
        if (visit(folder, entries) && depth < deepest) groups.push(foldersBelow(folder, real, entries))
      } catch (thrown) {
        onFailure(folder, thrown)
      }
    }
    // Families of a few before one of thousands: a data set must not use up the count before a project's own folders.
    level = groups.sort((a, b) => a.length - b.length).flat()
  }
  return { isCut: false }
}

function foldersBelow(folder: string, real: string, entries: readonly Dirent[]): Place[] {
  // A virtual environment can have any name; this file is in each.
  if (entries.some((entry) => entry.name === 'pyvenv.cfg')) return []
  return entries
    .filter((entry) => !skipped.has(entry.name) && !bundle.test(entry.name) && isWorthIt(folder, entry))
    .map((entry) => ({
      path: `${folder}/${entry.name}`,
      real: entry.isDirectory() ? `${real === '/' ? '' : real}/${entry.name}` : null,
    }))
}

function isWorthIt(folder: string, entry: Dirent): boolean {
  if (entry.isDirectory()) return true
  const path = `${folder}/${entry.name}`
  return entry.isSymbolicLink() && worthFollowing.test(entry.name) && exists(path) && isFolder(folder, entry)
}
