import type { DriftReport } from '../model/drift-report'

type Stating = Pick<DriftReport, 'sourceId' | 'id' | 'createdAt' | 'kind' | 'features'>

const minuteMs = 60_000

/**
 * A test suite beside a report often states the drift of the same data once more. Of reports of one folder and one
 * minute, one of which says nothing of features that another does not say too, the fuller one stands for both.
 * `reports` are in order of time, and stay so.
 */
export function withoutRestated<Report extends Stating>(reports: readonly Report[]): readonly Report[] {
  const byPlace = new Map<string, Report[]>()
  const dropped = new Set<Report>()
  for (const report of reports) {
    if (report.createdAt === null || report.features.length === 0) continue
    const folder = report.id.slice(0, report.id.lastIndexOf('/') + 1)
    const place = `${report.sourceId}\n${folder}\n${Math.floor(report.createdAt / minuteMs)}`
    const others = byPlace.get(place) ?? []
    byPlace.set(place, others)
    const twin = others.findIndex((other) => restates(report, other) || restates(other, report))
    const known = others[twin]
    if (known === undefined) others.push(report)
    else if (isFuller(report, known)) {
      dropped.add(known)
      others[twin] = report
    } else dropped.add(report)
  }
  return dropped.size === 0 ? reports : reports.filter((report) => !dropped.has(report))
}

/** Every feature of one is in the other, and where both have a verdict it is the same. */
function restates({ features }: Stating, other: Stating): boolean {
  const known = new Map(other.features.map(({ name, drifted }) => [name, drifted]))
  return features.every(({ name, drifted }) => {
    const said = known.get(name)
    return said !== undefined && (said === null || drifted === null || said === drifted)
  })
}

function isFuller(report: Stating, known: Stating): boolean {
  const difference = report.features.length - known.features.length
  return difference > 0 || (difference === 0 && known.kind === 'tests' && report.kind !== 'tests')
}
