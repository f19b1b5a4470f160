import {
  alertStates,
  noAlerts,
  openStates,
  severities,
  type AlertCounts,
  type AlertDetail,
  type AlertEvent,
  type AlertPage,
  type AlertQuery,
  type AlertState,
  type AlertTotals,
  type Severity,
} from '../../shared/model/alert'
import type { Rule } from '../../shared/model/rule'
import { alertColumns, toAlert, type AlertRows, type StoredAlert } from './alert-rows'
import type { SqliteDatabase } from './sqlite-binding'

const foldedColumn = `(SELECT count(*) FROM alert AS part
  WHERE part.inhibited_by = alert.fingerprint AND part.state <> 'resolved') AS foldedCount`

interface Clause {
  readonly sql: string
  readonly values: readonly (string | number)[]
}

/** Every value is bound; only names from our own tables reach the SQL text. */
export function listAlerts(database: SqliteDatabase, query: AlertQuery): AlertPage {
  const scope = scopeClauses(query)
  const narrowed = [...scope, ...filterClauses(query)]
  const where = joined(narrowed)
  // The page is found by narrow index entries; only its own rows are read whole.
  const rows = database
    .prepare(
      `WITH page AS (SELECT alert.row AS number FROM alert ${indexFor(query)} WHERE ${where.sql} ORDER BY ${orderBy(query)} LIMIT ? OFFSET ?)
       SELECT ${alertColumns}, ${foldedColumn} FROM page CROSS JOIN alert ON alert.row = page.number ORDER BY ${orderBy(query)}`,
    )
    .all(...where.values, query.limit, query.offset) as (StoredAlert & { readonly foldedCount: number })[]
  const total = count(database, where)
  return {
    total,
    totalUnfiltered: narrowed.length === scope.length ? total : count(database, joined(scope)),
    offset: query.offset,
    rows: rows.map((row) => ({ ...toAlert(row), foldedCount: row.foldedCount })),
  }
}

/** SQLite would take the index of the counts, whose first column matches, and sort ten thousand rows after it. */
function indexFor({ includeInhibited, sort, text, ruleId, sourceId, runId, reportId }: AlertQuery): string {
  const isNarrow = [ruleId, sourceId, runId, reportId].some((id) => id !== null)
  if (includeInhibited || isNarrow) return ''
  if (sort === 'lastSeen') return 'INDEXED BY alert_shown_when'
  return text.trim() === '' ? 'INDEXED BY alert_shown_by' : ''
}

function scopeClauses(query: AlertQuery): Clause[] {
  const clauses: Clause[] = []
  const equal = (column: string, value: string | null) => {
    if (value !== null) clauses.push({ sql: `alert.${column} = ?`, values: [value] })
  }
  equal('project', query.project)
  equal('rule_id', query.ruleId)
  equal('source_id', query.sourceId)
  equal('run_id', query.runId)
  equal('report_id', query.reportId)
  equal('inhibited_by', query.inhibitedBy)
  if (!query.includeBackfill) clauses.push({ sql: 'alert.is_backfill = 0', values: [] })
  if (!query.includeInhibited) clauses.push({ sql: 'alert.inhibited_by IS NULL', values: [] })
  return clauses
}

