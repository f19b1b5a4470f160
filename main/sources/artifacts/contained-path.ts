import { realpathSync } from 'node:fs'
import { basename, dirname, join, sep } from 'node:path'
import { fail, type Result } from '../../../shared/result'
import { fileError } from '../file-error'
import { statOf } from '../files'

/** A place below an artifact root, with every link resolved and proven to lead nowhere else. */
export interface ContainedPath {
  /** As the user knows it: root and relative path, links unresolved. */
  readonly shown: string
  /** Resolved; this is what is opened. */
  readonly real: string
}

/** Segments of a relative artifact path, or null when it tries to leave the root or names nothing. */
export function segmentsOf(path: string): readonly string[] | null {
  if (path === '') return []
  const segments = path.split('/')
  const isPlain = segments.every(
    (each) => each !== '' && each !== '.' && each !== '..' && !each.includes('\0'),
  )
  return isPlain ? segments : null
}

/**
 * How far links may lead: a snapshot of the Hugging Face cache is made of links into the `blobs` beside it, everything
 * else stays below its own root.
 */
export function boundaryOf(realRoot: string): string {
  const isSnapshot = /^models--[^/]+\/snapshots$/.test(
    `${basename(dirname(dirname(realRoot)))}/${basename(dirname(realRoot))}`,
  )
  return isSnapshot ? dirname(dirname(realRoot)) : realRoot
}

/** Resolves `path` below `root` (absolute; a folder, or one file that is its own only artifact). */
export function containedPath(root: string, path: string): Result<ContainedPath> {
  const segments = segmentsOf(path)
  if (segments === null) return outside(path)
  try {
    const realRoot = realpathSync(root)
    const isFile = statOf(realRoot)?.isFile() === true
    if (isFile) {
      if (path !== '' && path !== basename(root)) return outside(path)
      return { ok: true, value: { shown: root, real: realRoot } }
    }
    const shown = segments.length === 0 ? root : join(root, ...segments)
    const real = realpathSync(join(realRoot, ...segments))
    const boundary = boundaryOf(realRoot)
    if (real !== boundary && !real.startsWith(boundary + sep)) return outside(path)
    return { ok: true, value: { shown, real } }
  } catch (thrown) {
    return { ok: false, error: fileError(thrown, segments.length === 0 ? root : join(root, ...segments)) }
  }
}

function outside(path: string): Result<never> {
  return fail('permission', `“${path}” leads out of the folder of these artifacts, so it is not opened.`)
}
