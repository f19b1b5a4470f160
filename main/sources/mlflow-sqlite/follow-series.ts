import { PointBlock } from '../point-block'
import type { SeriesEnd, SeriesWant } from '../source'
import type { Row } from './cells'
import {
  deal,
  pointColumns,
  quoted,
  readPoints,
  rowidOfPoint,
  stepOfPoint,
  timeOfPoint,
  valueOfPoint,
  type PointSink,
} from './history'
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
  const sinks = wants.map((want) => {
    const mark = parseMark(want.mark)
    return new WantSink(want, mark?.rowids === rowids && canMark ? mark : null, upTo)
  })
  const continued: WantSink[] = []
  const anew: WantSink[] = []
  for (const sink of sinks) {
    const { want, from } = sink
    const row = from && (await reading.slice((open) => open.rows(markRowSql, from.rowid, runId)[0]))
    const holds = row !== null && row !== undefined && JSON.stringify(row) === JSON.stringify(from?.row)
    if (!holds) sink.startOver()
    if (!holds && want.mark !== null) want.restart()
    ;(holds ? continued : anew).push(sink)
  }
  if (anew.length > 0) await readPoints(reading, runId, anew)
  if (index !== null && continued.length > 0) {
    const from = `SELECT ${pointColumns(schema)}, key FROM metrics INDEXED BY ${quoted(index)}`
    await readSince(reading, from, runId, continued)
  }
  const ends: SeriesEnd[] = []
  for (const { key, last } of sinks)
    ends.push({ key, mark: canMark ? await markAt(reading, runId, rowids, last) : null })
  return ends
}

const none = Number.NEGATIVE_INFINITY

/** Gathers rows for a want; what it has already, and what was added since this reading began, it leaves out. */
class WantSink implements PointSink {
  readonly key: string
  /** The highest rowid that the want has. */
  last: number
  /** Rows up to this one are not taken: the want had them before. */
  after: number
  readonly want: SeriesWant
  readonly from: SqliteMark | null
  readonly #upTo: number
  #block: PointBlock | null = null

  constructor(want: SeriesWant, from: SqliteMark | null, upTo: number) {
    this.key = want.key
    this.want = want
    this.from = from
    this.#upTo = upTo
    this.after = this.last = from?.rowid ?? none
  }

  startOver(): void {
    this.after = this.last = none
  }

  add(row: Row): void {
    const rowid = rowidOfPoint(row)
    if (rowid > this.#upTo || rowid <= this.after) return
    if (rowid > this.last) this.last = rowid
    const block = (this.#block ??= new PointBlock())
    block.timestamp[block.count] = timeOfPoint(row)
    block.step[block.count] = stepOfPoint(row)
    block.value[block.count] = valueOfPoint(row)
    block.count++
    if (block.isFull) block.handTo(this.want)
  }

  endSlice(): void {
    this.#block?.handTo(this.want)
  }
}

async function readSince(
  reading: Reading,
  select: string,
  runId: string,
  sinks: readonly WantSink[],
): Promise<void> {
  const byKey = new Map(sinks.map((sink) => [sink.key, sink]))
  const sql = `${select} WHERE run_uuid = ? AND rowid > ? ORDER BY rowid LIMIT ?`
  for (let after = Math.min(...sinks.map((sink) => sink.after)); ;) {
    const rows = await reading.bulk((open) => open.rows(sql, runId, after, reading.sliceRows()))
    deal(rows, byKey)
    const last = rows.at(-1)
    if (last === undefined || rowidOfPoint(last) <= after) return
    after = rowidOfPoint(last)
  }
}

async function markAt(
  reading: Reading,
  runId: string,
  rowids: string,
  rowid: number,
): Promise<string | null> {
  if (rowid === none) return null
  const row = await reading.slice((open) => open.rows(markRowSql, rowid, runId)[0])
  return row === undefined ? null : JSON.stringify({ rowids, rowid, row } satisfies SqliteMark)
}

function parseMark(mark: string | null): SqliteMark | null {
  return mark === null ? null : (JSON.parse(mark) as SqliteMark)
}
