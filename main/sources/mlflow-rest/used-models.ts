import type { Run, RunModel } from '../../../shared/model/run'

/**
 * Models that runs used, as `runs/get` told: the search of a server over a database leaves them out (seen in 3.17), and
 * would take back what is known of a run on screen.
 */
export interface UsedModels {
  /** What `runs/get` told of this run. */
  note(run: Run): void
  /** A run that a search told of, with what was noted of it. */
  addTo(run: Run): Run
  forget(runId: string): void
}

export function createUsedModels(): UsedModels {
  const known = new Map<string, readonly RunModel[]>()
  return {
    note({ runId, models }) {
      const used = models.filter((model) => model.role === 'input')
      if (used.length > 0) known.set(runId, used)
      else known.delete(runId)
    },
    addTo(run) {
      const used = known.get(run.runId)
      const isTold = used === undefined || run.models.some((model) => model.role === 'input')
      return isTold ? run : { ...run, models: [...used, ...run.models] }
    },
    forget: (runId) => void known.delete(runId),
  }
}