function filterClauses(query: AlertQuery): Clause[] {
  const clauses: Clause[] = []
  const among = (column: string, values: readonly string[]) => {
    if (values.length === 0) return
    clauses.push({ sql: `alert.${column} IN (${values.map(() => '?').join(', ')})`, values })
  }
  among('state', query.states)
  among('severity', query.severities)
  among('type', query.types)
  for (const word of query.text.toLowerCase().split(/\s+/).filter(Boolean)) {
    clauses.push({ sql: 'instr(alert.search, ?) > 0', values: [word] })
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

function count(database: SqliteDatabase, where: Clause): number {
  return database
    .prepare(`SELECT count(*) FROM alert WHERE ${where.sql}`)
    .pluck()
    .get(...where.values) as number
}

const ranked = (column: string, names: readonly string[]) =>
  `CASE ${column} ${names.map((name, rank) => `WHEN '${name}' THEN ${rank}`).join(' ')} END`

/** As the list shows it: what was history when it was first read happened long before. Written as the index has it. */
const shownAt = 'CASE alert.is_backfill WHEN 1 THEN alert.occurred_at ELSE alert.last_seen_at END'

/** Equal ones newest first, so that pages do not overlap. */
function orderBy({ sort, descending }: AlertQuery): string {
  const direction = descending ? 'DESC' : 'ASC'
  switch (sort) {
    case 'lastSeen':
      return `${shownAt} ${direction}, alert.row ${direction}`
    case 'firstSeen':
      return `alert.first_seen_at ${direction}, alert.row ${direction}`
    case 'severity':
      return `${ranked('alert.severity', severities)} ${direction}, alert.last_seen_at DESC, alert.row DESC`
    case 'state':
      return `${ranked('alert.state', alertStates)} ${direction}, alert.last_seen_at DESC, alert.row DESC`
    case 'project':
      return `alert.project IS NULL, alert.project COLLATE NOCASE ${direction}, alert.last_seen_at DESC, alert.row DESC`
    case 'type':
      return `alert.type ${direction}, alert.last_seen_at DESC, alert.row DESC`
    case 'count':
      return `alert.count ${direction}, alert.last_seen_at DESC, alert.row DESC`
  }
}

interface Group {
  readonly severity: Severity
  readonly state: AlertState
  readonly isBackfill: number
  readonly isInhibited: number
  readonly alerts: number
}

/** One scan of a covering index, whatever the number of alerts. */
export function countAlerts(database: SqliteDatabase, project: string | null): AlertTotals {
  const groups = database
    .prepare(
      `SELECT severity, state, is_backfill AS isBackfill, inhibited_by IS NOT NULL AS isInhibited, count(*) AS alerts
       FROM alert WHERE @project IS NULL OR project = @project GROUP BY 1, 2, 3, 4`,
    )
    .all({ project }) as Group[]
  const visible = groups.filter((group) => group.isInhibited === 0)
  const bySeverity = (some: readonly Group[]): AlertCounts => {
    const counts = { ...noAlerts }
    for (const group of some) counts[group.severity] += group.alerts
    return counts
  }
  const byState = { firing: 0, acknowledged: 0, muted: 0, resolved: 0 }
  for (const group of visible) byState[group.state] += group.alerts
  return {
    total: sum(visible),
    bySeverity: bySeverity(visible),
    byState,
    open: bySeverity(visible.filter((group) => openStates.some((state) => state === group.state))),
    unseen: bySeverity(visible.filter((group) => group.state === 'firing' && group.isBackfill === 0)),
    inhibited: sum(groups) - sum(visible),
  }
}

export function countUnseenByProject(database: SqliteDatabase): Readonly<Record<string, AlertCounts>> {
  const groups = database
    .prepare(
      `SELECT project, severity, count(*) AS alerts FROM alert
       WHERE inhibited_by IS NULL AND state = 'firing' AND is_backfill = 0 AND project IS NOT NULL GROUP BY 1, 2`,
    )
    .all() as { project: string; severity: Severity; alerts: number }[]
  const byProject = new Map<string, AlertCounts>()
  for (const { project, severity, alerts } of groups) {
    byProject.set(project, { ...(byProject.get(project) ?? noAlerts), [severity]: alerts })
  }
  return Object.fromEntries(byProject)
}

function sum(groups: readonly Group[]): number {
  return groups.reduce((total, group) => total + group.alerts, 0)
}

export function alertDetail(database: SqliteDatabase, rows: AlertRows, id: string): AlertDetail | null {
  const alert = rows.byId(id)
  if (alert === null) return null
  const events = database
    .prepare(
      `SELECT at, kind, actor AS "by", value, report_id AS reportId, detail FROM alert_event
       WHERE alert_id = ? ORDER BY row`,
    )
    .all(id) as AlertEvent[]
  const record = database
    .prepare(
      `SELECT rule_revision.record FROM rule_revision JOIN alert
         ON alert.rule_id = rule_revision.rule_id AND alert.rule_revision = rule_revision.revision
       WHERE alert.alert_id = ?`,
    )
    .pluck()
    .get(id) as string | undefined
  return { alert, rule: record === undefined ? null : (JSON.parse(record) as Rule), events }
}
