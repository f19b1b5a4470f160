import type { Dirent } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { SourceKind } from '../../../shared/model/source'
import { isCheckpointName, newestState } from '../hf-trainer/list-runs'
import { isMetricLog, isMetricLogName } from '../metric-log/recognise'
import { logNames, lookAtAdapter, lookAtLog } from '../mlx-lm/recognise'
import { isRunFolderName } from '../wandb/list-runs'
import { hasSqliteHeader, isStoreDatabaseName } from './recognise'
import { isTrackioDatabase } from './recognise-databases'
import { isEventFileName } from '../tensorboard/list-runs'

/** A folder that holds logs of a run, and the source that it belongs to. */
export interface LogPlace {
  readonly kind: SourceKind
  readonly location: string
}

/** More databases in one folder are somebody's data. */
const mostDatabases = 200

/** What tools and people call the folder of all their logs. */
const logFolder = /^(?:runs|logs?|logdir|tb|tb_logs|tensorboard|lightning_logs)$/i

/** The sources that logs in this folder belong to. `root` is the folder that the user named. */
export function logPlacesOf(folder: string, entries: readonly Dirent[], root: string): readonly LogPlace[] {
  const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name)
  const places: LogPlace[] = []
  if (files.some(isEventFileName)) places.push({ kind: 'tensorboard', location: folderOfLogs(folder, root) })
  if (files.some((name) => isMetricLogName(name) && isMetricLog(`${folder}/${name}`)))
    places.push({ kind: 'metric-log', location: folderOfLogs(folder, root) })
  if (entries.some((entry) => entry.isDirectory() && isRunFolderName(entry.name)))
    places.push({ kind: 'wandb', location: folder })
  if (!isCheckpointName(basename(folder)) && newestState(folder, entries) !== null)
    places.push({ kind: 'hf-trainer', location: parentWithin(folder, root) })
  if (files.includes('adapter_config.json') && lookAtAdapter(`${folder}/adapter_config.json`).isAdapter)
    places.push({ kind: 'mlx-lm', location: parentWithin(folder, root) })
  else if (logNames(entries).some((name) => lookAtLog(`${folder}/${name}`).isLog))
    places.push({ kind: 'mlx-lm', location: folder })
  const databases = files.filter((name) => name.endsWith('.db') && !isStoreDatabaseName(name))
  for (const name of databases.slice(0, mostDatabases)) {
    const path = `${folder}/${name}`
    // Trackio keeps a lock beside the database of each project, while it is there.
    const hasLock = files.includes(name.replace(/db$/, 'lock'))
    if (hasSqliteHeader(path) && (hasLock || isTrackioDatabase(path)))
      places.push({ kind: 'trackio', location: path })
  }
  return places
}

/** A run's folder is listed by the folder that holds it and its like. */
function parentWithin(folder: string, root: string): string {
  return folder === root ? root : dirname(folder)
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

/** Sources of logs list all folders below theirs: one within another of its kind would list the same runs again. */
export function isWithinAnother(place: LogPlace, all: readonly LogPlace[]): boolean {
  return all.some((other) => other.kind === place.kind && place.location.startsWith(`${other.location}/`))
}

export const logKinds: ReadonlySet<SourceKind> = new Set([
  'tensorboard',
  'metric-log',
  'hf-trainer',
  'mlx-lm',
  'wandb',
])
