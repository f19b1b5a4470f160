import type { DriftReport } from '../../shared/model/drift-report'
import type { ReportPage, ReportQuery, ReportRef } from '../../shared/model/report-query'
import type { StatusReport } from '../../shared/monitoring/status-report'
import { listReports } from './report-query'
import { toOutline, toReport, withDistributions } from './report-rows'
import type { SqliteDatabase } from './sqlite-binding'

export interface ChangedReports {
  /** Without distributions, in the order in which they were read or changed. */
  readonly reports: readonly DriftReport[]
  /** To ask on from; the same as was given when nothing is new. Never goes back, also across restarts. */
  readonly cursor: number
  /** More is waiting behind the cursor. */
  readonly hasMore: boolean
}

/** Which reports of the catalogue: of one project, of no project (null), or of all (undefined). */
export type ReportScope = string | null | undefined

export interface ReportReader {
  list(query: ReportQuery, revision: number): ReportPage
  /** Whole, with distributions. */
  get(ref: ReportRef): DriftReport | null
  /** Without distributions, in the order of their times. */
  records(scope: ReportScope): readonly DriftReport[]
  outlines(): readonly StatusReport[]
  changedSince(cursor: number, limit: number): ChangedReports
}

interface StoredRecord {
  readonly change: number
  readonly project: string | null
  readonly record: string
}

export function createReportReader(database: SqliteDatabase): ReportReader {
  const one = database.prepare(
    'SELECT project, record, distributions FROM report WHERE source_id = ? AND report_id = ?',
  )
  const ofProject = database.prepare(
    'SELECT change, project, record FROM report WHERE project IS ? ORDER BY created_at, report_id',
  )
  const all = database.prepare('SELECT change, project, record FROM report ORDER BY created_at, report_id')
  const outlines = database.prepare('SELECT project, outline FROM report')
  const since = database.prepare(
    'SELECT change, project, record FROM report WHERE change > ? ORDER BY change LIMIT ?',
  )

  return {
    list: (query, revision) => listReports(database, query, revision),
    get(ref) {
      const stored = one.get(ref.sourceId, ref.reportId) as
        (StoredRecord & { readonly distributions: string }) | undefined
      if (stored === undefined) return null
      return withDistributions(toReport(stored.record, stored.project), stored.distributions)
    },
    records: (scope) =>
      ((scope === undefined ? all.all() : ofProject.all(scope)) as StoredRecord[]).map(
        ({ record, project }) => toReport(record, project),
      ),
    outlines: () =>
      (outlines.all() as { outline: string; project: string | null }[]).map(({ outline, project }) =>
        toOutline(outline, project),
      ),
    changedSince(cursor, limit) {
      const rows = since.all(cursor, limit + 1) as StoredRecord[]
      const page = rows.slice(0, limit)
      return {
        reports: page.map(({ record, project }) => toReport(record, project)),
        cursor: page.at(-1)?.change ?? cursor,
        hasMore: rows.length > limit,
      }
    },
  }
}
