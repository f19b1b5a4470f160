import { closeSync, openSync, readSync } from 'node:fs'
import type { Dirent } from 'node:fs'
import { entriesOf, isFolder, readText, statOf } from '../files'
import { parseYamlMap } from '../yaml'
import type { YamlMap } from '../yaml'

/** MLflow's own default and the toolkit's older one; other databases are only taken when named by the user. */
const storeDatabase = /^(?:mlflow|mlruns)\.(?:db|sqlite3?)$/
const anyDatabase = /\.(?:db|sqlite3?)$/i

export function isStoreDatabaseName(name: string): boolean {
  return storeDatabase.test(name)
}

export function isDatabaseName(name: string): boolean {
  return anyDatabase.test(name)
}

/** Whether a file begins as every SQLite database does. Nothing but its first 16 bytes is read. */
export function hasSqliteHeader(path: string): boolean {
  const file = openSync(path, 'r')
  try {
    const header = Buffer.alloc(16)
    readSync(file, header, 0, 16, 0)
    return header.toString('latin1') === 'SQLite format 3\0'
  } finally {
    closeSync(file)
  }
}

/** What a folder with a meta.yaml is to MLflow; null when it is none of its, or cannot be read. */
export function recordKindOf(folder: string): 'experiment' | 'run' | null {
  const map = readMap(`${folder}/meta.yaml`)
  if (map === null) return null
  if (map.has('run_id') || map.has('run_uuid')) return 'run'
  const isExperiment = map.has('name') && (map.has('experiment_id') || map.has('artifact_location'))
  return isExperiment && !map.has('model_id') ? 'experiment' : null
}

/** Folders to try in a folder that does not look like a store; ids of experiments are digits, and tried first. */
const mostOthers = 50
const mostDigits = 20

/** A folder that holds experiments, also when all of them are in the trash. */
export function isFileStore(folder: string, entries: readonly Dirent[]): boolean {
  const names = entries.filter((entry) => isFolder(folder, entry)).map((entry) => entry.name)
  const ids = names.filter((name) => /^\d+$/.test(name)).slice(0, mostDigits)
  const others = names.filter((name) => !/^\d+$/.test(name)).slice(0, mostOthers)
  return holdsExperiment(folder, [...ids, ...others]) || isTrashOfStore(`${folder}/.trash`)
}

function isTrashOfStore(folder: string): boolean {
  // Asked first: listing what is not there takes ten times as long, and most folders have none.
  if (!exists(folder)) return false
  const entries = listQuietly(folder).filter((entry) => entry.isDirectory())
  return holdsExperiment(
    folder,
    entries.slice(0, mostDigits).map((entry) => entry.name),
  )
}

function holdsExperiment(parent: string, names: readonly string[]): boolean {
  return names.some((name) => recordKindOf(`${parent}/${name}`) === 'experiment')
}

/** A folder of the toolkit's projects: one level down lies a workspace.yaml (which other tools have, too). */
export function isWorkspaceFolder(folder: string, entries: readonly Dirent[]): boolean {
  const isInPlace = folder.endsWith('/mlops/workspace')
  return entries.some((entry) => {
    if (entry.isFile()) return false
    const path = `${folder}/${entry.name}/workspace.yaml`
    return exists(path) && (isInPlace || isProjectFile(path))
  })
}

export function isProjectFile(path: string): boolean {
  return readMap(path)?.has('project_name') ?? false
}

/** Null for what is not there, cannot be read, or is no mapping. */
export function readMap(path: string): YamlMap | null {
  try {
    // Asked first: an open that fails takes ten times as long, and most folders have no such file.
    return exists(path) ? parseYamlMap(readText(path) ?? '') : null
  } catch {
    return null
  }
}

export function listQuietly(folder: string): readonly Dirent[] {
  try {
    return entriesOf(folder) ?? []
  } catch {
    return []
  }
}

export function exists(path: string): boolean {
  try {
    return statOf(path) !== null
  } catch {
    return false
  }
}
