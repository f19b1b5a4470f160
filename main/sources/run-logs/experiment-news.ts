import type { Experiment, Run } from '../../../shared/model/run'
import { digestOf } from '../digest'
import type { RunPlace } from './log-format'

/** Which experiments of a log source were handed over, and as what: logs name them, and have no file of their own. */
export interface ExperimentNews {
  readonly count: number
  /** The run's experiment, when it has not been handed over as it is. */
  of(run: Run, place: RunPlace | undefined): readonly Experiment[]
  /** Ids that no run is of any more. */
  takeGone(used: ReadonlySet<string | undefined>): readonly string[]
  /** Everything is handed over again. */
  forget(): void
}

export function createExperimentNews(sourceId: string, location: string): ExperimentNews {
  const digests = new Map<string, number>()
  return {
    get count() {
      return digests.size
    },
    of(run, place) {
      const isNamedByLog = place !== undefined && run.experimentId !== place.experimentId
      const experiment: Experiment = {
        sourceId,
        experimentId: run.experimentId,
        name: isNamedByLog || place === undefined ? run.experimentId : place.experimentName,
        lifecycleStage: 'active',
        tags: {},
        artifactLocation: location,
        createdAt: null,
        updatedAt: null,
        traceCount: null,
      }
      const digest = digestOf(experiment)
      if (digests.get(run.experimentId) === digest) return []
      digests.set(run.experimentId, digest)
      return [experiment]
    },
    takeGone(used) {
      const gone = [...digests.keys()].filter((id) => !used.has(id))
      for (const id of gone) digests.delete(id)
      return gone
    },
    forget: () => {
      digests.clear()
    },
  }
}
