import type { LifecycleStage } from '../../shared/model/run'
import type { RunPage, RunQuery } from '../../shared/model/run-query'
import { runJoin, runRowColumns, toRunRow, wantedColumns, type StoredRunRow } from './run-rows'
import { searchTreeOf } from '../../shared/search/parse-search'
import { installSearchTest, searchClause, type Clause } from './search-clause'
import type { SqliteDatabase } from './sqlite-binding'

/** One page of runs. Every value is bound; only names from our own table reach the SQL text. */
export function listRuns(database: SqliteDatabase, query: RunQuery, now: number, revision: number): RunPage {
  const place = placeClauses(query)
  const scope = query.lifecycle === 'all' ? place : [...place, ofStage(query.lifecycle)]
  const narrowed = [...scope, ...statusClauses(query)]
  if (query.text.trim() !== '') narrowed.push(searchClause(database, searchTreeOf(query.text), now))
  const order = orderBy(query)
  const where = joinClauses(narrowed)
  const rows = database
    .prepare(
      `SELECT ${runRowColumns} FROM ${runJoin} WHERE ${where.sql}
       ORDER BY ${order.sql} LIMIT ? OFFSET ?`,
    )
    .all(...where.values, ...order.values, query.limit, query.offset) as StoredRunRow[]
  const wanted = wantedColumns(query.columns)
  const total = count(database, where)
  return {
    revision,
    total,
    totalUnfiltered: narrowed.length === scope.length ? total : count(database, joinClauses(scope)),
    deletedCount:
      query.lifecycle === 'active' ? count(database, joinClauses([...place, ofStage('deleted')])) : 0,
    offset: query.offset,
    rows: rows.map((row) => toRunRow(row, wanted, now)),
  }
}

/** What the user is looking at: a project, a source, an experiment. */
function placeClauses(query: RunQuery): Clause[] {
  const clauses: Clause[] = []
  if (query.project !== null) clauses.push({ sql: 'run.project = ?', values: [query.project] })
  if (query.sourceId !== null) clauses.push({ sql: 'run.source_id = ?', values: [query.sourceId] })
  if (query.experimentId !== null)
    clauses.push({ sql: 'run.experiment_id = ?', values: [query.experimentId] })
  return clauses
}

/** What the user narrowed it to. */
function statusClauses({ statuses }: RunQuery): Clause[] {
  if (statuses.length === 0) return []
  return [{ sql: `run.status IN (${statuses.map(() => '?').join(', ')})`, values: statuses }]
}

function ofStage(stage: LifecycleStage): Clause {
  return { sql: 'run.lifecycle_stage = ?', values: [stage] }
}

function joinClauses(clauses: readonly Clause[]): Clause {
  if (clauses.length === 0) return { sql: '1', values: [] }
  return {
    sql: clauses.map((clause) => clause.sql).join(' AND '),
    values: clauses.flatMap((clause) => clause.values),
  }
}

function count(database: SqliteDatabase, where: Clause): number {
  // Without a text filter the experiment's name is not needed, and the covering index alone answers.
  const from = where.sql.includes('experiment.name') ? runJoin : 'run'
  return database
    .prepare(`SELECT count(*) FROM ${from} WHERE ${where.sql}`)
    .pluck()
    .get(...where.values) as number
}

const sortColumns: Readonly<Record<string, string>> = {
  startTime: 'run.start_time',
  endTime: 'run.end_time',
  duration: '(coalesce(run.end_time, run.last_write_at) - run.start_time)',
  name: 'run.name COLLATE NOCASE',
  status: 'run.status',
  project: 'run.project COLLATE NOCASE',
  experimentName: 'experiment.name COLLATE NOCASE',
  userName: 'run.user_name COLLATE NOCASE',
}

/** Runs without the value come last in either direction; equal ones newest first. */
function orderBy(query: RunQuery): Clause {
  const direction = query.descending ? 'DESC' : 'ASC'
  const tie = 'run.start_time DESC, run.row'
  if (query.sort === 'startTime' && query.descending)
    return { sql: 'run.start_time DESC, run.row', values: [] }
  const column = Object.hasOwn(sortColumns, query.sort) ? sortColumns[query.sort] : undefined
  if (column !== undefined) return { sql: `${column} IS NULL, ${column} ${direction}, ${tie}`, values: [] }
  const dot = query.sort.indexOf('.')
  const [kind, key] = [query.sort.slice(0, dot), query.sort.slice(dot + 1)]
  if (kind === 'metrics') {
    const value = `sort_number(run.metrics ->> ?)`
    const path = `${jsonPath(key)}.value`
    return { sql: `${value} IS NULL, ${value} ${direction}, ${tie}`, values: [path, path] }
  }
  if (kind === 'params' || kind === 'tags') {
    const text = `(run.${kind} ->> ?)`
    const path = jsonPath(key)
    // Numbers by size, before words by letter: "10" is after "9".
    return {
      sql: `${text} IS NULL, sort_number${text} IS NULL, sort_number${text} ${direction}, ${text} ${direction}, ${tie}`,
      values: [path, path, path, path],
    }
  }
  return { sql: tie, values: [] }
}

function jsonPath(key: string): string {
  return `$."${key.replaceAll('"', '')}"`
}

/** What the SQL here and in search-clause.ts calls. */
export function installQueryFunctions(database: SqliteDatabase): void {
  installSearchTest(database)
  installSortNumber(database)
}

/** `sort_number(text)`: its number, with "Infinity" as one; NULL for NaN and anything that is no number. */
function installSortNumber(database: SqliteDatabase): void {
  database.function('sort_number', { deterministic: true }, (value: unknown) => {
    if (typeof value === 'number') return value
    if (typeof value !== 'string' || value.trim() === '') return null
    const number = Number(value)
    return Number.isNaN(number) ? null : number
  })
}
