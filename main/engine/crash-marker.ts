import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Clock } from '../../shared/clock'
import type { Disposable } from '../../shared/lifecycle'

/**
 * A wrong call of a private interface ends the whole process, which nobody can catch. So each start of sampling leaves
 * a mark that an orderly end, or a minute of life, takes away. Two marks in a row mean two crashes within a minute
 * of sampling: then private interfaces are left out.
 */
export interface CrashMarker extends Disposable {
  readonly shouldAvoidPrivate: boolean
}

const trustedAfterMs = 60_000
const allowedCrashes = 2

export async function openCrashMarker(path: string, clock: Clock): Promise<CrashMarker> {
  const crashes = await countCrashes(path)
  await write(path, crashes + 1)
  // After a minute the start counts as good, and so does the next one, private interfaces included.
  const trusted = clock.after(trustedAfterMs, () => void rm(path, { force: true }))
  return {
    shouldAvoidPrivate: crashes >= allowedCrashes,
    async dispose() {
      trusted.dispose()
      // A run without private calls proves nothing about them: the crashes stay counted.
      if (crashes >= allowedCrashes) await write(path, crashes)
      else await rm(path, { force: true })
    },
  }
}

async function countCrashes(path: string): Promise<number> {
  const text = await readFile(path, 'utf8').catch(() => '0')
  const count = Number(text)
  return Number.isInteger(count) && count > 0 ? count : 0
}

async function write(path: string, count: number): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, String(count))
  } catch {
    // Without a mark a crash is not counted; sampling matters more.
  }
}
