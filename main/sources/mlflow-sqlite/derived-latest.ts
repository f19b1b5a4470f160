import type { MetricValue } from '../../../shared/model/run'
import { countOf, metricOf, metricTimeOf, textOf, type Row } from './cells'
import type { Reading } from './reading'
import { inRowidSlices } from './rows-of-runs'
import { columnOr } from './schema'

/** Latest values made from the points themselves, for stores without `latest_metrics` (before MLflow 1.3). */
export interface DerivedLatest {
  /** Takes in the points added since the last call. Nothing where the store keeps latest values itself. */
  catchUp(reading: Reading): Promise<void>
  of(runId: string): Iterable<readonly [string, MetricValue]>
  clear(): void
}

export function createDerivedLatest(): DerivedLatest {
  const runs = new Map<string, Map<string, DerivedPoint>>()
  let lastRowid = Number.MIN_SAFE_INTEGER

  function takeIn([runId, key, timestamp, value, step, isNan]: Row): void {
    const ofRun = runs.get(String(runId)) ?? new Map<string, DerivedPoint>()
    runs.set(String(runId), ofRun)
    const name = textOf(key) ?? ''
    const point = {
      value: metricOf(value, isNan),
      stored: countOf(value),
      step: countOf(step),
      timestamp: metricTimeOf(timestamp),
    }
    const best = ofRun.get(name)
    if (best === undefined || isLater(point, best)) ofRun.set(name, point)
  }

  return {
    async catchUp(reading) {
      const schema = await reading.slice((connection) => connection.schema)
      if (schema.hasTable('latest_metrics')) return
      const columns = ['step', 'is_nan'].map((column) => columnOr(schema, 'metrics', column, '0')).join(', ')
      const sql = `SELECT rowid, run_uuid, key, timestamp, value, ${columns} FROM metrics
        WHERE rowid > ? ORDER BY rowid LIMIT ?`
      lastRowid = await inRowidSlices(reading, sql, [], lastRowid, takeIn)
    },
    *of(runId) {
      for (const [key, { value, step, timestamp }] of runs.get(runId) ?? [])
        yield [key, { value, step, timestamp }]
    },
    clear() {
      runs.clear()
      lastRowid = Number.MIN_SAFE_INTEGER
    },
  }
}

interface DerivedPoint extends MetricValue {
  /** NaN is stored as 0 and compared as such, as MLflow does. */
  readonly stored: number
}

/** MLflow's own order (`_update_latest_metrics_if_necessary`): step, then time, then value. */
function isLater(a: DerivedPoint, b: DerivedPoint): boolean {
  if (a.step !== b.step) return a.step > b.step
  return a.timestamp === b.timestamp ? a.stored > b.stored : a.timestamp > b.timestamp
}
