import { basename, dirname } from 'node:path'
import type { LogFile, RunPlace } from '../run-logs/log-format'
import { pathBelow, placeName, walkRuns } from '../run-logs/walk-runs'
import type { Pacer } from '../pacer'

/** `events.out.tfevents.<epoch s>.<host>[.<pid>.<n>][.<suffix>]`; `.profile-empty` of the profiler holds nothing. */
const eventFile = /^events\.out\.tfevents\.(\d+)\.(?!.*\.profile-empty$)/

export function isEventFileName(name: string): boolean {
  return eventFile.test(name)
}

/**
 * As TensorBoard has it, each folder with event files is a run, named by its path. A run within another's folder
 * (`add_scalars`, `add_hparams` and Keras' train and validation make such) is its child.
 */
export async function listRuns(location: string, pacer: Pacer): Promise<readonly RunPlace[]> {
  const places = new Map<string, RunPlace>()
  const experimentId = basename(location)
  const experimentName = placeName(location)
  await walkRuns(location, pacer, (folder, entries) => {
    const names = entries.filter((entry) => !entry.isDirectory() && isEventFileName(entry.name))
    if (names.length === 0) return
    const runId = pathBelow(location, folder)
    places.set(folder, {
      runId,
      name: runId,
      folder,
      experimentId,
      experimentName,
      parentRunId: parentOf(folder, location, places),
      files: names
        .map(({ name }) => name)
        .sort(inOrderOfStart)
        .map((name) => eventLog(`${folder}/${name}`)),
    })
  })
  return [...places.values()]
}

function eventLog(path: string): LogFile {
  return { path, role: 'events', mode: 'append' }
}

function inOrderOfStart(a: string, b: string): number {
  const started = (name: string) => Number(eventFile.exec(name)?.[1] ?? 0)
  return started(a) - started(b) || (a < b ? -1 : 1)
}

function parentOf(folder: string, location: string, places: ReadonlyMap<string, RunPlace>): string | null {
  for (let above = folder; above !== location && above.startsWith(location);) {
    above = dirname(above)
    const parent = places.get(above)
    if (parent !== undefined) return parent.runId
  }
  return null
}
