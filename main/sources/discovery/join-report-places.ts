import { sep } from 'node:path'
import type { SourceSpec } from '../../../shared/model/source'
import { sourceIdOf } from '../source-id'

/**
 * A source of reports reads all below its folder, so that one within another would list its reports twice. A root
 * that holds reports and nothing else is one source, however many folders they lie in.
 */
export function joinReportPlaces(specs: readonly SourceSpec[], place: string): readonly SourceSpec[] {
  const workspaces = new Set(
    specs.filter((spec) => spec.kind === 'toolkit-workspace').map((spec) => spec.location),
  )
  const reports = specs.filter((spec) => spec.kind === 'evidently')
  const outermost = specs.filter(
    (spec) =>
      spec.kind !== 'evidently' ||
      !reports.some((other) => covers(other.location, spec.location, workspaces.has(other.location))),
  )
  const [first] = outermost
  const isReportsOnly = outermost.every((spec) => spec.kind === 'evidently')
  if (first === undefined || outermost.length === 1 || !isReportsOnly) return outermost
  return [{ ...first, id: sourceIdOf('evidently', place), location: place }]
}

/** Reads a source of reports at `outer` those at `inner`, too? */
export function covers(outer: string, inner: string, isWorkspace: boolean): boolean {
  if (outer === inner || !inner.startsWith(outer + sep)) return false
  // Of a toolkit workspace only `<project>/monitoring` is read.
  return !isWorkspace || inner.slice(outer.length + 1).split(sep)[1] === 'monitoring'
}
