import type { MonitoredBatch, MonitoredResult } from './monitored-batches'
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

/** `TestSuite(...).save_json()`: one drift test for each column, missing values as a warning, the share of columns. */
export function legacySuiteJson(batch: MonitoredBatch, { lostColumn }: LegacySuiteOptions): string {
  const tests = [
    missingTest(batch.missingCount),
    ...batch.columns.map(columnTest),
    shareTest(batch),
    ...(lostColumn === null ? [] : [lostTest(lostColumn)]),
    {
      name: 'Accuracy Score',
      description: 'The labels of this batch are not known yet.',
      status: 'SKIPPED',
      group: 'classification',
      parameters: null,
    },
  ] satisfies readonly { readonly status: string }[]
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

function columnTest(column: MonitoredResult) {
  const score = rounded(column.score, 3)
  const stattest = column.method?.displayName ?? ''
  return {
    name: 'Drift per Column',
    description:
      `The drift score for the feature **${column.name}** is ${score}. ` +
      `The drift detection method is ${stattest}. The drift detection threshold is ${column.threshold}.`,
    status: column.drifted === true ? 'FAIL' : 'SUCCESS',
    group: 'data_drift',
    parameters: {
      stattest,
      score,
      threshold: column.threshold,
      detected: column.drifted,
      column_name: column.name,
    },
  }
}

function shareTest({ drift, columns }: MonitoredBatch) {
  const share = drift.driftShare ?? 0
  const features = columns.map((column) => [column.name, columnTest(column).parameters] as const)
  return {
    name: 'Share of Drifted Columns',
    description:
      `The drift is detected for ${rounded(100 * share, 3)}% features ` +
      `(${drift.driftedCount} out of ${drift.comparedCount}). The test threshold is lt=0.3`,
    status: share < 0.3 ? 'SUCCESS' : 'FAIL',
    group: 'data_drift',
    parameters: { condition: { lt: 0.3 }, features: Object.fromEntries(features) },
  }
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
