import { emptySeries, type MetricSeries } from '../../../shared/model/run'
import { countOf, metricOf, metricTimeOf, type Row } from './cells'
import type { Reading } from './reading'
import { columnOr, type MlflowSchema } from './schema'
import { createSeriesBuilder } from './series-builder'

/**
 * Complete histories, ordered by timestamp, step and value (the order of MLflow's `metrics/get-history`). Three ways
 * to the points, by what indexes there are; all in slices that end their lock, each of bounded length. Points that
 * are logged meanwhile are part of it or not; rows are only ever added, so that none is read twice.
 *
 * 1. (run_uuid, key, step), since 3.12: straight to the points of one key.
 * 2. (run_uuid), since 1.25: through the points of the run, all keys asked for at once.
 * 3. Primary key (key, timestamp, …): through the points of one key of all runs.
 */
export async function readSeries(
  reading: Reading,
  runId: string,
  keys: readonly string[],
): Promise<readonly MetricSeries[]> {
  const builders = new Map(keys.map((key) => [key, createSeriesBuilder(key)]))
  const sinks = [...builders.values()].map((builder): PointSink => {
    const add = (row: Row) => builder.add(timeOfPoint(row), stepOfPoint(row), valueOfPoint(row))
    return { key: builder.key, add, endSlice: () => undefined }
  })
  await readPoints(reading, runId, sinks)
  return keys.map((key) => builders.get(key)?.build() ?? emptySeries(key))
}

/** Takes the points of one metric, in no particular order, as rows of `pointColumns`. */
export interface PointSink {
  readonly key: string
  add(row: Row): void
  /** After the rows of each slice: there is time to hand them on. */
  endSlice(): void
}

/** Hands every point of these metrics to its sink. */
export async function readPoints(
  reading: Reading,
  runId: string,
  sinks: readonly PointSink[],
): Promise<void> {
  const schema = await reading.slice((connection) => connection.schema)
  const byKey = schema.indexOn('metrics', ['run_uuid', 'key', 'step'])
  const byRun = schema.indexOn('metrics', ['run_uuid'])
  if (byKey !== null) {
    for (const sink of sinks) await readByKey(reading, schema, byKey, runId, sink)
  } else if (byRun !== null) {
    await readByRun(reading, schema, byRun, runId, sinks)
  } else {
    for (const sink of sinks) await readByPrimaryKey(reading, schema, runId, sink)
  }
}

/** Each column of a million rows costs a tenth of a second: NaN, which is stored as 0 with a flag, comes as NULL. */
export function pointColumns(schema: MlflowSchema): string {
  const isNan = columnOr(schema, 'metrics', 'is_nan', '0')
  const value = `CASE WHEN ${isNan} = 0 OR ${isNan} IS NULL THEN metrics.value END`
  return `metrics.rowid, metrics.timestamp, ${columnOr(schema, 'metrics', 'step', '0')}, ${value}`
}

export const rowidOfPoint = (row: Row): number => countOf(row[0])
export const timeOfPoint = (row: Row): number => metricTimeOf(row[1])
export const stepOfPoint = (row: Row): number => countOf(row[2])
export const valueOfPoint = (row: Row): number => metricOf(row[3], 0)
const keyOfPoint = (row: Row): string => String(row[4])

/** Hands rows with the key as their fifth column to the sinks of those keys. */
export function deal(rows: readonly Row[], sinks: ReadonlyMap<string, PointSink>): void {
  for (const row of rows) sinks.get(keyOfPoint(row))?.add(row)
  for (const sink of sinks.values()) sink.endSlice()
}

