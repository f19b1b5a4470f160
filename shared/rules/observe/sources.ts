import type { SourceStatus } from '../../model/source'
import type { SourceObservation } from '../observation'
import { sourceSubject } from '../subjects'

export type SeenSources = ReadonlyMap<string, string>

/** How finely the time of the last good read is told: sources are read every few seconds. */
const goodEveryMs = 60_000

export function observeSources(
  seen: SeenSources,
  statuses: readonly SourceStatus[],
  now: number,
): { readonly observations: readonly SourceObservation[]; readonly seen: SeenSources } {
  const observations = statuses.map((status): SourceObservation => ({
    kind: 'source',
    subject: sourceSubject(status),
    at: now,
    evidence: [
      status.state,
      status.lastGoodAt === null ? '' : Math.floor(status.lastGoodAt / goodEveryMs),
      status.message,
    ].join('|'),
    state: status.state,
    lastGoodAt: status.lastGoodAt,
    message: status.message,
  }))
  return {
    observations: observations.filter(({ subject, evidence }) => seen.get(subject.key) !== evidence),
    seen: new Map(observations.map(({ subject, evidence }) => [subject.key, evidence])),
  }
}
