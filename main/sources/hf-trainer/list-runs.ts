import { basename } from 'node:path'
import type { Dirent } from 'node:fs'
import type { LogFile, RunPlace } from '../run-logs/log-format'
import { statOf } from '../files'
import { pathBelow, placeName, walkRuns } from '../run-logs/walk-runs'
import type { Pacer } from '../pacer'

const checkpoint = /^checkpoint-(\d+)$/
const stateName = 'trainer_state.json'
/** A checkpoint that is just being written has no state yet: the one before it has. */
const newestTried = 3

export function isCheckpointName(name: string): boolean {
  return checkpoint.test(name)
}

/** The newest state of an output folder: its own, which the Trainer writes at the end, or that of a checkpoint. */
export function newestState(folder: string, entries: readonly Dirent[]): string | null {
  const candidates = checkpointsOf(entries)
    .slice(0, newestTried)
    .map((name) => `${folder}/${name}/${stateName}`)
  const ofCheckpoint = candidates.find((path) => statOf(path) !== null) ?? null
  if (!entries.some((entry) => entry.name === stateName)) return ofCheckpoint
  const own = `${folder}/${stateName}`
  // Training that was taken up again leaves the old end behind until it has one of its own.
  const isOlder = ofCheckpoint !== null && changedAt(own) < changedAt(ofCheckpoint)
  return isOlder ? ofCheckpoint : own
}

/** Enough to tell how often the Trainer saves; without a limit it keeps hundreds. */
const mostTimed = 8

/**
 * When the newest checkpoints were saved, the only times that a Trainer leaves. Before there are two, the folder's
 * birth tells how long the first one took.
 */
function saveTimes(folder: string, entries: readonly Dirent[]): readonly number[] {
  const times = checkpointsOf(entries)
    .slice(0, mostTimed)
    .flatMap((name) => statOf(`${folder}/${name}/${stateName}`)?.mtimeMs ?? [])
  const bornAt = statOf(folder)?.birthtimeMs ?? 0
  const [only] = times
  return only !== undefined && times.length === 1 && bornAt > 0 && bornAt < only ? [bornAt, only] : times
}

/** Each output folder is a run. */
export async function listRuns(location: string, pacer: Pacer): Promise<readonly RunPlace[]> {
  const places: RunPlace[] = []
  const [experimentId, experimentName] = [basename(location), placeName(location)]
  await walkRuns(location, pacer, (folder, entries) => {
    if (isCheckpointName(basename(folder)) && folder !== location) return
    const state = newestState(folder, entries)
    if (state === null) return
    const runId = pathBelow(location, folder)
    const args = entries.filter((entry) => entry.name === 'training_args.json')
    const files: LogFile[] = [
      ...args.map(({ name }) => ({ path: `${folder}/${name}`, role: 'params', mode: 'whole' as const })),
      { path: state, role: 'state', mode: 'whole' },
    ]
    const writeTimes = saveTimes(folder, entries)
    const place = { runId, name: runId, folder, experimentId, experimentName, parentRunId: null }
    places.push({ ...place, files, writeTimes })
  })
  return places
}

/** The newest first. */
function checkpointsOf(entries: readonly Dirent[]): string[] {
  return entries
    .filter((entry) => isCheckpointName(entry.name))
    .map((entry) => entry.name)
    .sort((a, b) => numberOf(b) - numberOf(a))
}

function numberOf(name: string): number {
  return Number(checkpoint.exec(name)?.[1] ?? 0)
}

function changedAt(path: string): number {
  return statOf(path)?.mtimeMs ?? 0
}
