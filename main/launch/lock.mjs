import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { LaunchError } from './entry.mjs'

const pollMs = 200
const patienceMs = 15 * 60_000

/**
 * Lets one process at a time do a piece of work. A lock whose owner has died is taken over, so an interrupted
 * attempt never blocks the next one.
 * @template T
 * @param {{ file: string, log: (line: string) => void, work: () => Promise<T> }} options
 * @returns {Promise<T>}
 */
export async function withLock({ file, log, work }) {
  await mkdir(dirname(file), { recursive: true })
  const deadline = Date.now() + patienceMs
  let announced = false
  while (!(await take(file))) {
    const owner = await ownerOf(file)
    if (owner === null) continue
    if (!isAlive(owner)) {
      await rm(file, { force: true })
      continue
    }
    if (Date.now() > deadline)
      throw new LaunchError(`Process ${owner} is still at work; end it or delete ${file}.`)
    if (!announced) log(`Waiting for process ${owner}, which holds ${basename(file)} …`)
    announced = true
    await delay(pollMs)
  }
  try {
    return await work()
  } finally {
    await rm(file, { force: true })
  }
}

/** link() fails when the name is taken and shows the file with its content at once: no reader sees it empty. */
async function take(file) {
  const own = `${file}.${randomUUID()}`
  await writeFile(own, String(process.pid))
  try {
    await link(own, file)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  } finally {
    await rm(own, { force: true })
  }
}

/** Null when the lock was given back just now. */
async function ownerOf(file) {
  try {
    return Number(await readFile(file, 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT') return null
    throw error
  }
}

/**
 * @param {number} processId
 * @returns {boolean}
 */
export function isAlive(processId) {
  // Id 0 would mean our own group: what an empty lock file, left by a crash of the system, reads as.
  if (processId === 0) return false
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
