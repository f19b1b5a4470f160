import type { Statistics } from '../model/snapshot'

/** Runs as lists show them and projects count them: without those that their stores only keep until `mlflow gc`. */
export function liveRunCount({ totalRuns, deletedRuns }: Statistics): number {
  return totalRuns - deletedRuns
}

export function liveExperimentCount({ totalExperiments, deletedExperiments }: Statistics): number {
  return totalExperiments - deletedExperiments
}
