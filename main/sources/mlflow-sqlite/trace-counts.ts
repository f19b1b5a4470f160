import { textOf } from './cells'
import type { Damage } from './damage'
import type { Reading } from './reading'
import { inRowidSlices } from './rows-of-runs'

/** Traces by experiment; null for a store that cannot have any (before MLflow 2.13). */
export type TraceCounts = ReadonlyMap<string, number> | null

const experimentsAtOnce = 100
/** So many index entries take some 0.1 ms: experiments with more are counted each by itself. */
const fewTraces = 1_000
/** So many take some 5 ms. */
const sliceTraces = 100_000

/** Counted in the index alone, in short reads: the rows themselves carry previews of 2 kB. */
export async function countTraces(
  reading: Reading,
  experimentIds: readonly string[],
  damage: Damage,
): Promise<TraceCounts> {
  const hasTraces = await reading.slice(({ schema }) => schema.hasColumn('trace_info', 'experiment_id'))
  if (!hasTraces) return null
  const index = await reading.slice(({ schema }) =>
    schema.indexOn('trace_info', ['experiment_id', 'timestamp_ms']),
  )
  const counts = new Map(experimentIds.map((id) => [id, 0]))
  await damage.guard('trace_info', () =>
    index === null ? countRows(reading, counts) : countInIndex(reading, quoted(index), counts),
  )
  return counts
}

async function countInIndex(reading: Reading, index: string, counts: Map<string, number>): Promise<void> {
  const sql = `SELECT j.value, (SELECT count(*) FROM (SELECT 1 FROM trace_info INDEXED BY ${index}
      WHERE experiment_id = CAST(j.value AS INTEGER) LIMIT ${fewTraces + 1}))
    FROM json_each(?) j`
  const ids = [...counts.keys()]
  for (let from = 0; from < ids.length; from += experimentsAtOnce) {
    const page = JSON.stringify(ids.slice(from, from + experimentsAtOnce))
    for (const [id, count] of await reading.slice(({ rows }) => rows(sql, page))) {
      const many = Number(count) > fewTraces
      counts.set(String(id), many ? await countMany(reading, index, String(id)) : Number(count))
    }
  }
}

/** From time to time: a slice ends before the time of the entry that lies `sliceTraces` further on. */
async function countMany(reading: Reading, index: string, experimentId: string): Promise<number> {
  const table = `trace_info INDEXED BY ${index} WHERE experiment_id = CAST(? AS INTEGER)`
  const further = `SELECT timestamp_ms FROM ${table} AND timestamp_ms >= ? ORDER BY timestamp_ms LIMIT 1 OFFSET ${sliceTraces}`
  let total = 0
  for (let from = Number.MIN_SAFE_INTEGER; ;) {
    const { count, to } = await reading.slice(({ rows, value }) => {
      const end = value(further, experimentId, from)
      // So many at one time that it never ends are counted at once.
      const next = typeof end === 'number' && end > from ? end : null
      const [row] =
        next === null
          ? rows(`SELECT count(*) FROM ${table} AND timestamp_ms >= ?`, experimentId, from)
          : rows(
              `SELECT count(*) FROM ${table} AND timestamp_ms >= ? AND timestamp_ms < ?`,
              experimentId,
              from,
              next,
            )
      return { count: Number(row?.[0] ?? 0), to: next }
    })
    total += count
    if (to === null) return total
    from = to
  }
}

async function countRows(reading: Reading, counts: Map<string, number>): Promise<void> {
  const sql = `SELECT rowid, CAST(experiment_id AS TEXT) FROM trace_info WHERE rowid > ? ORDER BY rowid LIMIT ?`
  await inRowidSlices(reading, sql, [], Number.MIN_SAFE_INTEGER, ([id]) => {
    const own = counts.get(textOf(id) ?? '')
    if (own !== undefined) counts.set(textOf(id) ?? '', own + 1)
  })
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
