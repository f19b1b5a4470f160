import type { AppError } from '../../../shared/result'
import { fileError } from '../file-error'
import { entriesOf, keysIn, readText, statOf } from '../files'
import type { DiskProbe } from './artifact-place'

/** What the readers of one folder share. */
export interface StoreReader {
  readonly sourceId: string
  /** The store: the folder that holds the experiments. */
  readonly storeFolder: string
  /** Notes a part that could not be read; the rest of the folder is delivered. */
  readonly report: (path: string, error: AppError) => void
}

/** A `tags`, `params` or `aliases` folder: one file per key, whose content is the value. */
export function readValues(folder: string, reader: StoreReader): Readonly<Record<string, string>> {
  const entries: [string, string][] = []
  for (const key of keysIn(folder)) {
    const path = `${folder}/${key}`
    try {
      const text = readText(path)
      if (text !== null) entries.push([key, text])
    } catch (thrown) {
      reader.report(path, fileError(thrown, path))
    }
  }
  return Object.fromEntries(entries)
}

export const disk: DiskProbe = {
  exists(path) {
    try {
      return statOf(path) !== null
    } catch {
      return false
    }
  },
  isEmptyFolder(path) {
    try {
      return (entriesOf(path)?.length ?? 0) === 0
    } catch {
      return false
    }
  },
}
