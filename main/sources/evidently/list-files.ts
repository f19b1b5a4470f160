import { readdirSync, readFileSync, statSync, type Dirent } from 'node:fs'
import { basename, join, sep } from 'node:path'
import { fail, ok, type Result } from '../../../shared/result'
import type { SourceServices } from '../source'
import { fileFault } from './file-fault'
import { isUuid, projectOfPath } from './report-place'
import { parseTolerantJson } from './tolerant-json'
import { fieldOf, textOf } from './untrusted'

export interface ListedFile {
  readonly path: string
  /** Relative to the source's folder, with `/`. */
  readonly id: string
  readonly folder: string
  readonly fileName: string
  readonly sizeBytes: number
  readonly modifiedAt: number
  /** Changes whenever the content may have: size, mtime and inode. */
  readonly stamp: string
  readonly storage: 'file' | 'workspace'
  readonly project: string | null
}

export interface Listing {
  readonly reports: readonly ListedFile[]
  /** Databases that `evidently ui` may have written, by name. */
  readonly databases: readonly ListedFile[]
  /** Folders that could not be read, by path. */
  readonly faults: ReadonlyMap<string, ReturnType<typeof fail>>
  /** Those that were looked at, the root first. */
  readonly folders: readonly string[]
}

const deepestFolder = 12
const mostFiles = 100_000
const skippedFolders = new Set([
  'node_modules',
  '__pycache__',
  'site-packages',
  'venv',
  'mlruns',
  'mlartifacts',
])
/** Parts of a project of `evidently ui` that hold no reports, and may be large. */
const skippedInProject = new Set(['datasets', 'artifacts'])
/** Evidently's own files beside its reports. */
const supportFile = /(^metadata\.json|^dashboard\.json|\.links\.json)$/

/** The work of a synchronous walk between two turns of the thread. */
const turnMs = 15

/** Every file that may be a report, by name alone. Links to folders are not followed. */
export async function listFiles(
  root: string,
  services: SourceServices,
  signal: AbortSignal,
): Promise<Result<Listing>> {
  const walk: Walk = { reports: [], databases: [], faults: new Map(), folders: [], visited: 0 }
  const pending: Folder[] = [
    { path: root, id: '', depth: 0, project: projectOfPath([...root.split(sep), 'x']) },
  ]
  let turnStart = performance.now()
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    if (signal.aborted) return fail('cancelled', 'Reading the reports was stopped.')
    if (performance.now() - turnStart > turnMs) {
      await services.breathe()
      turnStart = performance.now()
    }
    walk.folders.push(folder.path)
    try {
      pending.push(...listFolder(folder, walk))
    } catch (thrown) {
      const fault = fileFault(thrown, basename(folder.path))
      if (folder.depth === 0) return fault
      walk.faults.set(folder.path, fault)
    }
  }
  if (walk.visited > mostFiles) {
    walk.faults.set(
      root,
      fail('unavailable', `Only the first ${mostFiles} files of this folder were looked at.`),
    )
  }
  return ok(walk)
}

interface Folder {
  readonly path: string
  readonly id: string
  readonly depth: number
  readonly project: string | null
}

interface Walk {
  readonly reports: ListedFile[]
  readonly databases: ListedFile[]
  readonly faults: Map<string, ReturnType<typeof fail>>
  readonly folders: string[]
  visited: number
}

function listFolder(folder: Folder, walk: Walk): readonly Folder[] {
  const entries = readdirSync(folder.path, { withFileTypes: true })
  if (folder.depth === 0 && isToolkitWorkspace(folder.path, entries))
    return monitoringFolders(folder, entries)
  const isProject = isUuid(basename(folder.path)) && entries.some((entry) => entry.name === 'metadata.json')
  const project = isProject
    ? (projectName(join(folder.path, 'metadata.json')) ?? folder.project)
    : folder.project
  const within: Folder[] = []
  for (const entry of entries) {
    if (walk.visited > mostFiles || entry.name.startsWith('.')) continue
    if (entry.isDirectory()) {
      const isSkipped = skippedFolders.has(entry.name) || (isProject && skippedInProject.has(entry.name))
      if (!isSkipped && folder.depth < deepestFolder) within.push(childFolder(folder, entry, project))
    } else addFile(folder, entry, project, walk)
  }
  return within
}

/** A folder of the toolkit's projects, each of which has its `workspace.yaml` (which may be empty). */
function isToolkitWorkspace(path: string, entries: readonly Dirent[]): boolean {
  return entries.some((entry) => entry.isDirectory() && isFile(join(path, entry.name, 'workspace.yaml')))
}

/** Of a toolkit workspace only `<project>/monitoring` is looked at: models and stores beside it are large. */
function monitoringFolders(folder: Folder, entries: readonly Dirent[]): readonly Folder[] {
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => ({ ...folder, id: entry.name, path: join(folder.path, entry.name) }))
    .filter(
      ({ path }) => statSync(join(path, 'monitoring'), { throwIfNoEntry: false })?.isDirectory() === true,
    )
    .map(({ path, id }) => ({
      path: join(path, 'monitoring'),
      id: `${id}/monitoring`,
      depth: 1,
      project: null,
    }))
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}

function childFolder(folder: Folder, entry: Dirent, project: string | null): Folder {
  const path = join(folder.path, entry.name)
  const byLayout = projectOfPath([...path.split(sep), 'x'])
  return { path, id: childId(folder.id, entry.name), depth: folder.depth + 1, project: project ?? byLayout }
}

function childId(folderId: string, name: string): string {
  return folderId === '' ? name : `${folderId}/${name}`
}

function addFile(folder: Folder, entry: Dirent, project: string | null, walk: Walk): void {
  const isReport = /\.(?:json|html?)$/i.test(entry.name) && !supportFile.test(entry.name)
  const isDatabase = !isReport && /evidently.*\.(?:db|sqlite3?)$/i.test(entry.name)
  if (!isReport && !isDatabase) return
  walk.visited++
  // Not `join`: every file of every poll comes by here, and its path needs no tidying.
  const file = listOne(folder.path + sep + entry.name, childId(folder.id, entry.name), folder.id, project)
  if (file !== null) (isReport ? walk.reports : walk.databases).push(file)
}

/** Null for what is no file, or is gone again. */
export function listOne(path: string, id: string, folder: string, project: string | null): ListedFile | null {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat?.isFile() !== true) return null
  const fileName = path.slice(path.lastIndexOf(sep) + 1)
  const isInSnapshots = folder === 'snapshots' || folder.endsWith('/snapshots')
  const isSnapshot = isInSnapshots && isUuid(fileName.replace(/\.json$/, ''))
  return {
    path,
    id,
    folder,
    fileName,
    sizeBytes: stat.size,
    modifiedAt: Math.round(stat.mtimeMs),
    // A project that is renamed makes its reports new: they carry its name.
    stamp: `${stat.size}:${stat.mtimeMs}:${stat.ino}:${project ?? ''}`,
    storage: isSnapshot ? 'workspace' : 'file',
    project,
  }
}

/** Null when metadata.json is torn or names nothing: the reports are read all the same. */
function projectName(path: string): string | null {
  try {
    const parsed = parseTolerantJson(readFileSync(path, 'utf8').slice(0, 1_000_000))
    const name = parsed.ok ? textOf(fieldOf(parsed.value, 'name'))?.trim() : undefined
    return name === undefined || name === '' ? null : name
  } catch {
    return null
  }
}
