import type { MetricSeries } from '../../../shared/model/run'
import { countOf, metricOf, metricTimeOf } from './cells'
import type { Reading } from './reading'
import { columnOr } from './schema'
import { createSeriesBuilder } from './series-builder'

/**
 * The last `most` points of each key whose time is `since` (epoch ms) or later, oldest first. One slice a key: the
 * primary key begins with (key, timestamp) in every revision. The plus keeps SQLite from an index on the run, which
 * would lead through the whole history.
 */
export async function readNewestPoints(
  reading: Reading,
  runId: string,
  keys: readonly string[],
  since: number,
  most: number,
): Promise<readonly MetricSeries[]> {
  const series: MetricSeries[] = []
  for (const key of keys) {
    const rows = await reading.slice((connection) => {
      const { schema } = connection
      const sql = `SELECT timestamp, ${columnOr(schema, 'metrics', 'step', '0')}, metrics.value,
          ${columnOr(schema, 'metrics', 'is_nan', '0')}
        FROM metrics WHERE key = ? AND timestamp >= ? AND +run_uuid = ? ORDER BY timestamp DESC LIMIT ?`
      return connection.rows(sql, key, since, runId, most)
    })
    const builder = createSeriesBuilder(key)
    for (const [timestamp, step, value, isNan] of rows.toReversed()) {
      builder.add(metricTimeOf(timestamp), countOf(step), metricOf(value, isNan))
    }
    series.push(builder.build())
  }
  return series
}
