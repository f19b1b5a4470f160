import { numberFromJson } from '../../../shared/json'
import { textOf } from '../mlflow-sqlite/cells'
import type { MlflowSchema } from '../mlflow-sqlite/schema'
import type { RunSink } from '../run-logs/log-format'
import { flatten, isJsonObject, jsonText, parsePythonJson } from '../run-logs/python-json'
import { parsePythonTime } from '../toolkit-workspace/python-time'

/** Both tables that every Trackio since 0.2 has. */
export function isTrackioStore(schema: MlflowSchema): boolean {
  return schema.hasColumn('metrics', 'run_name') && schema.hasColumn('metrics', 'metrics')
}

/** Runs had no ids of their own at first, only names. */
export function runColumn(schema: MlflowSchema): 'run_id' | 'run_name' {
  return schema.hasColumn('metrics', 'run_id') ? 'run_id' : 'run_name'
}

/** One row of `metrics`: [step, timestamp, metrics], where NaN and infinities are the texts `NaN`, `Infinity`. */
export function takeMetrics(step: unknown, timestamp: unknown, metrics: unknown, sink: RunSink): void {
  const value = parsePythonJson(textOf(metrics) ?? '')
  // Trackio before 0.8 wrote `datetime.now()`.
  const at = parsePythonTime(textOf(timestamp), 'local') ?? NaN
  if (!isJsonObject(value) || typeof step !== 'number') {
    sink.malformed()
    return
  }
  flatten(value, (key, leaf) => {
    const number = numberFromJson(leaf)
    if (number !== null) sink.point(key, step, at, number)
  })
}

/**
 * The config of a run; what begins with `_` is Trackio's own. Gives when it was written, epoch ms, and marks the run's
 * start: `_Created`, or that writing, unless a point is older.
 */
export function takeConfig(
  config: unknown,
  createdAt: unknown,
  sink: RunSink & { readonly firstAt: number | null },
): number | null {
  const value = parsePythonJson(textOf(config) ?? '')
  const writtenAt = parsePythonTime(textOf(createdAt), 'local')
  const own = isJsonObject(value) ? value['_Created'] : null
  const madeAt = typeof own === 'string' ? parsePythonTime(own, 'local') : null
  const starts = [madeAt, writtenAt, sink.firstAt].filter((at) => at !== null)
  if (starts.length > 0) sink.mark({ startTime: Math.min(...starts) })
  if (isJsonObject(value)) takeValues(value, sink)
  return writtenAt ?? madeAt
}

function takeValues(value: Readonly<Record<string, unknown>>, sink: RunSink): void {
  flatten(value, (key, leaf) => {
    if (!key.startsWith('_')) sink.param(key, jsonText(leaf))
  })
  const user = value['_Username']
  const group = value['_Group']
  if (typeof user === 'string') sink.mark({ userName: user })
  if (typeof group === 'string') sink.tag('trackio.group', group)
}
