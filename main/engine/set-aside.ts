import { lstat, rename } from 'node:fs/promises'
import { systemCode } from '../../shared/write-fault'

const mostKept = 20

/** Moves what cannot be read out of the way, beside what was set aside before. Null when it cannot be moved. */
export async function setAside(path: string): Promise<string | null> {
  for (let count = 1; count <= mostKept; count++) {
    const aside = count === 1 ? `${path}.unreadable` : `${path}.unreadable-${count}`
    const isTaken = await lstat(aside).then(
      () => true,
      (thrown: unknown) => !isAbsent(thrown),
    )
    if (isTaken) continue
    return rename(path, aside).then(
      () => aside,
      () => null,
    )
  }
  return null
}

/** Nothing was there to be read, or not even its folder: that is no fault. */
export function isAbsent(thrown: unknown): boolean {
  return systemCode(thrown) === 'ENOENT' || systemCode(thrown) === 'ENOTDIR'
}
