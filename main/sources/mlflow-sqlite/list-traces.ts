import {
  previewOf,
  spanCountOf,
  traceMetadataKeys,
  traceNameTag,
  traceStateOf,
  type TracePage,
  type TraceQuery,
  type TraceRow,
} from '../../../shared/model/trace'
import { filledTextOf, textOf, timeOf, type Row } from './cells'
import type { Connection } from './connection'
import type { Reading } from './reading'
import { columnOr, type MlflowSchema } from './schema'
import { quoted } from './trace-counts'

/**
 * One page of an experiment's traces. Every read is by an index: the page by (experiment, time), the rest by the ids of
 * its traces. Spans are counted where they are rows (MLflow 3.3), and never loaded.
 */
export async function readTraces(reading: Reading, query: TraceQuery): Promise<TracePage> {
  const schema = await reading.slice((connection) => connection.schema)
  if (!schema.hasColumn('trace_info', 'experiment_id')) return { rows: [], next: null }
  const rows = await reading.slice((connection) => pageOf(connection, query))
  const shown = rows.slice(0, query.limit)
  const ids = JSON.stringify(shown.map(([id]) => textOf(id) ?? ''))
  const read = (sql: string | null) =>
    sql === null ? Promise.resolve([]) : reading.slice((connection) => connection.rows(sql, ids))
  const tags = grouped(await read(entriesSql(schema, 'trace_tags', '')))
  const metadata = grouped(
    await read(entriesSql(schema, 'trace_request_metadata', `AND key IN (${wantedKeys})`)),
  )
  const spans = counted(await read(spansSql(schema)))
  const assessments = counted(await read(assessmentsSql(schema)))
  const runs = new Map((await read(runsSql(schema))).map(([id, run]) => [String(id), filledTextOf(run)]))
  const hasAssessments = schema.hasTable('assessments')
  return {
    rows: shown.map((row) => {
      const id = textOf(row[0]) ?? ''
      const own = Object.fromEntries(metadata.get(id) ?? [])
      return traceOf(row, {
        tags: Object.fromEntries(tags.get(id) ?? []),
        metadata: own,
        runId: filledTextOf(own[traceMetadataKeys.run]) ?? runs.get(id) ?? null,
        // Spans of a trace that are no rows are in a file of its own.
        spanCount: spans.get(id) ?? spanCountOf(own[traceMetadataKeys.sizes]),
        assessmentCount: hasAssessments ? (assessments.get(id) ?? 0) : null,
      })
    }),
    next: rows.length > query.limit ? markOf(shown.at(-1)) : null,
  }
}

/** One more than asked for tells whether there is another page. */
function pageOf({ schema, rows }: Connection, { experimentId, after, limit }: TraceQuery): readonly Row[] {
  const index = schema.indexOn('trace_info', ['experiment_id', 'timestamp_ms'])
  const columns = ['execution_time_ms', 'status', 'request_preview', 'response_preview', 'trace_name']
  const select = `SELECT request_id, timestamp_ms, ${columns.map((name) => columnOr(schema, 'trace_info', name)).join(', ')}
    FROM trace_info ${index === null ? '' : `INDEXED BY ${quoted(index)}`}
    WHERE experiment_id = CAST(? AS INTEGER)`
  const order = `ORDER BY timestamp_ms DESC, request_id DESC LIMIT ?`
  const [, time, id] = /^(-?\d+) (.+)$/s.exec(after ?? '') ?? []
  if (time === undefined || id === undefined) return rows(`${select} ${order}`, experimentId, limit + 1)
  const at = Number(time)
  return rows(
    `${select} AND timestamp_ms <= ? AND (timestamp_ms < ? OR request_id < ?) ${order}`,
    ...[experimentId, at, at, id, limit + 1],
  )
}

/** Null ends the list: a time that is no whole number, in a damaged row, is no place to go on from. */
function markOf(row: Row | undefined): string | null {
  const [id, time] = row ?? []
  return Number.isSafeInteger(time) ? `${String(time)} ${textOf(id) ?? ''}` : null
}

const ofThese = 'IN (SELECT value FROM json_each(?))'
const wantedKeys = Object.values(traceMetadataKeys)
  .map((key) => `'${key}'`)
  .join(', ')

function entriesSql(schema: MlflowSchema, table: string, where: string): string | null {
  return schema.hasTable(table)
    ? `SELECT request_id, key, value FROM ${table} WHERE request_id ${ofThese} ${where}`
    : null
}

function spansSql(schema: MlflowSchema): string | null {
  return schema.hasColumn('spans', 'trace_id')
    ? `SELECT trace_id, count(*) FROM spans WHERE trace_id ${ofThese} GROUP BY trace_id`
    : null
}

function assessmentsSql(schema: MlflowSchema): string | null {
  if (!schema.hasColumn('assessments', 'trace_id')) return null
  // One that was edited stays, marked as no longer valid.
  const valid = schema.hasColumn('assessments', 'valid') ? 'AND valid' : ''
  return `SELECT trace_id, count(*) FROM assessments WHERE trace_id ${ofThese} ${valid} GROUP BY trace_id`
}

/** Traces that a run was evaluated on are tied to it here (3.3), beside the run that a trace was logged in. */
function runsSql(schema: MlflowSchema): string | null {
  return schema.hasColumn('entity_associations', 'destination_id')
    ? `SELECT source_id, min(destination_id) FROM entity_associations
       WHERE source_type = 'trace' AND destination_type = 'run' AND source_id ${ofThese} GROUP BY source_id`
    : null
}

interface TraceParts {
  readonly tags: Readonly<Record<string, string>>
  readonly metadata: Readonly<Record<string, string>>
  readonly runId: string | null
  readonly spanCount: number | null
  readonly assessmentCount: number | null
}

function traceOf(row: Row, { tags, metadata, ...rest }: TraceParts): TraceRow {
  const [id, startedAt, durationMs, state, request, response, name] = row
  const nameColumn = filledTextOf(name)
  return {
    traceId: textOf(id) ?? '',
    name: nameColumn ?? filledTextOf(tags[traceNameTag]),
    state: traceStateOf(state),
    startedAt: timeOf(startedAt),
    durationMs: timeOf(durationMs),
    requestPreview: previewOf(textOf(request)) ?? previewOf(metadata[traceMetadataKeys.inputs]),
    responsePreview: previewOf(textOf(response)) ?? previewOf(metadata[traceMetadataKeys.outputs]),
    // A column of its own since 3.17, and still a tag to everybody who asks MLflow.
    tags: nameColumn === null ? tags : { ...tags, [traceNameTag]: nameColumn },
    ...rest,
  }
}

function grouped(rows: readonly Row[]): ReadonlyMap<string, readonly (readonly [string, string])[]> {
  const groups = new Map<string, (readonly [string, string])[]>()
  for (const [id, key, value] of rows) {
    const own = groups.get(String(id)) ?? []
    groups.set(String(id), own)
    own.push([textOf(key) ?? '', textOf(value) ?? ''])
  }
  return groups
}

function counted(rows: readonly Row[]): ReadonlyMap<string, number> {
  return new Map(rows.map(([id, count]) => [String(id), Number(count)]))
}
