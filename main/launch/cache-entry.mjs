import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isAlive, withLock } from './lock.mjs'

/**
 * Makes a folder that is either whole or absent: it is built beside its place and renamed at the end. The lock
 * only saves double work; two processes that build at once both end with a whole folder.
 * @param {{ folder: string, log: (line: string) => void, make: (temporary: string) => Promise<void> }} options
 * @returns {Promise<string>} the folder
 */
export async function cacheEntry({ folder, log, make }) {
  if (existsSync(folder)) return folder
  await mkdir(dirname(folder), { recursive: true })
  await withLock({
    file: `${folder}.lock`,
    log,
    work: async () => {
      if (existsSync(folder)) return
      await removeTornAttempts(folder)
      await makeAndRename(folder, make)
    },
  })
  return folder
}

async function makeAndRename(folder, make) {
  const temporary = await mkdtemp(`${folder}.making-${process.pid}-`)
  try {
    await make(temporary)
    // mkdtemp makes it private; a checkout may be used by several users (root and the one of a CI job).
    await chmod(temporary, 0o755)
    await rename(temporary, folder)
  } catch (error) {
    await rm(temporary, { recursive: true, force: true })
    // Somebody who took over the lock may have been faster; then their folder is as good as ours.
    if (!existsSync(folder)) throw error
  }
}

/** What a killed process left behind, recognised by the process id in its name. */
async function removeTornAttempts(folder) {
  const prefix = `${basename(folder)}.making-`
  for (const name of await readdir(dirname(folder))) {
    if (!name.startsWith(prefix) || isAlive(Number.parseInt(name.slice(prefix.length), 10))) continue
    await rm(join(dirname(folder), name), { recursive: true, force: true })
  }
}
