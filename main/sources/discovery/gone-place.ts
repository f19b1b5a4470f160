import { dirname } from 'node:path'
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
