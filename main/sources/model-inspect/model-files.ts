import { lstatSync, readdirSync, realpathSync } from 'node:fs'
import { basename, join, sep } from 'node:path'
import { boundaryOf } from '../artifacts/contained-path'
import { errnoOf } from '../file-error'
import { statOf } from '../files'

export interface ModelFile {
  /** From the model's folder, forward slashes. */
  readonly path: string
  readonly name: string
  readonly fullPath: string
  readonly bytes: number
}

export interface ModelFiles {
  readonly files: readonly ModelFile[]
  readonly bytes: number
  /** There is more than was looked at; then `bytes` is only a part. */
  readonly isCut: boolean
}

const mostFiles = 5_000
const deepest = 6

/**
 * The files of a model, links not followed out of its tree; each file on disk counts once, however many names it has.
 * Null when nothing is there.
 */
export function listModelFiles(place: string): ModelFiles | null {
  const top = statOf(place)
  if (top === null) return null
  if (!top.isDirectory()) {
    const file = { path: basename(place), name: basename(place), fullPath: place, bytes: top.size }
    return { files: [file], bytes: top.size, isCut: false }
  }
  const boundary = boundaryOf(realpathSync(place))
  const files: ModelFile[] = []
  const counted = new Set<string>()
  let bytes = 0
  let isCut = false
  const visit = (folder: string, prefix: string, depth: number): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.name === '.DS_Store' || entry.name.startsWith('._') || entry.name === '.git') continue
      const fullPath = join(folder, entry.name)
      if (entry.isDirectory()) {
        if (depth < deepest) visit(fullPath, `${prefix}${entry.name}/`, depth + 1)
        else isCut = true
        continue
      }
      if (files.length >= mostFiles) {
        isCut = true
        return
      }
      const stats = fileWithin(fullPath, entry.isSymbolicLink(), boundary)
      if (stats === null) continue
      files.push({ path: `${prefix}${entry.name}`, name: entry.name, fullPath, bytes: stats.size })
      const identity = `${stats.dev} ${stats.ino}`
      if (!counted.has(identity)) bytes += stats.size
      counted.add(identity)
    }
  }
  visit(place, '', 0)
  return { files, bytes, isCut }
}

/** Null for what is no file, leads out of the tree, or vanished. */
function fileWithin(path: string, isLink: boolean, boundary: string) {
  try {
    if (isLink && !realpathSync(path).startsWith(boundary + sep)) return null
    const stats = isLink ? statOf(path) : lstatSync(path)
    return stats?.isFile() === true ? stats : null
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return null
  }
}
