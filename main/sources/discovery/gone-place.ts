import { dirname } from 'node:path'
import type { SourceSpec } from '../../../shared/model/source'
import { statOf } from '../files'

/** Where disks appear. One that is not connected says nothing about what lies on it. */
const mountFolder = /^\/(?:Volumes|mnt|(?:run\/)?media(?:\/[^/]+)?)$/

/** Nothing lies there any more; a place that cannot be looked at, or is on a disk that is away, is not gone. */
export function isPlaceGone(location: string): boolean {
  try {
    if (statOf(location) !== null) return false
    let folder = dirname(location)
    while (folder !== dirname(folder) && statOf(folder) === null) folder = dirname(folder)
    return !mountFolder.test(folder)
  } catch {
    return false
  }
}

/** What to say, and what to do, of a source at whose place nothing lies; null while something does, and of servers. */
export function absenceOf({ kind, location }: SourceSpec): string | null {
  if (kind === 'mlflow-rest' || isThere(location)) return null
  if (!isPlaceGone(location))
    return `The disk of ${location} is not connected: connect it, or remove this source. What was read of it stays.`
  return (
    `${location} is not there any more. If it was moved, add the folder that it is in now; if it was deleted, ` +
    'remove this source. What was read of it stays until then.'
  )
}

function isThere(location: string): boolean {
  try {
    return statOf(location) !== null
  } catch {
    // It may not be looked at, which is another thing to say.
    return true
  }
}
