import type { SourceSpec } from '../../../shared/model/source'
import { covers } from './join-report-places'
import { isWithinAnother, logKinds } from './log-places'

/**
 * Is what this source held read by one of those that were found? Then it was not found because it is a part of that one
 * now: the log folder within another, the folder of reports whose parent has become a source.
 */
export function isCovered(spec: SourceSpec, found: readonly SourceSpec[]): boolean {
  if (logKinds.has(spec.kind)) return isWithinAnother(spec, found)
  if (spec.kind !== 'evidently') return false
  const isWorkspace = (place: string) =>
    found.some(({ kind, location }) => kind === 'toolkit-workspace' && location === place)
  return found.some(
    ({ kind, location }) => kind === 'evidently' && covers(location, spec.location, isWorkspace(location)),
  )
}
