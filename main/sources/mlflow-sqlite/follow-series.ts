import type { SeriesEnd, SeriesWant } from '../source'
import type { Row } from './cells'
import { addPoint, pointColumns, quoted, readPoints, type PointSink } from './history'
import type { Reading } from './reading'

/**
 * Where reading one metric of a run ended: rows are only ever added, with a rowid above all there are, so that what
 * came since has a higher one. That the row is still there as it was proves that its rowid was not given away again.
 */
interface SqliteMark {
  /** The file and the schema's version, as StoreFile.rowids names them: VACUUM renumbers. */
  readonly rowids: string
  readonly rowid: number
  /** Key, time, step and value of that row. */
  readonly row: Row
}

const markRowSql = 'SELECT key, timestamp, step, value FROM metrics WHERE rowid = ? AND run_uuid = ?'

/** Reads on from the marks of `wants`, and from the beginning where there is none that holds. */
export async function followSeries(
  reading: Reading,
  runId: string,
  wants: readonly SeriesWant[],
  rowids: string,
): Promise<readonly SeriesEnd[]> {
  const schema = await reading.slice((connection) => connection.schema)
  const index = schema.indexOn('metrics', ['run_uuid'])
  const canMark = index !== null && schema.hasColumn('metrics', 'step')
  // Rows that are added while the history is read belong to the next reading, which is sure to see them all.
  const upTo = await reading.slice((open) => Number(open.value('SELECT max(rowid) FROM metrics') ?? 0))
  const last = new Map<string, number>()
  const sinks = wants.map((want): PointSink & { readonly after: number } => {
    const mark = parseMark(want.mark)
    return {
      key: want.key,
      after: mark?.rowids === rowids && canMark ? mark.rowid : -1,
      add(timestamp, step, value, rowid) {
        if (rowid > upTo) return
        last.set(want.key, Math.max(rowid, last.get(want.key) ?? 0))
        want.add(step, timestamp, value)
      },
    }
  })
  const continued: (PointSink & { readonly after: number })[] = []
  const anew = new Map<string, PointSink>()
  for (const [at, sink] of sinks.entries()) {
    const want = wants[at]
    const mark = parseMark(want?.mark ?? null)
    const row =
      sink.after < 0 ? null : await reading.slice((open) => open.rows(markRowSql, sink.after, runId)[0])
    const holds = row !== null && row !== undefined && JSON.stringify(row) === JSON.stringify(mark?.row)
    if (holds) {
      continued.push(sink)
      last.set(sink.key, sink.after)
    } else {
      if (mark !== null) want?.restart()
      anew.set(sink.key, sink)
    }
  }
  if (anew.size > 0) await readPoints(reading, runId, anew)
  if (index !== null && continued.length > 0) {
    const columns = pointColumns(schema)
    await readSince(
      reading,
      `SELECT key, ${columns} FROM metrics INDEXED BY ${quoted(index)}`,
      runId,
      continued,
    )
  }
  const ends: SeriesEnd[] = []
  for (const { key } of wants)
    ends.push({ key, mark: canMark ? await markAt(reading, runId, rowids, last.get(key)) : null })
  return ends
}

async function readSince(
  reading: Reading,
  select: string,
  runId: string,
  sinks: readonly (PointSink & { readonly after: number })[],
): Promise<void> {
  const byKey = new Map(sinks.map((sink) => [sink.key, sink]))
  const sql = `${select} WHERE run_uuid = ? AND rowid > ? ORDER BY rowid LIMIT ?`
  for (let after = Math.min(...sinks.map((sink) => sink.after)); ;) {
    const rows = await reading.bulk((open) => open.rows(sql, runId, after, reading.sliceRows()))
    for (const [key, ...point] of rows) {
      const sink = byKey.get(String(key))
      if (sink !== undefined && Number(point[0]) > sink.after) addPoint(sink, point)
    }
    const lastRowid = rows.at(-1)?.[1]
    if (typeof lastRowid !== 'number' || lastRowid <= after) return
    after = lastRowid
  }
}

async function markAt(
  reading: Reading,
  runId: string,
  rowids: string,
  rowid: number | undefined,
): Promise<string | null> {
  if (rowid === undefined) return null
  const row = await reading.slice((open) => open.rows(markRowSql, rowid, runId)[0])
  return row === undefined ? null : JSON.stringify({ rowids, rowid, row } satisfies SqliteMark)
}

function parseMark(mark: string | null): SqliteMark | null {
  return mark === null ? null : (JSON.parse(mark) as SqliteMark)
}
