import { statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { fail, ok, type Result } from '../../../shared/result'
import type { OpenReadonly } from '../../store/sqlite-binding'
import type { SourceServices } from '../source'
import { fileFault } from './file-fault'
import { listFiles, listOne, type ListedFile } from './list-files'
import { stampOf } from './open-without-trace'
import type { ParsedReport } from './parse-report'
import { readReportFile } from './read-report-file'
import type { ReportPlace } from './report-place'
import { siblingTime } from './sibling-time'
import { openSnapshotStore, type SnapshotStore, type StoredSnapshot } from './sqlite-store'

/** Something that may be a report: a file, or a row of a database. Nothing of it has been read yet. */
export interface Candidate {
  readonly id: string
  /** Absolute path of the file, or of the database. */
  readonly path: string
  /** Unchanged as long as the content is. */
  readonly stamp: string
  readonly modifiedAt: number
  read(): Result<ParsedReport>
  /** May look at files beside it, where the report states no time itself. */
  place(statesTime: boolean): Omit<ReportPlace, 'sourceId'>
}

export interface CandidateList {
  readonly candidates: readonly Candidate[]
  readonly isSingleFile: boolean
  /** Folders and databases that could not be read, by path. What is known from them stays known. */
  readonly faults: ReadonlyMap<string, ReturnType<typeof fail>>
  /** Where a new report may be dropped, the root first. */
  readonly folders: readonly string[]
  /** Closes what was opened for reading. */
  close(): void
}

interface Options {
  readonly root: string
  readonly services: SourceServices
  readonly openReadonly: OpenReadonly | null
  readonly temporaryFolder: string | null
}

export interface CandidateLister {
  list(isKnown: (id: string, stamp: string) => boolean, signal: AbortSignal): Promise<Result<CandidateList>>
}

/** Remembers what a database held, so that one that did not change is not opened. */
export function createCandidateLister(options: Options): CandidateLister {
  const databases = new Map<
    string,
    { readonly stamp: string; readonly snapshots: readonly StoredSnapshot[] }
  >()

  async function list(
    isKnown: (id: string, stamp: string) => boolean,
    signal: AbortSignal,
  ): Promise<Result<CandidateList>> {
    const files = await filesOf(options, signal)
    if (!files.ok) return files
    const byId = new Map(files.value.reports.map((file) => [file.id, file]))
    const candidates = files.value.reports.map((file) => fileCandidate(file, byId))
    const faults = new Map(files.value.faults)
    const open: SnapshotStore[] = []
    for (const file of files.value.databases) {
      const listed = listDatabase(file, isKnown, open)
      if (listed.ok) candidates.push(...listed.value)
      else if (files.value.isSingleFile || listed.error.code !== 'unsupported') faults.set(file.path, listed)
    }
    const close = (): void => open.forEach((store) => store.close())
    const { isSingleFile, folders } = files.value
    return ok({ candidates, isSingleFile, folders, faults, close })
  }

  function listDatabase(
    file: ListedFile,
    isKnown: (id: string, stamp: string) => boolean,
    open: SnapshotStore[],
  ): Result<readonly Candidate[]> {
    if (options.openReadonly === null) return fail('unsupported', `${file.fileName} cannot be read here.`)
    const { text: stamp } = stampOf(file.path)
    const known = databases.get(file.path)
    const idOf = (snapshot: StoredSnapshot): string => `${file.id}#${snapshot.snapshotId}`
    if (known?.stamp === stamp && known.snapshots.every((each) => isKnown(idOf(each), each.stamp))) {
      return ok(known.snapshots.map((each) => rowCandidate(file, each, idOf(each), null)))
    }
    const { openReadonly, temporaryFolder } = options
    const store = openSnapshotStore({ path: file.path, openReadonly, temporaryFolder })
    if (!store.ok) return store
    open.push(store.value)
    databases.set(file.path, { stamp, snapshots: store.value.snapshots })
    return ok(store.value.snapshots.map((each) => rowCandidate(file, each, idOf(each), store.value)))
  }

  return { list }
}

interface Files {
  readonly reports: readonly ListedFile[]
  readonly databases: readonly ListedFile[]
  readonly faults: ReadonlyMap<string, ReturnType<typeof fail>>
  readonly isSingleFile: boolean
  readonly folders: readonly string[]
}

async function filesOf({ root, services }: Options, signal: AbortSignal): Promise<Result<Files>> {
  try {
    if (statSync(root).isDirectory()) {
      const listing = await listFiles(root, services, signal)
      return listing.ok ? ok({ ...listing.value, isSingleFile: false }) : listing
    }
  } catch (thrown) {
    return fileFault(thrown, basename(root))
  }
  const file = listOne(root, basename(root), '', null)
  if (file === null) return fail('not-found', `${basename(root)} is no file that can be read.`)
  const isDatabase = /\.(db|sqlite3?)$/i.test(root)
  const lists = isDatabase ? { reports: [], databases: [file] } : { reports: [file], databases: [] }
  return ok({ ...lists, faults: new Map(), folders: [dirname(root)], isSingleFile: true })
}

function fileCandidate(file: ListedFile, files: ReadonlyMap<string, ListedFile>): Candidate {
  const { id, path, stamp, modifiedAt, folder, fileName, storage, project } = file
  return {
    id,
    path,
    stamp,
    modifiedAt,
    read: () => readReportFile(path, file.sizeBytes),
    place: (statesTime) => ({
      id,
      file: path,
      folder,
      fileName,
      storage,
      project,
      modifiedAt,
      siblingTime: statesTime ? null : siblingTime(file, files),
    }),
  }
}

function rowCandidate(
  file: ListedFile,
  snapshot: StoredSnapshot,
  id: string,
  store: SnapshotStore | null,
): Candidate {
  return {
    id,
    path: file.path,
    stamp: snapshot.stamp,
    modifiedAt: file.modifiedAt,
    read: () => store?.read(snapshot.snapshotId) ?? fail('unavailable', `${file.fileName} was closed.`),
    place: () => ({
      id,
      file: file.path,
      // Snapshots of a project follow each other, as in a folder of `evidently ui`.
      folder: `${file.id}#${snapshot.projectId}`,
      fileName: `${dashed(snapshot.snapshotId)}.json`,
      storage: 'sqlite',
      project: snapshot.project,
      modifiedAt: null,
      siblingTime: null,
    }),
  }
}

function dashed(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
