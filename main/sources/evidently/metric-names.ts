import type { Subject } from './report-content'

/**
 * One name for the same metric in every family and format, so that a history survives an upgrade of Evidently. The
 * legacy spelling is kept where there is one.
 */
export interface KnownMetric {
  readonly name: string
  readonly subject: Subject
  /** For values with two slots: what `share` or `std` is called. */
  readonly second?: string
}

const classification = (name: string): KnownMetric => ({ name, subject: 'classification' })
const regression = (name: string, second?: string): KnownMetric => ({
  name,
  subject: 'regression',
  ...(second === undefined ? {} : { second }),
})
const quality = (name: string, second?: string): KnownMetric => ({
  name,
  subject: 'quality',
  ...(second === undefined ? {} : { second }),
})

/** Metrics of the v2 family that speak of the whole model or dataset, by type. */
export const v2DatasetMetrics: ReadonlyMap<string, KnownMetric> = new Map([
  ['Accuracy', classification('accuracy')],
  ['Precision', classification('precision')],
  ['Recall', classification('recall')],
  ['F1Score', classification('f1')],
  ['RocAuc', classification('roc_auc')],
  ['LogLoss', classification('log_loss')],
  ['TPR', classification('tpr')],
  ['TNR', classification('tnr')],
  ['FPR', classification('fpr')],
  ['FNR', classification('fnr')],
  ['PrecisionByLabel', classification('precision')],
  ['RecallByLabel', classification('recall')],
  ['F1ByLabel', classification('f1')],
  ['RocAucByLabel', classification('roc_auc')],
  ['MeanError', regression('mean_error', 'error_std')],
  ['MAE', regression('mean_abs_error', 'abs_error_std')],
  ['MAPE', regression('mean_abs_perc_error', 'abs_perc_error_std')],
  ['RMSE', regression('rmse')],
  ['R2Score', regression('r2_score')],
  ['AbsMaxError', regression('abs_error_max')],
  ['RowCount', quality('row_count')],
  ['ColumnCount', quality('column_count')],
  ['DuplicatedRowCount', quality('duplicated_rows')],
  ['DuplicatedColumnsCount', quality('duplicated_columns')],
  ['AlmostDuplicatedColumnsCount', quality('almost_duplicated_columns')],
  ['AlmostConstantColumnsCount', quality('almost_constant_columns')],
  ['ConstantColumnsCount', quality('constant_columns')],
  ['EmptyRowsCount', quality('empty_rows')],
  ['EmptyColumnsCount', quality('empty_columns')],
  ['DatasetMissingValueCount', quality('missing_values', 'missing_share')],
])

/** Metrics of the v2 family that speak of one column, by type: the last part of `column/<name>/<part>`. */
export const v2ColumnMetrics: ReadonlyMap<string, KnownMetric> = new Map([
  ['MinValue', quality('min')],
  ['MaxValue', quality('max')],
  ['MeanValue', quality('mean')],
  ['StdValue', quality('std')],
  ['MedianValue', quality('p50')],
  ['MissingValueCount', quality('missing', 'missing_share')],
])

/** Fields of the legacy family that another name is kept for; all others keep their own. */
const legacyFields = new Map([
  ['number_of_rows', 'row_count'],
  ['number_of_columns', 'column_count'],
  ['number_of_missing_values', 'missing_values'],
  ['share_of_missing_values', 'missing_share'],
  ['number_of_categorical_columns', 'categorical_columns'],
  ['number_of_numeric_columns', 'numeric_columns'],
  ['number_of_text_columns', 'text_columns'],
  ['number_of_datetime_columns', 'datetime_columns'],
  ['number_of_constant_columns', 'constant_columns'],
  ['number_of_almost_constant_columns', 'almost_constant_columns'],
  ['number_of_duplicated_columns', 'duplicated_columns'],
  ['number_of_almost_duplicated_columns', 'almost_duplicated_columns'],
  ['number_of_duplicated_rows', 'duplicated_rows'],
  ['number_of_empty_rows', 'empty_rows'],
  ['number_of_empty_columns', 'empty_columns'],
  // What the tables of HTML reports call them.
  ['number of rows', 'row_count'],
  ['number of columns', 'column_count'],
  ['missing values', 'missing_values'],
  ['almost constant features', 'almost_constant_columns'],
  ['almost duplicated features', 'almost_duplicated_columns'],
])

export function legacyDatasetName(field: string): string {
  return legacyFields.get(field) ?? field.replaceAll(' ', '_')
}

export function columnMetricName(column: string, part: string): string {
  return `column/${column}/${part}`
}

export function labelMetricName(label: string, part: string): string {
  return `label/${label}/${part}`
}

/** 0.25 → `p25`, 0.999 → `p99.9`. */
export function quantileName(quantile: number): string {
  return `p${Number((quantile * 100).toFixed(6))}`
}