async function readByKey(
  reading: Reading,
  schema: MlflowSchema,
  index: string,
  runId: string,
  sink: PointSink,
): Promise<void> {
  const from = `SELECT ${pointColumns(schema)} FROM metrics INDEXED BY ${quoted(index)} WHERE run_uuid = ? AND key = ?`
  // Two statements, since SQLite takes only the step of `(step, rowid) > (?, ?)` to the index: a metric logged at step
  // 0 throughout would be gone through from its start by each slice.
  const restOfStepSql = `${from} AND step = ? AND rowid > ? ORDER BY rowid LIMIT ?`
  const laterStepsSql = `${from} AND step > ? ORDER BY step, rowid LIMIT ?`
  for (let [step, rowid] = [Number.MIN_SAFE_INTEGER, 0]; ;) {
    const rows = await reading.bulk((connection) => {
      const most = reading.sliceRows()
      const restOfStep = connection.rows(restOfStepSql, runId, sink.key, step, rowid, most)
      return restOfStep.length > 0 ? restOfStep : connection.rows(laterStepsSql, runId, sink.key, step, most)
    })
    for (const row of rows) sink.add(row)
    sink.endSlice()
    const last = rows.at(-1)
    if (last === undefined || !isAfter([stepOfPoint(last), rowidOfPoint(last)], [step, rowid])) return
    ;[step, rowid] = [stepOfPoint(last), rowidOfPoint(last)]
  }
}

/** The index holds the rowids of a run in order: it bounds each slice without a look at the table. */
async function readByRun(
  reading: Reading,
  schema: MlflowSchema,
  index: string,
  runId: string,
  sinks: readonly PointSink[],
): Promise<void> {
  const from = `FROM metrics INDEXED BY ${quoted(index)} WHERE run_uuid = ? AND rowid > ?`
  const boundarySql = `SELECT rowid ${from} ORDER BY rowid LIMIT 1 OFFSET ?`
  const sql = `SELECT ${pointColumns(schema)}, key ${from} AND rowid <= ?
    AND key IN (SELECT value FROM json_each(?)) ORDER BY rowid`
  const byKey = new Map(sinks.map((sink) => [sink.key, sink]))
  const wanted = JSON.stringify([...byKey.keys()])
  for (let after = Number.MIN_SAFE_INTEGER; ;) {
    const start = after
    const boundary = await reading.slice((connection) =>
      connection.value(boundarySql, runId, start, reading.sliceRows() - 1),
    )
    const upTo = typeof boundary === 'number' ? boundary : Number.MAX_SAFE_INTEGER
    const rows = await reading.bulk((connection) => connection.rows(sql, runId, start, upTo, wanted))
    deal(rows, byKey)
    if (typeof boundary !== 'number' || boundary <= after) return
    after = boundary
  }
}

/** The same in the primary key's index, in time instead of rowids. Its third column differs with the version. */
async function readByPrimaryKey(
  reading: Reading,
  schema: MlflowSchema,
  runId: string,
  sink: PointSink,
): Promise<void> {
  const boundarySql = `SELECT timestamp FROM metrics WHERE key = ? AND timestamp > ? ORDER BY timestamp LIMIT 1 OFFSET ?`
  const sql = `SELECT ${pointColumns(schema)} FROM metrics
    WHERE key = ? AND timestamp > ? AND timestamp <= ? AND run_uuid = ?`
  for (let after = Number.MIN_SAFE_INTEGER; ;) {
    const start = after
    const boundary = await reading.slice((connection) =>
      connection.value(boundarySql, sink.key, start, reading.sliceRows() - 1),
    )
    const upTo = typeof boundary === 'number' ? boundary : Number.MAX_SAFE_INTEGER
    const rows = await reading.bulk((connection) => connection.rows(sql, sink.key, start, upTo, runId))
    for (const row of rows) sink.add(row)
    sink.endSlice()
    if (typeof boundary !== 'number' || boundary <= after) return
    after = boundary
  }
}

function isAfter(
  [step, rowid]: readonly [number, number],
  [lastStep, lastRowid]: readonly [number, number],
): boolean {
  return step > lastStep || (step === lastStep && rowid > lastRowid)
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
