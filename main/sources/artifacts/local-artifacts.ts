import { closeSync, constants, fstatSync, openSync, readSync, readdirSync, realpathSync } from 'node:fs'
import type { Dirent } from 'node:fs'
import { basename, join, sep } from 'node:path'
import type { ArtifactChunk, ArtifactEntry, ArtifactListing, ByteRange } from '../../../shared/model/artifact'
import { mostArtifactBytes } from '../../../shared/model/artifact'
import { fail, ok, type Result } from '../../../shared/result'
import { errnoOf, fileError } from '../file-error'
import { statOf } from '../files'
import { boundaryOf, containedPath } from './contained-path'

/** More entries than this in one folder are a data set; nobody reads them one by one. */
const mostEntries = 5_000

/** One level of the artifacts below `root`, an absolute path. Faults are Results. */
export function listLocalArtifacts(root: string, path: string): Result<ArtifactListing> {
  const place = containedPath(root, path)
  if (!place.ok) return place.error.code === 'not-found' && path === '' ? notHere(root) : place
  const { real } = place.value
  try {
    const realRoot = realpathSync(root)
    const stats = statOf(real)
    if (stats === null) return fail('not-found', `${place.value.shown} is not there.`)
    if (!stats.isDirectory()) {
      if (path !== '') return fail('invalid-input', `“${path}” is a file, not a folder.`)
      const name = basename(root)
      const only = { path: name, name, kind: 'file', bytes: stats.size, modifiedAt: stats.mtimeMs } as const
      return ok({ root, isLocal: true, entries: [only], isCut: false })
    }
    const found = readdirSync(real, { withFileTypes: true }).filter((entry) => isWorthShowing(entry.name))
    const entries = found
      .slice(0, mostEntries)
      .map((entry) => entryOf(real, path, entry, boundaryOf(realRoot)))
      .filter((entry) => entry !== null)
    return ok({
      root,
      isLocal: true,
      entries: entries.sort(byKindAndName),
      isCut: found.length > mostEntries,
    })
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return { ok: false, error: fileError(thrown, place.value.shown) }
  }
}

/** What Finder leaves in folders is not the user's. */
function isWorthShowing(name: string): boolean {
  return name !== '.DS_Store' && !name.startsWith('._')
}

/** Null for what vanished between the listing and the look at it. */
function entryOf(folder: string, parent: string, entry: Dirent, boundary: string): ArtifactEntry | null {
  const path = parent === '' ? entry.name : `${parent}/${entry.name}`
  const known = { path, name: entry.name }
  try {
    const full = join(folder, entry.name)
    if (entry.isSymbolicLink()) {
      const real = realpathSync(full)
      if (!real.startsWith(boundary + sep))
        return { ...known, kind: 'outside', bytes: null, modifiedAt: null }
    }
    const stats = statOf(full)
    if (stats === null) return null
    if (stats.isDirectory()) return { ...known, kind: 'folder', bytes: null, modifiedAt: stats.mtimeMs }
    // A socket or a pipe would block whoever opens it.
    if (!stats.isFile()) return { ...known, kind: 'outside', bytes: null, modifiedAt: null }
    return { ...known, kind: 'file', bytes: stats.size, modifiedAt: stats.mtimeMs }
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    // A link to nothing: it is there, and leads nowhere.
    return { ...known, kind: 'outside', bytes: null, modifiedAt: null }
  }
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

function byKindAndName(a: ArtifactEntry, b: ArtifactEntry): number {
  const rank = Number(a.kind !== 'folder') - Number(b.kind !== 'folder')
  return rank !== 0 ? rank : collator.compare(a.name, b.name)
}

/** MLflow makes a run's artifact folder with the first artifact. */
function notHere(root: string): Result<never> {
  return fail(
    'not-found',
    `There is no folder ${root} on this Mac: nothing was logged to it, or it was moved or removed.`,
  )
}

/** A piece of one file below `root`. Asks for less than `range.length` give what there is. */
export function readLocalArtifact(root: string, path: string, range: ByteRange): Result<ArtifactChunk> {
  const place = containedPath(root, path)
  if (!place.ok) return place
  const { real, shown } = place.value
  let file: number | null = null
  try {
    // Non-blocking: a pipe that took the file's place after the look at it must not hold the thread.
    if (statOf(real)?.isFile() !== true) return fail('invalid-input', `${shown} is not a file.`)
    file = openSync(real, constants.O_RDONLY | constants.O_NONBLOCK)
    const { size } = fstatSync(file)
    const length = Math.max(0, Math.min(range.length, mostArtifactBytes, size - range.from))
    const bytes = new Uint8Array(length)
    let read = 0
    while (read < length) {
      const count = readSync(file, bytes, read, length - read, range.from + read)
      if (count === 0) break
      read += count
    }
    return ok({ bytes: read === length ? bytes : bytes.slice(0, read), from: range.from, totalBytes: size })
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return { ok: false, error: fileError(thrown, shown) }
  } finally {
    if (file !== null) closeSync(file)
  }
}
