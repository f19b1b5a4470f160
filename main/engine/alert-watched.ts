import type { RunRef } from '../../shared/model/run'
import { noRefs } from '../../shared/rules/observation'
import type { AlertStates } from './alert-states'

export interface Watched {
  readonly runs: readonly RunRef[]
  readonly sourceIds: readonly string[]
}

/** Runs and sources that some rule remembers, each once. */
export function watchedBy(states: Pick<AlertStates, 'all'>): Watched {
  const runs = new Map<string, RunRef>()
  const sourceIds = new Set<string>()
  for (const { state } of states.all()) {
    const { sourceId, runId } = state?.subject ?? noRefs
    if (sourceId === null) continue
    sourceIds.add(sourceId)
    if (runId !== null) runs.set(`${sourceId}\n${runId}`, { sourceId, runId })
  }
  return { runs: [...runs.values()], sourceIds: [...sourceIds] }
}
