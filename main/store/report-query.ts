import type { ReportPage, ReportQuery } from '../../shared/model/report-query'
import type { TestStatus } from '../../shared/model/drift-report'
import { reportRowColumns, toReportRow, type StoredReportRow } from './report-rows'
import type { SqliteDatabase } from './sqlite-binding'

interface Clause {
  readonly sql: string
  readonly values: readonly (string | number)[]
}

/** One page of reports. Every value is bound; only names from our own tables reach the SQL text. */
export function listReports(database: SqliteDatabase, query: ReportQuery, revision: number): ReportPage {
  const scope = joined(scopeClauses(query))
  const where = joined([...scopeClauses(query), ...filterClauses(query)])
  const rows = database
    .prepare(
      `SELECT ${reportRowColumns} FROM report WHERE ${where.sql} ORDER BY ${orderBy(query)} LIMIT ? OFFSET ?`,
    )
    .all(...where.values, query.limit, query.offset) as StoredReportRow[]
  const total = count(database, where)
  return {
    revision,
    total,
    totalUnfiltered: where.sql === scope.sql ? total : count(database, scope),
    offset: query.offset,
    rows: rows.map(toReportRow),
  }
}

function scopeClauses({ project, withoutProject }: ReportQuery): Clause[] {
  if (withoutProject) return [{ sql: 'report.project IS NULL', values: [] }]
  return project === null ? [] : [{ sql: 'report.project = ?', values: [project] }]
}

const testColumns: Readonly<Record<TestStatus, string>> = {
  SUCCESS: 'passed_tests',
  WARNING: 'warned_tests',
  FAIL: 'failed_tests',
  ERROR: 'error_tests',
  SKIPPED: 'skipped_tests',
}

function filterClauses(query: ReportQuery): Clause[] {
  const clauses: Clause[] = []
  const oneOf = (column: string, values: readonly string[]) => {
    if (values.length > 0) clauses.push({ sql: `${column} IN (${values.map(() => '?').join(', ')})`, values })
  }
  oneOf('report.kind', query.kinds)
  oneOf('report.family', query.families)
  if (query.drifted !== null)
    clauses.push({ sql: 'report.dataset_drift = ?', values: [Number(query.drifted)] })
  if (query.seriesKey !== null) clauses.push({ sql: 'report.series_key = ?', values: [query.seriesKey] })
  if (query.tests.length > 0) {
    const some = query.tests.map((status) => `report.${testColumns[status]} > 0`)
    clauses.push({ sql: `(${some.join(' OR ')})`, values: [] })
  }
  for (const word of query.text.toLowerCase().split(/\s+/).filter(Boolean)) {
    const pattern = `%${word.replace(/[\\%_]/g, '\\$&')}%`
    clauses.push({
      sql: `(report.search LIKE ? ESCAPE '\\' OR lower(coalesce(report.project, '')) LIKE ? ESCAPE '\\')`,
      values: [pattern, pattern],
    })
  }
  return clauses
}

function joined(clauses: readonly Clause[]): Clause {
  if (clauses.length === 0) return { sql: '1', values: [] }
  return {
    sql: clauses.map((clause) => clause.sql).join(' AND '),
    values: clauses.flatMap((clause) => clause.values),
  }
}

function count(database: SqliteDatabase, { sql, values }: Clause): number {
  return database
    .prepare(`SELECT count(*) FROM report WHERE ${sql}`)
    .pluck()
    .get(...values) as number
}

const sortColumns: Readonly<Record<ReportQuery['sort'], string>> = {
  createdAt: 'report.created_at',
  driftShare: 'report.drift_share',
  failedTests: '(report.failed_tests + report.error_tests)',
  title: 'coalesce(report.title, report.report_id) COLLATE NOCASE',
  project: 'report.project COLLATE NOCASE',
}

/** Reports without the value come last in either direction; equal ones newest first. */
function orderBy({ sort, descending }: ReportQuery): string {
  const column = sortColumns[sort]
  return `${column} IS NULL, ${column} ${descending ? 'DESC' : 'ASC'}, report.created_at DESC, report.report_id`
}
