import { closeSync, openSync, readSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ListedFile } from './list-files'
import { stemOf } from './report-place'
import { parseStatedTime } from './report-time'

/** Two files of one run are written within a moment of each other; an older file of the same name is another run's. */
const sameRunMs = 10 * 60_000
const edgeBytes = 16_384

/**
 * The time that another file of the same run states: HTML and v2 results have none, while a snapshot saved beside them
 * does. Only the two ends of the file are read: v2 snapshots state it first, legacy results last.
 */
export function siblingTime(file: ListedFile, files: ReadonlyMap<string, ListedFile>): number | null {
  const stem = stemOf(file.fileName)
  for (const extension of ['.dump.json', '.snap.json', '.snapshot.json', '.json']) {
    const name = stem + extension
    const sibling = files.get(file.folder === '' ? name : `${file.folder}/${name}`)
    if (sibling === undefined || sibling.id === file.id) continue
    if (Math.abs(sibling.modifiedAt - file.modifiedAt) > sameRunMs) continue
    const time = timeOnEdges(join(dirname(file.path), name), sibling.sizeBytes)
    if (time !== null) return time
  }
  return null
}

function timeOnEdges(path: string, sizeBytes: number): number | null {
  try {
    const file = openSync(path, 'r')
    try {
      const buffer = Buffer.alloc(edgeBytes * 2)
      const head = readSync(file, buffer, 0, edgeBytes, 0)
      const tail = readSync(file, buffer, edgeBytes, edgeBytes, Math.max(head, sizeBytes - edgeBytes))
      const text = buffer.toString('utf8', 0, head) + buffer.toString('utf8', edgeBytes, edgeBytes + tail)
      return parseStatedTime(/"timestamp"\s{0,9}:\s{0,9}"([^"]{10,40})"/.exec(text)?.[1] ?? null)
    } finally {
      closeSync(file)
    }
  } catch {
    // The sibling went away or may not be read: the report is dated in another way.
    return null
  }
}
