import { bindReport, type ReportProject } from '../../shared/catalog/report-binding'
import type { DriftReport } from '../../shared/model/drift-report'
import { reportColumns, toStoredReport } from './report-rows'
import type { SqliteDatabase } from './sqlite-binding'

export interface ReportWriter {
  /** Of one source. A report that says what it said before keeps its change number: only its generation moves. */
  put(reports: readonly DriftReport[], generation: number): void
  drop(sourceId: string, reportId: string): void
  /** Finds anew which project each report belongs to, after projects or experiments came or went. */
  rebind(): void
  /** The transaction was taken back: what was worked out within it does not hold. */
  forget(): void
}

interface Known {
  readonly record: string
  readonly distributions: string
}

/** Must be called within a transaction: the catalogue's writer begins it. */
export function createReportWriter(database: SqliteDatabase): ReportWriter {
  const known = database.prepare(
    'SELECT record, distributions FROM report WHERE source_id = ? AND report_id = ?',
  )
  const touch = database.prepare('UPDATE report SET generation = ? WHERE source_id = ? AND report_id = ?')
  const drop = database.prepare('DELETE FROM report WHERE source_id = ? AND report_id = ?')
  const insert = database.prepare(
    `INSERT INTO report (${reportColumns.join(', ')}) VALUES (${reportColumns.map((c) => `@${c}`).join(', ')})`,
  )
  const declared = database.prepare(
    `SELECT project.name, project.path, source.root FROM project JOIN source USING (source_id)
     UNION
     SELECT DISTINCT e.project, NULL, source.root FROM experiment e JOIN source USING (source_id)
     WHERE e.project IS NOT NULL`,
  )
  const bound = database.prepare(
    `SELECT report.source_id AS sourceId, report.report_id AS reportId, report.stated_project AS stated,
            report.project, report.file, source.root
     FROM report JOIN source USING (source_id)`,
  )
  const bind = database.prepare('UPDATE report SET project = ? WHERE source_id = ? AND report_id = ?')
  const rootOf = database.prepare('SELECT root FROM source WHERE source_id = ?').pluck()
  let projects: readonly ReportProject[] | null = null
  let projectsKey = ''

  function readProjects(): readonly ReportProject[] {
    projects = declared.all() as ReportProject[]
    return projects
  }

  return {
    put(reports, generation) {
      const [first] = reports
      if (first === undefined) return
      const root = (rootOf.get(first.sourceId) as string | undefined) ?? ''
      const around = projects ?? readProjects()
      for (const report of reports) {
        const stored = toStoredReport(report)
        const before = known.get(report.sourceId, report.id) as Known | undefined
        if (before?.record === stored['record'] && before?.distributions === stored['distributions']) {
          touch.run(generation, report.sourceId, report.id)
          continue
        }
        if (before !== undefined) drop.run(report.sourceId, report.id)
        const project = bindReport({ project: report.project, file: report.file, root }, around)
        insert.run({ ...stored, project, generation })
      }
    },
    drop: (sourceId, reportId) => void drop.run(sourceId, reportId),
    rebind() {
      const key = JSON.stringify(readProjects())
      if (key === projectsKey) return
      projectsKey = key
      for (const row of bound.all() as BoundReport[]) {
        const project = bindReport({ ...row, project: row.stated }, projects ?? [])
        if (project !== row.project) bind.run(project, row.sourceId, row.reportId)
      }
    },
    forget() {
      projects = null
      projectsKey = ''
    },
  }
}

interface BoundReport {
  readonly sourceId: string
  readonly reportId: string
  readonly stated: string | null
  readonly project: string | null
  readonly file: string
  readonly root: string
}
