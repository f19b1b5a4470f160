import { driftMethodOf, type DriftMethodId } from '../drift/methods'
import type { DriftReport, FeatureDrift } from '../model/drift-report'
import { withoutRestated } from './restated'
import { inTimeOrder, onePerRun, reportHistory, type HistoryPoint } from './report-history'

/** One history over reports; its points are ascending in time. */
export interface ReportSeries {
  readonly key: string
  readonly points: readonly HistoryPoint[]
}

export function reportSeries(
  reports: readonly DriftReport[],
  keys: readonly string[],
): readonly ReportSeries[] {
  const once = onePerRun(reports)
  return keys.map((key) => ({ key, points: reportHistory(once, key) }))
}

/** A report as a column of the grid. */
export interface GridReport {
  readonly sourceId: string
  readonly id: string
  readonly title: string | null
  readonly createdAt: number | null
  readonly datasetDrift: boolean | null
  readonly driftShare: number | null
}

export interface GridCell {
  readonly drifted: boolean | null
  readonly score: number | null
  readonly threshold: number | null
  readonly methodId: DriftMethodId | null
  /** As `severityOf`. */
  readonly severity: number | null
}

export interface GridFeature {
  readonly name: string
  readonly type: string | null
  /** One a report, null where the report does not have the feature. */
  readonly cells: readonly (GridCell | null)[]
  readonly driftedCount: number
}

/** Features × reports, oldest report first; features that drift most often come first. */
export interface ReportGrid {
  readonly reports: readonly GridReport[]
  readonly features: readonly GridFeature[]
  /** Reports with features that are older than those shown. */
  readonly olderCount: number
}

/** Of the newest `limit` reports that hold features. */
export function buildGrid(reports: readonly DriftReport[], limit: number): ReportGrid {
  const withFeatures = withoutRestated(inTimeOrder(onePerRun(reports))).filter(
    (report) => report.features.length > 0,
  )
  const shown = withFeatures.slice(-limit)
  const rows = new Map<string, { type: string | null; cells: (GridCell | null)[] }>()
  shown.forEach((report, at) => {
    for (const feature of report.features) {
      const row = rows.get(feature.name) ?? { type: null, cells: shown.map(() => null) }
      rows.set(feature.name, row)
      row.type = feature.type ?? row.type
      row.cells[at] = toCell(feature)
    }
  })
  const features = [...rows].map(([name, { type, cells }]) => ({
    name,
    type,
    cells,
    driftedCount: cells.filter((cell) => cell?.drifted === true).length,
  }))
  return {
    reports: shown.map(({ sourceId, id, title, createdAt, datasetDrift, driftShare }) => ({
      ...{ sourceId, id, title, createdAt, datasetDrift, driftShare },
    })),
    features: features.sort((a, b) => b.driftedCount - a.driftedCount || (a.name < b.name ? -1 : 1)),
    olderCount: withFeatures.length - shown.length,
  }
}

function toCell(feature: FeatureDrift): GridCell {
  const { drifted, score, threshold, methodId } = feature
  return { drifted, score, threshold, methodId, severity: severityOf(feature) }
}

/** p-values go down to 1e-300; beyond this many powers of ten one is as sure as the other. */
const leastPValue = 1e-16

/**
 * How far beyond its threshold a score is, the only measure in which p-values and distances can be ranked together:
 * above 1 means drift. Null where a score or threshold is missing (Evidently's default for the method stands in).
 */
export function severityOf({
  score,
  threshold,
  methodId,
}: Pick<FeatureDrift, 'score' | 'threshold' | 'methodId'>): number | null {
  const method = driftMethodOf(methodId)
  // The percentile text method compares with a bootstrap that no file holds.
  if (score === null || Number.isNaN(score) || method === null || method.id === 'perc_text_content_drift')
    return null
  const limit = threshold ?? method.defaultThreshold
  if (method.kind !== 'pvalue') return limit > 0 ? score / limit : null
  if (limit <= 0 || limit >= 1) return null
  return Math.log10(Math.max(score, leastPValue)) / Math.log10(limit)
}
