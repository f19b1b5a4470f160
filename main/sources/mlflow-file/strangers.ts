import { entriesOf } from '../files'
import { lookAgainMs } from './folder-node'
import { toProblem } from './read-folder'
import type { Scan } from './read-folder'

/**
 * A folder where an experiment, run or model should be, but without meta.yaml. Artifact folders are that: the
 * toolkit sets `artifact_location: ./mlruns`, and MLflow then puts `<run id>/artifacts` and `models/m-…/artifacts`
 * beside the experiments. Anything else is told: MLflow leaves it out, and so do we.
 */
export function noteStranger(scan: Scan, path: string): void {
  const { strangers } = scan.index
  const now = scan.services.now()
  const known = strangers.get(path)
  if (known !== undefined && now - known.lookedAt < lookAgainMs) return
  const message = `${path} has no meta.yaml, so MLflow's records in it cannot be read; it is left out.`
  const problem = isArtifactFolder(path) ? null : toProblem(scan, path, { code: 'corrupt', message })
  strangers.set(path, { lookedAt: now, problem })
}

/** Called with all that are there now, so that what is told of the others is taken back. */
export function forgetStrangers(scan: Scan, present: ReadonlySet<string>): void {
  const { strangers } = scan.index
  for (const path of strangers.keys()) if (!present.has(path)) strangers.delete(path)
}

function isArtifactFolder(path: string): boolean {
  if (!/\/(?:m-)?[0-9a-f]{32}$/.test(path)) return false
  const parts = (entriesOf(path) ?? []).map((entry) => entry.name)
  return !parts.some((name) => name === 'metrics' || name === 'params' || name === 'tags')
}
