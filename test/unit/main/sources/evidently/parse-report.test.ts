import { describe, expect, it } from 'vitest'
import { parseReportJson } from '../../../../../main/sources/evidently/parse-report'
import { parseMetricId } from '../../../../../main/sources/evidently/v2-metric-id'

function read(json: unknown) {
  const parsed = parseReportJson(typeof json === 'string' ? json : JSON.stringify(json))
  if (!parsed.ok) throw new Error(parsed.error.message)
  return parsed.value.content
}

const driftRow = (name: string, detected: boolean) => ({
  column_name: name,
  column_type: 'num',
  stattest_name: 'K-S p_value',
  stattest_threshold: 0.05,
  drift_score: 0.01,
  drift_detected: detected,
  current: {},
  reference: {},
})

describe("files that are not reports, beside Evidently's own", () => {
  it.each([
    { id: 'x', name: 'project', dashboard: { panels: [], metrics: [] } },
    { id: 'x', name: 'project', version: '2', tests: null },
    { tabs: [], panels: [], metrics: 3 },
    { project_id: 'x', data_definition: {}, source: {}, metrics: 'none' },
    { metrics: {} },
    { metrics: [{ name: 'loss' }] },
    { tests: ['unit', 'e2e'] },
    [],
    'text with "metrics"',
    null,
  ])('%j', (json) => {
    expect(parseReportJson(JSON.stringify(json))).toMatchObject({ ok: false, error: { code: 'unsupported' } })
  })
})

describe('the legacy family', () => {
  it('trusts the metric that knows the threshold the user set, whatever the order (issue 676)', () => {
    const table = {
      metric: 'DataDriftTable',
      result: {
        number_of_columns: 3,
        number_of_drifted_columns: 1,
        share_of_drifted_columns: 0.333,
        dataset_drift: false,
        drift_by_columns: { a: driftRow('a', true) },
      },
    }
    const dataset = {
      metric: 'DatasetDriftMetric',
      result: { ...table.result, drift_share: 0.3, dataset_drift: true, drift_by_columns: undefined },
    }
    for (const metrics of [
      [table, dataset],
      [dataset, table],
    ]) {
      const report = read({ metrics })
      expect(report).toMatchObject({ datasetDrift: true, driftShareThreshold: 0.3, problems: { length: 1 } })
      expect(report.features).toMatchObject([{ name: 'a', drifted: true }])
    }
    expect(read({ metrics: [table] })).toMatchObject({
      datasetDrift: false,
      driftShareThreshold: null,
      problems: [],
    })
  })

  it('keeps columns and metrics of any name, those of Object.prototype included', () => {
    const columns = ['__proto__', 'constructor', 'toString', 'a/b']
    const text = JSON.stringify({
      metrics: [
        {
          metric: 'DataDriftTable',
          result: {
            drift_by_columns: Object.fromEntries(columns.map((name) => [`x${name}`, driftRow(name, true)])),
          },
        },
        { metric: '__proto__', result: { current: { value: 1 }, reference: { value: 2 } } },
      ],
    })
    const report = read(text)
    expect(report.features.map((feature) => feature.name)).toEqual(columns)
    expect(report.metrics['__proto__.value']).toEqual({ current: 1, reference: 2 })
  })

  it('counts a column compared by two methods twice, and one stated twice once', () => {
    const metric = (method: string, score: number) => ({
      metric: 'ColumnDriftMetric',
      result: { ...driftRow('a', false), stattest_name: method, drift_score: score },
    })
    const report = read({
      metrics: [metric('PSI', 0.05), metric('custom function f', 0.3), metric('psi', 0.05)],
    })
    expect(report.features.map((each) => [each.method, each.methodId, each.direction, each.score])).toEqual([
      ['PSI', 'psi', 'above', 0.05],
      ['custom function f', null, null, 0.3],
    ])
  })

  it('takes NaN for "not computed", never for 0', () => {
    const report = read(
      '{"metrics": [{"metric": "RegressionQualityMetric", "result": {"current": {"rmse": NaN, "r2_score": -Infinity}, "reference": null}}]}',
    )
    expect(report.metrics).toEqual({ r2_score: { current: -Infinity, reference: null } })
  })

  it('says which metric of a snapshot failed, and reads only what was asked for', () => {
    const report = read({
      suite: {
        metrics: [
          { type: 'evidently:metric:ColumnDriftMetric' },
          { type: 'evidently.metrics.data_drift.column_drift_metric.ColumnDriftMetric' },
          { type: 'evidently:metric:ColumnDriftMetric' },
        ],
        metric_results: [
          { type: 'evidently:metric_result:ErrorResult' },
          { type: 'x', ...driftRow('asked', true) },
          { type: 'x', ...driftRow('dependency', true) },
        ],
        tests: [],
        test_results: [],
      },
      metrics_ids: [0, 1],
      test_ids: [],
      timestamp: '2024-01-01T00:00:00',
    })
    expect(report.features.map((feature) => feature.name)).toEqual(['asked'])
    expect(report.problems).toEqual(['ColumnDriftMetric could not be computed.'])
  })
})

