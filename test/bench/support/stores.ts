import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../support/paths'

/** Stores made for measuring, kept below the cache: they take minutes to make and hundreds of MB. */
export const benchFolder = join(projectRoot, '.cache', 'bench')

/**
 * The folder `name`, made by `make` unless it is there already. Seeded makers give the same store on every machine;
 * put what shapes it into the name. A maker that failed or was stopped leaves nothing behind under that name.
 */
export async function keptStore(
  name: string,
  make: (folder: string) => Promise<void> | void,
): Promise<string> {
  const folder = join(benchFolder, name)
  if (existsSync(folder)) return folder
  const unfinished = `${folder}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true })
  await make(unfinished)
  renameSync(unfinished, folder)
  return folder
}

/** Numbers of 0 to 1 that are the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Epoch ms at which the first run of every made store starts. */
export const storeStartsAt = 1_790_000_000_000
