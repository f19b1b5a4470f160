import { createHash } from 'node:crypto'
import { rounded } from './evidently-legacy'
import { driftWidgets } from './evidently-page'
import type { MonitoredBatch, MonitoredResult } from './monitored-batches'
import { pythonLocalTime } from './python-text'

type Config = Readonly<Record<string, string | number | boolean>>

const single = 'evidently:metric_result_v2:SingleValue'

/** A snapshot in a workspace of `evidently ui` 0.7.21, `DataDriftPreset` with tests; without the plots, its nine tenths. */
export function v2SnapshotJson(batch: MonitoredBatch, name: string): string {
  const { drift } = batch
  const count: Config = {
    type: 'evidently:metric_v2:DriftedColumnsCount',
    drift_share: drift.driftShareThreshold,
  }
  const countId = fingerprint(count)
  const part = (slot: string, value: number) => ({
    type: single,
    display_name: `${slot === 'count' ? 'Count' : 'Share'} of Drifted Columns`,
    metric_value_location: locationOf(countId, count, { value_type: slot }),
    widget: null,
    tests: [],
    value,
  })
  const results = [
    [
      countId,
      {
        type: 'evidently:metric_result_v2:CountValue',
        display_name: 'Count of Drifted Columns',
        metric_value_location: locationOf(countId, count, {}),
        widget: [],
        tests: [shareTest(batch, countId, count)],
        count: part('count', drift.driftedCount),
        share: part('share', drift.driftShare ?? 0),
      },
    ] as const,
    ...batch.columns.map(columnResult),
  ]
  return JSON.stringify({
    report: { items: [] },
    name,
    timestamp: pythonLocalTime(batch.time, 'T'),
    metadata: {},
    tags: ['nightly'],
    metric_results: Object.fromEntries<unknown>(results),
    top_level_metrics: results.map(([id]) => id),
    widgets: driftWidgets(batch, (number) => `widget-${number}`),
    tests_widgets: [],
  })
}

function columnResult(column: MonitoredResult) {
  const config: Config = {
    type: 'evidently:metric_v2:ValueDrift',
    column: column.name,
    method: column.method?.displayName ?? '',
    threshold: column.threshold ?? 0,
  }
  const id = fingerprint(config)
  const test = { type: 'evidently:test_v2:ValueDriftTest', is_critical: false, alias: null }
  const result = {
    type: single,
    display_name: `Value drift for ${column.name}`,
    metric_value_location: locationOf(id, config, {}),
    widget: [],
    tests: [
      {
        id: 'drift',
        name: `Value Drift for column ${column.name}`,
        description:
          `Drift score is ${(column.score ?? 0).toFixed(2)}. ` +
          `The drift detection method is ${config['method']}. The drift threshold is ${(column.threshold ?? 0).toFixed(2)}.`,
        metric_config: { metric_id: id, params: config },
        test_config: {},
        // Of a test that is not critical, Evidently makes a warning of the failure.
        status: column.drifted === true ? 'WARNING' : 'SUCCESS',
        bound_test: { type: 'evidently:bound_test:ValueDriftBoundTest', test, metric_fingerprint: id },
      },
    ],
    value: column.score,
  }
  return [id, result] as const
}

function shareTest({ drift }: MonitoredBatch, id: string, config: Config): object {
  const share = drift.driftShare ?? 0
  const threshold = drift.driftShareThreshold
  const isBelow = share < threshold
  const test = { type: 'evidently:test_v2:LessThanMetricTest', is_critical: true, alias: null, threshold }
  return {
    id: 'lt',
    name: `Share of Drifted Columns: Less ${threshold.toFixed(3)}`,
    description: `Share of Drifted Columns: Actual value ${share.toFixed(3)} ${isBelow ? '<' : '>='} ${threshold.toFixed(3)}`,
    metric_config: { metric_id: id, params: config },
    test_config: test,
    status: isBelow ? 'SUCCESS' : 'FAIL',
    bound_test: {
      type: 'evidently:bound_test:CountBoundTest',
      test,
      metric_fingerprint: id,
      is_count: false,
    },
  }
}

/** `snapshot.save_json()` of a classification report: no time, no name, no reference. */
export function v2QualityJson({ current }: MonitoredBatch): string {
  const classes = { classification_name: 'default' }
  const matrix = { ...classes, conf_matrix: true }
  const curves = { ...matrix, pr_curve: false, pr_table: false }
  const metrics = (
    [
      ['Accuracy', classes, current.accuracy],
      ['Precision', curves, current.precision],
      ['Recall', curves, current.recall],
      ['F1Score', matrix, current.f1],
    ] as const
  ).map(([type, params, value]) => {
    const config: Config = { type: `evidently:metric_v2:${type}`, ...params }
    return { id: fingerprint(config), metric_name: nameOf(type, params), config, value: rounded(value, 6) }
  })
  return JSON.stringify({ metrics, tests: [] })
}

function nameOf(type: string, params: Config): string {
  const python = (value: Config[string]) =>
    typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value)
  const list = Object.entries(params).map(([key, value]) => `${key}=${python(value)}`)
  return `${type}(${list.join(',')})`
}

function locationOf(metricId: string, params: Config, param: object): object {
  return { metric: { metric_id: metricId, params }, param }
}

/** Evidently's is an md5 of its own text of the config: what counts is that it stays the same. */
function fingerprint(config: Config): string {
  return createHash('md5').update(JSON.stringify(config)).digest('hex')
}
