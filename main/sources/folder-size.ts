import type { Stats } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { boundaryOf } from './artifacts/contained-path'
import { errnoOf, isGone } from './file-error'

/** Weights are a few big files; a folder with more than this is a data set or a checkout. */
const maxEntries = 20_000

export interface FolderSize {
  readonly bytes: number
  /** Newest time of change of the files, epoch ms. */
  readonly newestMs: number
}

/**
 * Size of a file, or of all files below a folder, each counted once however many names it has; null when it is not there,
 * may not be read, or holds more than 20 000 entries (then any figure would be a guess). Links to files of the same tree
 * are those files; links to folders and out of the tree are not followed. Waits for the disk between folders, so that
 * others get a turn.
 */
export async function sizeOf(path: string): Promise<FolderSize | null> {
  try {
    const top = await stat(path)
    return top.isDirectory()
      ? await sizeOfFolder(path, top.mtimeMs)
      : { bytes: top.size, newestMs: top.mtimeMs }
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return null
  }
}

async function sizeOfFolder(root: string, changedMs: number): Promise<FolderSize | null> {
  const folders = [root]
  const counted = new Set<string>()
  const boundary = boundaryOf(await realpath(root)) + sep
  let bytes = 0
  let newestMs = changedMs
  let entries = 0
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (++entries > maxEntries) return null
      const path = join(folder, entry.name)
      if (entry.isDirectory()) folders.push(path)
      else {
        const file = await fileWithin(path, entry.isSymbolicLink() ? boundary : null)
        if (file === null) continue
        newestMs = Math.max(newestMs, file.mtimeMs)
        const identity = `${file.dev} ${file.ino}`
        if (!counted.has(identity)) bytes += file.size
        counted.add(identity)
      }
    }
  }
  return { bytes, newestMs }
}

/** Null for what vanished, is no file, or is a link that leads beyond `boundary`. */
async function fileWithin(path: string, boundary: string | null): Promise<Stats | null> {
  try {
    if (boundary !== null && !(await realpath(path)).startsWith(boundary)) return null
    const stats = await stat(path)
    return stats.isFile() ? stats : null
  } catch (thrown) {
    if (isGone(thrown)) return null
    throw thrown
  }
}
