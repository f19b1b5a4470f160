import type { Dirent } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { SourceKind } from '../../../shared/model/source'
import { isEventFileName } from '../tensorboard/list-runs'

/** A folder that holds logs of a run, and the source that it belongs to. */
export interface LogPlace {
  readonly kind: SourceKind
  readonly location: string
}

/** What tools and people call the folder of all their logs. */
const logFolder = /^(?:runs|logs?|logdir|tb|tb_logs|tensorboard|lightning_logs)$/i

/** The sources that logs in this folder belong to. `root` is the folder that the user named. */
export function logPlacesOf(folder: string, entries: readonly Dirent[], root: string): readonly LogPlace[] {
  const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name)
  const places: LogPlace[] = []
  if (files.some(isEventFileName)) places.push({ kind: 'tensorboard', location: folderOfLogs(folder, root) })
  return places
}

/**
 * Logs of many runs are one source: that of the highest folder below the root that is called as log folders are, else
 * of the run folder's parent. It does not depend on how many runs there are, so that a second one changes nothing.
 */
function folderOfLogs(runFolder: string, root: string): string {
  if (runFolder === root) return root
  let highest: string | null = null
  for (let folder = runFolder; ; folder = dirname(folder)) {
    if (logFolder.test(basename(folder))) highest = folder
    if (folder === root || folder === dirname(folder)) break
  }
  return highest ?? dirname(runFolder)
}
