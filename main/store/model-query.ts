import type { ModelFacts, ModelPage, ModelQuery, ModelRow, ModelSort } from '../../shared/model/model-query'
import type { ArtifactRef } from '../../shared/model/artifact'
import type { SqliteDatabase } from './sqlite-binding'
import { modelOfRecord } from './model-record'
import { wholeOrNull } from './whole-number'

export interface ModelReader {
  list(query: ModelQuery, revision: number): ModelPage
  /** Where a run's or model's artifacts were recorded; undefined when there is no such run or model. */
  placeOf(ref: ArtifactRef): string | null | undefined
  putFacts(sourceId: string, facts: readonly ({ readonly modelId: string } & ModelFacts)[]): void
}

const join = `model
  LEFT JOIN run ON run.source_id = model.source_id AND run.run_id = model.record ->> '$.runId'
  LEFT JOIN model_facts facts ON facts.source_id = model.source_id AND facts.model_id = model.model_id`
const project = 'coalesce(model.project, run.project)'

const sorts: Readonly<Record<ModelSort, string>> = {
  name: 'model.name COLLATE NOCASE',
  kind: 'model.kind',
  project: `${project} COLLATE NOCASE`,
  // Versions are text that mostly holds numbers: 10 comes after 9.
  version: `sort_number(model.record ->> '$.version')`,
  bytes: 'coalesce(model.bytes, facts.bytes)',
  parameterCount: 'facts.parameter_count',
  precision: 'facts.precision COLLATE NOCASE',
  createdAt: `model.record ->> '$.createdAt'`,
}

interface StoredModelRow {
  readonly record: string
  readonly project: string | null
  readonly runName: string | null
  readonly bytes: number | null
  readonly parameterCount: number | null
  readonly format: string | null
  readonly precision: string | null
  readonly isInspected: number
}

interface Clause {
  readonly sql: string
  readonly values: readonly string[]
}

/** Models by page. Needs `sort_number` (run-query.ts) on the database. */
export function createModelReader(database: SqliteDatabase): ModelReader {
  const put = database.prepare(
    `INSERT INTO model_facts (source_id, model_id, bytes, parameter_count, format, precision)
     VALUES (@sourceId, @modelId, @bytes, @parameterCount, @format, @precision)
     ON CONFLICT (source_id, model_id) DO UPDATE SET bytes = excluded.bytes,
       parameter_count = excluded.parameter_count, format = excluded.format, precision = excluded.precision`,
  )
  const runPlace = database.prepare('SELECT artifact_uri FROM run WHERE source_id = ? AND run_id = ?').pluck()
  const modelPlace = database
    .prepare(`SELECT record ->> '$.path' FROM model WHERE source_id = ? AND model_id = ?`)
    .pluck()

  function count(clauses: readonly Clause[]): number {
    const where = whereOf(clauses)
    return database
      .prepare(`SELECT count(*) FROM ${join} WHERE ${where.sql}`)
      .pluck()
      .get(...where.values) as number
  }

  return {
    list(query, revision) {
      const scope = scopeOf(query)
      const narrowed = [...scope, ...filtersOf(query)]
      const where = whereOf(narrowed)
      const column = sorts[query.sort]
      const rows = database
        .prepare(
          `SELECT model.record, ${project} AS project, run.name AS runName,
             coalesce(model.bytes, facts.bytes) AS bytes, facts.parameter_count AS parameterCount,
             facts.format, facts.precision, facts.model_id IS NOT NULL AS isInspected
           FROM ${join} WHERE ${where.sql}
           ORDER BY ${column} IS NULL, ${column} ${query.descending ? 'DESC' : 'ASC'},
             model.name COLLATE NOCASE, sort_number(model.record ->> '$.version') DESC, model.model_id
           LIMIT ? OFFSET ?`,
        )
        .all(...where.values, query.limit, query.offset) as StoredModelRow[]
      const total = count(narrowed)
      return {
        revision,
        total,
        totalUnfiltered: narrowed.length === scope.length ? total : count(scope),
        offset: query.offset,
        rows: rows.map(toModelRow),
      }
    },
    placeOf({ sourceId, owner }) {
      const found =
        owner.kind === 'run' ? runPlace.get(sourceId, owner.runId) : modelPlace.get(sourceId, owner.modelId)
      return found as string | null | undefined
    },
    putFacts(sourceId, facts) {
      database.transaction(() => {
        for (const { modelId, bytes, parameterCount, format, precision } of facts) {
          const counts = { bytes: wholeOrNull(bytes), parameterCount: wholeOrNull(parameterCount) }
          put.run({ sourceId, modelId, ...counts, format, precision })
        }
      })()
    },
  }
}

function toModelRow({ record, isInspected, ...rest }: StoredModelRow): ModelRow {
  return { ...modelOfRecord(record), ...rest, isInspected: isInspected === 1 }
}

/** What the user is looking at. */
function scopeOf(query: ModelQuery): Clause[] {
  const clauses: Clause[] = []
  if (query.lifecycle !== 'all') clauses.push({ sql: 'model.lifecycle_stage = ?', values: [query.lifecycle] })
  if (query.project !== null) clauses.push({ sql: `${project} = ?`, values: [query.project] })
  if (query.sourceId !== null) clauses.push({ sql: 'model.source_id = ?', values: [query.sourceId] })
  if (query.runId !== null) clauses.push({ sql: `model.record ->> '$.runId' = ?`, values: [query.runId] })
  if (query.modelId !== null) clauses.push({ sql: 'model.model_id = ?', values: [query.modelId] })
  if (query.modelIds.length > 0) {
    const marks = query.modelIds.map(() => '?').join(', ')
    clauses.push({ sql: `model.model_id IN (${marks})`, values: query.modelIds })
  }
  return clauses
}

/** What the user narrowed it to. */
function filtersOf(query: ModelQuery): Clause[] {
  const clauses: Clause[] = []
  if (query.kinds.length > 0) {
    clauses.push({ sql: `model.kind IN (${query.kinds.map(() => '?').join(', ')})`, values: query.kinds })
  }
  for (const word of query.text.toLowerCase().split(/\s+/).filter(Boolean)) {
    const pattern = `%${word.replace(/[\\%_]/g, '\\$&')}%`
    clauses.push({
      sql: `(lower(model.name || ' ' || model.model_id) LIKE ? ESCAPE '\\'
        OR lower((model.record ->> '$.tags') || ' ' || (model.record ->> '$.aliases')) LIKE ? ESCAPE '\\'
        OR lower(coalesce(model.record ->> '$.description', '') || ' ' || coalesce(facts.format, '') || ' ' ||
          coalesce(facts.precision, '') || ' ' || coalesce(run.name, '')) LIKE ? ESCAPE '\\')`,
      values: [pattern, pattern, pattern],
    })
  }
  return clauses
}

function whereOf(clauses: readonly Clause[]): Clause {
  if (clauses.length === 0) return { sql: '1', values: [] }
  return {
    sql: clauses.map((clause) => clause.sql).join(' AND '),
    values: clauses.flatMap((clause) => clause.values),
  }
}
