import type { Draft, ReportContent } from './report-content'
import { addFeature, createDraft, deriveVerdicts, finishDraft } from './report-content'
import { describedDrift, driftedByTest } from './test-result'
import { arrayOf, fieldOf, numberOf, recordOf, textOf, typeNameOf } from './untrusted'
import { numberParam, parseMetricId, textParam, type V2Metric } from './v2-metric-id'
import { readV2Value } from './v2-metrics'
import { listOfTests, readV2Tests, type V2Test } from './v2-tests'
import { readWidgetDrift } from './widget-drift'
import { readWidgetMetrics } from './widget-metrics'
import { walkWidgets } from './widgets'

interface V2Item {
  /** Fingerprint of the metric as configured: the same in all versions. */
  readonly id: string
  readonly metric: V2Metric
  /** A number, or an object of one of the six value kinds. */
  readonly value: unknown
}

/** `snapshot.save_json()`: no time, no name, no tags; before 0.7.16 no config either. */
export function readV2Results(json: unknown): ReportContent {
  const draft = createDraft('v2')
  const items = (arrayOf(fieldOf(json, 'metrics')) ?? []).map((entry): V2Item => {
    const id = textOf(fieldOf(entry, 'id')) ?? ''
    const config = recordOf(fieldOf(entry, 'config'))
    const name = textOf(fieldOf(entry, 'metric_name')) ?? textOf(fieldOf(entry, 'metric_id')) ?? 'unknown'
    const metric = config === null ? parseMetricId(name) : metricOfParams(config)
    return { id, metric, value: fieldOf(entry, 'value') }
  })
  readItems(draft, items, readV2Tests(draft, listOfTests(fieldOf(json, 'tests'))))
  countWhereNoneDrifted(draft)
  deriveVerdicts(draft)
  return finishDraft(draft)
}

/**
 * `snapshot.dumps()` and workspaces. Nine tenths are plotly widgets; the table of columns among them is the only place
 * that has column types and, before 0.7.16, methods.
 */
export function readV2Snapshot(json: unknown): ReportContent {
  const draft = createDraft('v2')
  draft.statedTime = textOf(fieldOf(json, 'timestamp'))
  draft.title = textOf(fieldOf(json, 'name'))
  draft.tags = (arrayOf(fieldOf(json, 'tags')) ?? []).filter((tag) => typeof tag === 'string')
  const results = fieldOf(json, 'metric_results')
  const items: V2Item[] = []
  const tests: V2Test[] = []
  for (const id of arrayOf(fieldOf(json, 'top_level_metrics')) ?? []) {
    const result = typeof id === 'string' ? fieldOf(results, id) : undefined
    if (typeof id !== 'string' || result === undefined) {
      draft.problems.add('A metric of this snapshot has no result.')
      continue
    }
    const params =
      recordOf(fieldOf(fieldOf(fieldOf(result, 'metric_value_location'), 'metric'), 'params')) ?? {}
    items.push({ id, metric: metricOfParams(params), value: plainValue(result) })
    tests.push(...readV2Tests(draft, listOfTests(fieldOf(result, 'tests'))))
  }
  readItems(draft, items, tests)
  const widgets = walkWidgets(fieldOf(json, 'widgets'))
  readWidgetDrift(draft, widgets)
  readWidgetMetrics(draft, widgets, 'known')
  countWhereNoneDrifted(draft)
  deriveVerdicts(draft)
  return finishDraft(draft)
}

function metricOfParams(params: Readonly<Record<string, unknown>>): V2Metric {
  const set = Object.entries(params).filter(([, value]) => value !== null)
  return { type: typeNameOf(params['type']) ?? 'unknown', params: new Map(set) }
}

/** A stored result as results JSON writes it: nested results become their values. */
function plainValue(result: unknown): unknown {
  const value = fieldOf(result, 'value')
  if (value !== undefined) return value
  const pairs = ['count', 'share', 'mean', 'std']
    .map((slot) => [slot, fieldOf(fieldOf(result, slot), 'value')] as const)
    .filter(([, each]) => each !== undefined)
  if (pairs.length > 0) return Object.fromEntries(pairs)
  const byLabel = recordOf(fieldOf(result, 'values'))
  if (byLabel !== null) return valuesOf(byLabel)
  const counts = recordOf(fieldOf(result, 'counts'))
  const shares = recordOf(fieldOf(result, 'shares'))
  return counts === null && shares === null
    ? null
    : { counts: valuesOf(counts ?? {}), shares: valuesOf(shares ?? {}) }
}

function valuesOf(results: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(results).map(([label, each]) => [label, fieldOf(each, 'value')]))
}

function readItems(draft: Draft, items: readonly V2Item[], tests: readonly V2Test[]): void {
  const driftTests = new Map(tests.filter((test) => test.id === 'drift').map((test) => [test.metricId, test]))
  for (const { id, metric, value } of items) {
    if (metric.type === 'ValueDrift') readValueDrift(draft, metric, value, driftTests.get(id))
    else if (metric.type === 'DriftedColumnsCount') readDriftedColumns(draft, metric, value)
    else readV2Value(draft, metric, value)
  }
}

function readValueDrift(draft: Draft, metric: V2Metric, value: unknown, test: V2Test | undefined): void {
  const name = textParam(metric, 'column')
  if (name === null) return
  draft.subjects.add('drift')
  const described = test === undefined ? null : describedDrift(test.description)
  addFeature(draft, {
    name,
    method: textParam(metric, 'method') ?? described?.method ?? null,
    score: numberOf(value),
    threshold: numberParam(metric, 'threshold') ?? described?.threshold ?? null,
    drifted: driftedByTest(test?.status ?? null),
    driftedFrom: 'test',
  })
}

/** How many columns there were follows from the count and share of those that drifted, except when none did. */
function countWhereNoneDrifted(draft: Draft): void {
  const isNone = draft.driftedFeatureCount === 0 && draft.featureCount === null
  if (isNone && draft.features.length > 0) draft.featureCount = draft.features.length
}

function readDriftedColumns(draft: Draft, metric: V2Metric, value: unknown): void {
  draft.subjects.add('drift')
  const share = numberOf(fieldOf(value, 'share'))
  const count = numberOf(fieldOf(value, 'count'))
  if (draft.driftShare !== null) return
  draft.driftShare = share
  draft.driftedFeatureCount = count
  draft.driftShareThreshold = numberParam(metric, 'drift_share')
  if (share !== null && count !== null && share > 0) draft.featureCount = Math.round(count / share)
}
