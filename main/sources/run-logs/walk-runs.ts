import type { Dirent } from 'node:fs'
import { basename, dirname } from 'node:path'
import { entriesOf } from '../files'
import type { Pacer } from '../pacer'

const deepest = 6
const mostFolders = 5_000
const skipped: ReadonlySet<string> = new Set(['node_modules', '__pycache__', 'site-packages', 'venv'])

/** Visits `root` and the folders below it, parents first, in the order of their names; links are not followed. */
export async function walkRuns(
  root: string,
  pacer: Pacer,
  visit: (folder: string, entries: readonly Dirent[]) => void,
): Promise<void> {
  let left = mostFolders
  const walk = async (folder: string, depth: number): Promise<void> => {
    if (--left < 0) return
    if (pacer.isDue()) await pacer.rest()
    const entries = entriesOf(folder) ?? []
    visit(folder, entries)
    if (depth >= deepest) return
    const names = entries
      .filter((entry) => entry.isDirectory() && !skipped.has(entry.name))
      .map((entry) => entry.name)
    for (const name of names.sort()) await walk(`${folder}/${name}`, depth + 1)
  }
  await walk(root, 0)
}

/** Names that tools give their folders: they say nothing of what was trained. */
const generic =
  /^(?:runs?|logs?|logdir|log_dir|tb|tb_logs|tensorboard|lightning_logs|csv_logs|\.?wandb|trackio|outputs?|results?|checkpoints?|experiments?|train|detect|models?|adapters?|version_\d+)$/i

/** What an experiment is called after its place: the first folder upwards that the user named. */
export function placeName(location: string): string {
  for (let folder = location; folder !== dirname(folder); folder = dirname(folder)) {
    if (!generic.test(basename(folder))) return basename(folder)
  }
  return basename(location)
}

/** A run's id by its folder: its path below the source's location, or the location's own name. */
export function pathBelow(location: string, folder: string): string {
  return folder === location ? basename(location) : folder.slice(location.length + 1)
}
