import { realpathSync } from 'node:fs'
import type { Dirent } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { isServerAddress } from '../../../shared/model/server'
import { failedRootId, type Problem, type SourceKind, type SourceSpec } from '../../../shared/model/source'
import { fail, ok } from '../../../shared/result'
import type { AppError, Result } from '../../../shared/result'
import { errnoOf, fileError } from '../file-error'
import { entriesOf, statOf } from '../files'
import { parseServerAddress } from '../mlflow-rest/address'
import { createPacer } from '../pacer'
import { sourceIdOf } from '../source-id'
import type { SourceServices } from '../source'
import { nothingAt } from '../store-words'
import { candidatesOf } from './candidates'
import { joinReportPlaces } from './join-report-places'
import { isWithinAnother, logKinds, logPlacesOf } from './log-places'
import {
  exists,
  hasSqliteHeader,
  isDatabaseName,
  isFileStore,
  isProjectFile,
  isStoreDatabaseName,
  isWorkspaceFolder,
  listQuietly,
  recordKindOf,
} from './recognise'
import { databaseKindOf } from './recognise-databases'
import { isBentoStore, isHubCache } from './recognise-models'
import { mostFolders, walkFolders } from './walk'
import type { WalkOutcome } from './walk'
import { hasReports, isReportName, isReportWorkspace, isToolkitReportFolder } from './recognise-reports'
import { readReportFile } from '../evidently/read-report-file'

export interface Discovered {
  readonly specs: readonly SourceSpec[]
  readonly problems: readonly Problem[]
}

/**
 * The sources at a place that the user named: a folder (a project, an `mlruns`, a folder of projects) or a database
 * file. Nothing is opened but small files, and nothing is made. Locations are real paths, so that one store has one
 * id however it was reached; `root` stays as it was given.
 */
export async function discover(root: string, services: SourceServices): Promise<Result<Discovered>> {
  if (isServerAddress(root)) return serverAt(root)
  if (root.trim() === '') return fail('invalid-input', 'Name a folder or a database file to look in.')
  try {
    const place = realpathSync(resolve(root))
    const found = createFindings(root)
    if (statOf(place)?.isDirectory() !== true) return nameFile(place, found, root)
    const { isCut } = await searchFolder(place, found, services)
    const specs = joinReportPlaces(found.specs(), place)
    if (specs.length > 0) return ok({ specs, problems: found.problems() })
    const barred = found.problems().find(({ code, location }) => code === 'permission' && location === place)
    return barred === undefined
      ? fail('not-found', nothingFound(root, isCut, otherDatabases(place)))
      : fail(barred.code, barred.message)
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    const error = fileError(thrown, root)
    return error.code === 'not-found' ? nothingAt(root) : { ok: false, error }
  }
}

/** A server is a source whether it answers or not: what is known of it is shown while it is away. */
function serverAt(root: string): Result<Discovered> {
  const address = parseServerAddress(root)
  if (!address.ok) return address
  const location = address.value.baseUrl
  return ok({
    specs: [{ id: sourceIdOf('mlflow-rest', location), kind: 'mlflow-rest', location, root }],
    problems: [],
  })
}

function nothingFound(root: string, isCut: boolean, others: readonly string[]): string {
  const where = isCut ? `the first ${mostFolders} folders of ${root}` : root
  return (
    `Nothing to read was found in ${where}: no MLflow store (a folder "mlruns" with experiments, or mlflow.db), ` +
    'no report of Evidently and no project of the toolkit (mlops/workspace/<project>/workspace.yaml).' +
    (others[0] === undefined
      ? ''
      : ` A database of another name, as ${others[0]} is, can be added by itself.`)
  )
}

/** In a folder only databases of known names are read; under another name one has to be named itself. */
function otherDatabases(folder: string): readonly string[] {
  return listQuietly(folder)
    .filter((entry) => isDatabaseName(entry.name) && isReadableDatabase(`${folder}/${entry.name}`))
    .map(({ name }) => name)
}

interface Findings {
  add(kind: SourceKind, path: string): void
  report(path: string, error: AppError): void
  specs(): readonly SourceSpec[]
  problems(): readonly Problem[]
}

/** More folders that may not be read than these are not worth a line each. */
const mostProblems = 20

function createFindings(root: string): Findings {
  const specs = new Map<string, SourceSpec>()
  const problems: Problem[] = []
  return {
    add(kind, path) {
      const location = realpathSync(path)
      const id = sourceIdOf(kind, location)
      if (!specs.has(id)) specs.set(id, { id, kind, location, root })
    },
    report(location, error) {
      const isKnown = problems.some((problem) => problem.location === location)
      if (problems.length < mostProblems && !isKnown)
        problems.push({ ...error, sourceId: failedRootId(root), location })
    },
    specs: () => {
      const all = [...specs.values()]
      return all.filter((spec) => !logKinds.has(spec.kind) || !isWithinAnother(spec, all))
    },
    problems: () => problems,
  }
}

