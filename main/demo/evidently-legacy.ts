import type { Histogram, MonitoredBatch, MonitoredResult } from './monitored-batches'
import { pythonLocalTime } from './python-text'

const version = '0.6.7'

/** `Report(metrics=[DataDriftPreset()]).save_json()` of Evidently 0.6.7. */
export function legacyDriftJson(batch: MonitoredBatch): string {
  const { drift } = batch
  const totals = {
    number_of_columns: drift.comparedCount,
    number_of_drifted_columns: drift.driftedCount,
    share_of_drifted_columns: drift.driftShare,
    dataset_drift: drift.datasetDrift,
  }
  const columns = batch.columns.map((column) => [column.name, driftRecord(column)] as const)
  const table = { ...totals, drift_by_columns: Object.fromEntries(columns) }
  return legacyReport(batch.time, [
    { metric: 'DatasetDriftMetric', result: { drift_share: drift.driftShareThreshold, ...totals } },
    { metric: 'DataDriftTable', result: { ...table, current_fi: null, reference_fi: null } },
  ])
}

function driftRecord(column: MonitoredResult): object {
  return {
    column_name: column.name,
    column_type: column.type,
    stattest_name: column.method?.displayName ?? '',
    stattest_threshold: column.threshold,
    drift_score: column.score,
    drift_detected: column.drifted,
    current: { small_distribution: column.currentHistogram },
    reference: { small_distribution: column.referenceHistogram },
  }
}

/** `Report(metrics=[ClassificationQualityMetric()]).save_json()`. */
export function legacyQualityJson(batch: MonitoredBatch): string {
  const side = (quality: MonitoredBatch['current']) => ({ ...quality, roc_auc: null, log_loss: null })
  const result = {
    current: side(batch.current),
    reference: side(batch.reference),
    target_name: 'target',
  }
  return legacyReport(batch.time, [{ metric: 'ClassificationQualityMetric', result }])
}

function legacyReport(time: number, metrics: readonly object[]): string {
  return JSON.stringify({ version, metrics, timestamp: pythonLocalTime(time, ' ') })
}

type Status = 'SUCCESS' | 'FAIL' | 'WARNING' | 'ERROR' | 'SKIPPED'

export interface LegacySuiteOptions {
  /** A column that tests ask for and the data no longer have. */
  readonly lostColumn: string | null
}

/** `TestSuite(...).save_json()`: what a user asks of every batch. Missing values are not critical, so they only warn. */
export function legacySuiteJson(batch: MonitoredBatch, { lostColumn }: LegacySuiteOptions): string {
  const tests: readonly (Readonly<Record<string, unknown>> & { readonly status: string })[] = [
    missingTest(batch.missingCount),
    ...batch.columns.map((column) => (column.type === 'num' ? meanTest(column) : newValueTest(column))),
    ...(lostColumn === null ? [] : [lostTest(lostColumn)]),
    {
      name: 'Accuracy Score',
      description: 'The labels of this batch are not known yet.',
      status: 'SKIPPED',
      group: 'classification',
      parameters: null,
    },
  ]
  const count = (status: Status) => tests.filter((test) => test.status === status).length
  const statuses: readonly Status[] = ['SUCCESS', 'WARNING', 'FAIL', 'ERROR', 'SKIPPED']
  return JSON.stringify({
    version,
    tests,
    summary: {
      all_passed: count('FAIL') + count('ERROR') === 0,
      total_tests: tests.length,
      // Evidently counts warnings as successes here.
      success_tests: count('SUCCESS') + count('WARNING'),
      failed_tests: count('FAIL'),
      by_status: Object.fromEntries(
        statuses.filter((status) => count(status) > 0).map((status) => [status, count(status)]),
      ),
    },
    timestamp: pythonLocalTime(batch.time, ' '),
  })
}

function missingTest(count: number) {
  return {
    name: 'The Number of Missing Values',
    description: `The number of missing values is ${count}. The test threshold is lte=0.`,
    status: count === 0 ? 'SUCCESS' : 'WARNING',
    group: 'data_integrity',
    parameters: { condition: { lte: 0 }, value: count },
  }
}

/** Shares below this are strays, which a user of these tests lets pass. */
const strayShare = 0.03

function newValueTest({ name, currentHistogram, referenceHistogram }: MonitoredResult) {
  const shares = (side: Histogram) => {
    const total = side.y.reduce((sum, count) => sum + count, 0)
    return new Map(side.x.map((value, at) => [value, (side.y[at] ?? 0) / total]))
  }
  const known = shares(referenceHistogram)
  const share = [...shares(currentHistogram)]
    .filter(([value]) => (known.get(value) ?? 0) < strayShare)
    .reduce((sum, [, each]) => sum + each, 0)
  const value = rounded(share, 3)
  return {
    name: 'Share of Out-of-List Values',
    description: `The share of values out of list in the column **${name}** is ${value}. The test threshold is lte=0.05.`,
    status: share <= 0.05 ? 'SUCCESS' : 'FAIL',
    group: 'data_quality',
    parameters: { condition: { lte: 0.05 }, value, column_name: name },
  }
}

function meanTest({ name, currentHistogram, referenceHistogram }: MonitoredResult) {
  const [current, reference] = [meanOf(currentHistogram), meanOf(referenceHistogram)]
  const tolerance = Math.abs(reference) * 0.15
  const value = rounded(current, 3)
  const condition = { gte: rounded(reference - tolerance, 3), lte: rounded(reference + tolerance, 3) }
  return {
    name: 'Mean Value',
    description: `The mean value of the column **${name}** is ${value}. The test threshold is gte=${condition.gte} and lte=${condition.lte}.`,
    status: Math.abs(current - reference) <= tolerance ? 'SUCCESS' : 'FAIL',
    group: 'data_quality',
    parameters: { condition, value, column_name: name },
  }
}

function meanOf({ x, y }: Histogram): number {
  const weighted = y.map((each, at) => (each * (Number(x[at]) + Number(x[at + 1]))) / 2)
  const total = y.reduce((sum, each) => sum + each, 0)
  return weighted.reduce((sum, each) => sum + each, 0) / total
}

function lostTest(column: string) {
  return {
    name: 'Share of Missing Values',
    description: `Test failed with exceptions: Cannot find column '${column}' in current dataset`,
    status: 'ERROR',
    group: 'data_integrity',
    parameters: {},
  }
}

/** As Python's `round`: null stays null. */
export function rounded(value: number | null, digits: number): number | null {
  return value === null ? null : Number(value.toFixed(digits))
}
