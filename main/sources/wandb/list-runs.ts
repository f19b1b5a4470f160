import { basename } from 'node:path'
import { entriesOf } from '../files'
import type { LogFile, RunPlace } from '../run-logs/log-format'
import { placeName } from '../run-logs/walk-runs'
import type { Pacer } from '../pacer'

/** `offline-run-20251125_193531-x9xs0mad`, and without `offline-` where W&B was reached: the start and the run's id. */
const runFolder = /^(?:offline-)?run-(\d{8}_\d{6})-(.+)$/
const runFile = /^run-.+\.wandb$/

export function isRunFolderName(name: string): boolean {
  return runFolder.test(name)
}

/**
 * The runs of a `wandb` folder, by W&B's own ids: a run that was resumed has a folder for each start, whose files tell
 * one after the other. `latest-run` is a link to one of them and not followed.
 */
export async function listRuns(location: string, pacer: Pacer): Promise<readonly RunPlace[]> {
  const name = placeName(location)
  const places = new Map<string, RunPlace>()
  for (const folder of runFolders(location)) {
    if (pacer.isDue()) await pacer.rest()
    const runId = runFolder.exec(basename(folder))?.[2] ?? basename(folder)
    const files = [...(places.get(runId)?.files ?? []), ...filesIn(folder)]
    if (files.length === 0) continue
    places.set(runId, {
      ...{ runId, name: runId, folder, files, parentRunId: null },
      ...{ experimentId: name, experimentName: name },
    })
  }
  return [...places.values()]
}

/** In the order of their starts. */
function runFolders(location: string): string[] {
  if (isRunFolderName(basename(location))) return [location]
  const startOf = (name: string) => runFolder.exec(name)?.[1] ?? ''
  return (entriesOf(location) ?? [])
    .filter((entry) => entry.isDirectory() && isRunFolderName(entry.name))
    .map((entry) => entry.name)
    .sort((a, b) => (startOf(a) < startOf(b) ? -1 : 1))
    .map((name) => `${location}/${name}`)
}

function filesIn(folder: string): LogFile[] {
  return (entriesOf(folder) ?? [])
    .map((entry) => entry.name)
    .filter((name) => runFile.test(name))
    .sort()
    .map((name) => ({ path: `${folder}/${name}`, role: 'run', mode: 'append' }))
}
