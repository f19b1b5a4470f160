import { numberFromJson } from '../../shared/json'
import type { MetricValue, Run } from '../../shared/model/run'
import type { SqliteDatabase } from './sqlite-binding'

/**
 * Values of a log without times are dated by its file, which a restart of the app in between makes younger: a value
 * that is the one that is stored keeps its stored time.
 */
export function createKeptTimes(database: SqliteDatabase): (run: Run) => Run {
  const stored = database.prepare('SELECT metrics FROM run WHERE source_id = ? AND run_id = ?').pluck()
  return (run) => {
    if (run.hasNoTimes !== true) return run
    const json = stored.get(run.sourceId, run.runId) as string | undefined
    if (json === undefined) return run
    const before = JSON.parse(json) as Record<string, Record<keyof MetricValue, unknown>>
    const metrics = Object.entries(run.metrics).map(([key, now]): [string, MetricValue] => {
      const known = Object.hasOwn(before, key) ? before[key] : undefined
      const value = numberFromJson(known?.value)
      const isSameValue = value === now.value || (Number.isNaN(value) && Number.isNaN(now.value))
      const isSame = numberFromJson(known?.step) === now.step && isSameValue
      const timestamp = isSame ? numberFromJson(known?.timestamp) : null
      return [key, timestamp === null ? now : { ...now, timestamp }]
    })
    return { ...run, metrics: Object.fromEntries(metrics) }
  }
}