function isReadableDatabase(path: string): boolean {
  try {
    return hasSqliteHeader(path)
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return false
  }
}

function nameFile(path: string, found: Findings, root: string): Result<Discovered> {
  const name = basename(path)
  if (name === 'workspace.yaml') addWorkspace(dirname(dirname(path)), found)
  else if (isReportName(name)) {
    const read = readReportFile(path, statOf(path)?.size ?? 0)
    // A report that is damaged is still a report: its source says what is wrong with it.
    if (!read.ok && read.error.code === 'unsupported')
      return fail('unsupported', `${root}: ${read.error.message}`)
    found.add('evidently', path)
  } else if (!isDatabaseName(name)) {
    return fail(
      'unsupported',
      `${root} is not a kind of file that Sextant reads; add a folder, a report of Evidently, or a .db file of MLflow.`,
    )
  } else if (!hasSqliteHeader(path)) {
    return fail(
      'unsupported',
      `${root} is not an SQLite database; add the folder it belongs to, or another file.`,
    )
  } else found.add(databaseKindOf(path), path)
  return ok({ specs: found.specs(), problems: [] })
}

async function searchFolder(place: string, found: Findings, services: SourceServices): Promise<WalkOutcome> {
  const enclosing = enclosingPlace(place)
  if (enclosing !== null) {
    found.add(enclosing.kind, enclosing.folder)
    return { isCut: false }
  }
  if (isProjectFile(`${place}/workspace.yaml`)) addWorkspace(dirname(place), found)
  for (const path of candidatesOf(place)) lookAt(path, found, place)
  const pacer = createPacer(services, new AbortController().signal)
  const visit = (folder: string, entries: readonly Dirent[]) => inspect(folder, entries, found, place)
  const { isCut } = await walkFolders(place, pacer, visit, (folder, thrown) =>
    found.report(folder, fileError(thrown, folder)),
  )
  if (isCut) {
    const message = `${place} has more than ${mostFolders} folders; stores deep in it may be missing, add their folders by themselves.`
    found.report(place, { code: 'unsupported', message })
  }
  return { isCut }
}

/** A folder within a store or workspace stands for all of it: of an experiment, a run, or a project of the toolkit. */
function enclosingPlace(place: string): { kind: SourceKind; folder: string } | null {
  const parent = dirname(place)
  const record = recordKindOf(place)
  if (record === 'experiment') {
    return { kind: 'mlflow-file', folder: basename(parent) === '.trash' ? dirname(parent) : parent }
  }
  if (record === 'run' && recordKindOf(parent) === 'experiment')
    return { kind: 'mlflow-file', folder: dirname(parent) }
  return null
}

function lookAt(path: string, found: Findings, root: string): void {
  try {
    const stats = statOf(path)
    if (stats?.isFile() === true) inspectDatabase(path, found)
    else if (stats?.isDirectory() === true) inspect(path, entriesOf(path) ?? [], found, root)
  } catch (thrown) {
    found.report(path, fileError(thrown, path))
  }
}

/** Takes down what the folder is or holds; false when nothing else can lie below it. */
function inspect(folder: string, entries: readonly Dirent[], found: Findings, root: string): boolean {
  if (isFileStore(folder, entries)) {
    found.add('mlflow-file', folder)
    return false
  }
  if (isWorkspaceFolder(folder, entries)) addWorkspace(folder, found)
  if (isHubCache(folder, entries)) {
    found.add('hf-cache', folder)
    return false
  }
  if (isBentoStore(folder, entries)) {
    found.add('bentoml', folder)
    return false
  }
  for (const entry of entries) {
    if (isStoreDatabaseName(entry.name) && !entry.isDirectory())
      lookAt(`${folder}/${entry.name}`, found, root)
  }
  for (const { kind, location } of logPlacesOf(folder, entries, root)) found.add(kind, location)
  const isReports = isReportWorkspace(folder, entries) || isToolkitReportFolder(folder)
  if (isReports || hasReports(folder, entries)) found.add('evidently', folder)
  return true
}

/** The monitoring folders of a workspace's projects hold its reports, now or later. */
function addWorkspace(folder: string, found: Findings): void {
  found.add('toolkit-workspace', folder)
  const isMonitored = listQuietly(folder).some((entry) => exists(`${folder}/${entry.name}/monitoring`))
  if (isMonitored) found.add('evidently', folder)
}

/** An empty file is a store that MLflow is about to make: it is found the next time. */
function inspectDatabase(path: string, found: Findings): void {
  if (hasSqliteHeader(path)) found.add(databaseKindOf(path), path)
  else if ((statOf(path)?.size ?? 0) > 0) {
    found.report(path, { code: 'corrupt', message: `${path} is not an SQLite database; it is left out.` })
  }
}