describe('the v2 family', () => {
  const drift = (column: string, value: number, params = '') => ({
    id: column,
    metric_id: `ValueDrift(column=${column}${params})`,
    value,
  })
  const count = (drifted: number, share: number) => ({
    id: 'all',
    metric_id: 'DriftedColumnsCount(drift_share=0.5)',
    value: { count: drifted, share },
  })

  it('derives a verdict as the method demands, and none where 0.7.0 hides method and threshold', () => {
    const report = read({
      metrics: [
        count(3, 0.75),
        drift('a', 0.2, ',method=psi,threshold=0.1'),
        drift('b', 0.05, ',method=ks,threshold=0.05'),
        drift('c', 0.05, ',method=chisquare,threshold=0.05'),
        drift('d', 1e-9),
      ],
      tests: [],
    })
    expect(report.features.map((each) => [each.name, each.drifted, each.driftedFrom])).toEqual([
      ['a', true, 'derived'],
      ['b', true, 'derived'],
      ['c', false, 'derived'],
      ['d', null, null],
    ])
    expect(report).toMatchObject({ datasetDrift: true, featureCount: 4, driftedFeatureCount: 3 })
  })

  it('knows them all when all or none of the columns drifted', () => {
    const all = read({ metrics: [count(2, 1), drift('a', 1e-9), drift('b', 0)], tests: [] })
    expect(all.features.map((each) => [each.drifted, each.driftedFrom])).toEqual([
      [true, 'counted'],
      [true, 'counted'],
    ])
    const none = read({ metrics: [count(0, 0), drift('a', 0.4), drift('b', 0.3)], tests: [] })
    expect(none).toMatchObject({ featureCount: 2, driftedFeatureCount: 0, datasetDrift: false })
    expect(none.features.map((each) => [each.drifted, each.driftedFrom])).toEqual([
      [false, 'counted'],
      [false, 'counted'],
    ])
    // One of three compared columns: the count says nothing of this one.
    expect(read({ metrics: [count(3, 1), drift('a', 1e-9)], tests: [] }).features[0]?.drifted).toBeNull()
  })

  it('lets an outcome of a test speak before a derived verdict, and an error not at all', () => {
    const test = (metric_id: string, status: string) => ({
      id: 'drift',
      name: `Value Drift for column ${metric_id}`,
      description: 'Drift score is 0.20. The drift detection method is PSI. The drift threshold is 0.10.',
      metric_config: { metric_id, params: { column: metric_id } },
      status,
    })
    const report = read({
      metrics: [drift('a', 0.2), drift('b', 0.2), drift('c', 0.05)],
      // 0.6.0 – 0.6.6 of evidently.future: an object by fingerprint.
      tests: {
        a: test('a', 'WARNING'),
        b: [test('b', 'SUCCESS')],
        c: test('c', 'ERROR'),
        d: test('d', 'PASSED'),
      },
    })
    expect(
      report.features.map((each) => [each.name, each.drifted, each.driftedFrom, each.method, each.threshold]),
    ).toEqual([
      ['a', true, 'test', 'PSI', 0.1],
      ['b', false, 'test', 'PSI', 0.1],
      ['c', false, 'derived', 'PSI', 0.1],
    ])
    expect(report.tests.map((each) => each.status)).toEqual(['WARNING', 'SUCCESS', 'ERROR'])
    expect(report.problems).toEqual(['A test without a name or a known status was left out.'])
  })

  it('reads an empty report and metrics that it does not know', () => {
    expect(read({ metrics: [], tests: [] })).toMatchObject({ kind: 'other', features: [], metrics: {} })
    const report = read({
      metrics: [
        {
          id: '1',
          metric_name: 'MyMetric(column=a,level=2)',
          config: { type: 'my:MyMetric', column: 'a', level: 2 },
          value: 3,
        },
        { id: '2', metric_name: 'MyPair()', config: { type: 'my:MyPair' }, value: { count: 1, share: 0.5 } },
        { id: '3', metric_name: 'Broken()', config: { type: 'my:Broken' }, value: {} },
      ],
      tests: [],
    })
    expect(report.metrics).toEqual({
      'column/a/MyMetric(level=2)': { current: 3, reference: null },
      'MyPair/count': { current: 1, reference: null },
      'MyPair/share': { current: 0.5, reference: null },
    })
  })

  it.each<[string, string, Record<string, unknown>]>([
    ['RowCount()', 'RowCount', {}],
    [
      'ValueDrift(column=a, b,method=psi,threshold=0.1)',
      'ValueDrift',
      { column: 'a, b', method: 'psi', threshold: 0.1 },
    ],
    [
      'DriftedColumnsCount(columns=num,cat,drift_share=0.3)',
      'DriftedColumnsCount',
      { columns: 'num,cat', drift_share: 0.3 },
    ],
    [
      'MeanValue(column=Length: less or equal to 30.0)',
      'MeanValue',
      { column: 'Length: less or equal to 30.0' },
    ],
    ['UniqueValueCount(column=c,replace_nan=None)', 'UniqueValueCount', { column: 'c', replace_nan: null }],
    ['MeanValue(column=f(x))', 'MeanValue', { column: 'f(x)' }],
    ['something else', 'something else', {}],
  ])('takes %s apart', (id, type, params) => {
    const metric = parseMetricId(id)
    expect([metric.type, Object.fromEntries(metric.params)]).toEqual([type, params])
  })
})

describe("the toolkit's result dictionary", () => {
  it('is a report with performance, latency and memory, and no invented verdicts', () => {
    const report = read({
      project_name: 'p',
      monitoring_enabled: true,
      drift_report: {
        timestamp: '2025-10-24T09:17:12.728159',
        dataset_drift: true,
        drift_share: 1,
        number_of_drifted_features: 2,
        total_features: 2,
        drifted_features: [],
        drift_scores: { a: 0.4 },
        metrics: { drift_share: 0.5 },
      },
      performance_metrics: {
        accuracy: 0.503,
        f1_score: 0.508,
        latency_ms: 180,
        memory_mb: 512,
        throughput_qps: null,
      },
      performance_error: 'no target',
    })
    expect(report).toMatchObject({
      family: 'toolkit',
      project: 'p',
      kind: 'mixed',
      statedTime: '2025-10-24T09:17:12.728159',
      datasetDrift: true,
      driftShare: 1,
      driftShareThreshold: 0.5,
      features: [{ name: 'a', score: 0.4, drifted: null }],
      problems: ['The toolkit reports: no target'],
    })
    expect(Object.keys(report.metrics)).toEqual(['accuracy', 'f1', 'latency_ms', 'memory_mb'])
  })
})
