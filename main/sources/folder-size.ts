import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { errnoOf, isGone } from './file-error'

/** Weights are a few big files; a folder with more than this is a data set or a checkout. */
const maxEntries = 20_000

export interface FolderSize {
  readonly bytes: number
  /** Newest time of change of the files, epoch ms. */
  readonly newestMs: number
}

/**
 * Size of a file, or of all files below a folder; null when it is not there, may not be read, or holds more than
 * 20 000 entries (then any figure would be a guess). Links to files count as the file (the Hugging Face cache is
 * made of them), links to folders are not followed. Waits for the disk between folders, so that others get a turn.
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
  let bytes = 0
  let newestMs = changedMs
  let entries = 0
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (++entries > maxEntries) return null
      const path = join(folder, entry.name)
      if (entry.isDirectory()) folders.push(path)
      else {
        const file = await fileSize(path)
        bytes += file.bytes
        newestMs = Math.max(newestMs, file.newestMs)
      }
    }
  }
  return { bytes, newestMs }
}

async function fileSize(path: string): Promise<FolderSize> {
  try {
    const stats = await stat(path)
    return stats.isFile() ? { bytes: stats.size, newestMs: stats.mtimeMs } : { bytes: 0, newestMs: 0 }
  } catch (thrown) {
    if (isGone(thrown)) return { bytes: 0, newestMs: 0 }
    throw thrown
  }
}
