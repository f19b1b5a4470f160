import type { Observation } from '../../shared/rules/observation'

/** What holds now, for rules that are added or changed later. */
export interface LatestObservations {
  /** True when the observation says that a run has ended. */
  note(observation: Observation): boolean
  /** Of runs that have ended no point is news any more. */
  forgetMetrics(isOfEndedRun: (metricKey: string) => boolean): void
  all(): Iterable<Observation>
}

export function createLatestObservations(): LatestObservations {
  const byKind = new Map<Observation['kind'], Map<string, Observation>>()

  function of(kind: Observation['kind']): Map<string, Observation> {
    const known = byKind.get(kind)
    if (known !== undefined) return known
    const made = new Map<string, Observation>()
    byKind.set(kind, made)
    return made
  }

  return {
    note(observation) {
      const { kind, subject } = observation
      // Columns come in thousands; a new rule waits for their next report.
      if (kind === 'feature') return false
      if (kind === 'run' && observation.status !== 'RUNNING' && observation.status !== 'SCHEDULED') {
        of(kind).delete(subject.key)
        return true
      }
      if (kind !== 'metric' || observation.runStatus === 'RUNNING') of(kind).set(subject.key, observation)
      return false
    },
    forgetMetrics(isOfEndedRun) {
      const metrics = of('metric')
      for (const key of metrics.keys()) if (isOfEndedRun(key)) metrics.delete(key)
    },
    *all() {
      for (const ofKind of byKind.values()) yield* ofKind.values()
    },
  }
}
