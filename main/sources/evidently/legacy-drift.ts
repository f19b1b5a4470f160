import { addFeature, distributionOf, type Draft } from './report-content'
import { booleanOf, fieldOf, numberOf, recordOf, textOf } from './untrusted'

/** The dataset's verdict of DatasetDriftMetric, the only one that knows the user's `drift_share`. */
export function readDatasetDrift(draft: Draft, result: unknown): void {
  readTotals(draft, result)
  draft.subjects.add('drift')
  if (draft.isTestSuite) return
  draft.datasetDrift = booleanOf(fieldOf(result, 'dataset_drift')) ?? draft.datasetDrift
  draft.driftShareThreshold = numberOf(fieldOf(result, 'drift_share')) ?? draft.driftShareThreshold
}

/**
 * DataDriftTable: every column's drift, and a verdict for the dataset that ignores the user's `drift_share`
 * (Evidently's issue 676): used only where DatasetDriftMetric gave none. Of a test suite no metric's verdict counts: it
 * goes by 50 % of the columns, while the user's limit is the test's, beside whose outcome it would say the opposite.
 */
export function readDriftTable(draft: Draft, result: unknown): void {
  const verdict = draft.isTestSuite ? null : booleanOf(fieldOf(result, 'dataset_drift'))
  if (draft.datasetDrift === null) {
    readTotals(draft, result)
    draft.datasetDrift = verdict
  } else if (verdict !== null && verdict !== draft.datasetDrift) {
    draft.problems.add(
      'The drift table in this report judges by 50 % of the columns, not by the threshold that was set.',
    )
  }
  for (const column of Object.values(recordOf(fieldOf(result, 'drift_by_columns')) ?? {})) {
    readColumnDrift(draft, column)
  }
  draft.subjects.add('drift')
}

function readTotals(draft: Draft, result: unknown): void {
  draft.driftShare ??= numberOf(fieldOf(result, 'share_of_drifted_columns'))
  draft.driftedFeatureCount ??= numberOf(fieldOf(result, 'number_of_drifted_columns'))
  draft.featureCount ??= numberOf(fieldOf(result, 'number_of_columns'))
}

/** One column: an entry of `drift_by_columns`, or the whole result of ColumnDriftMetric. */
export function readColumnDrift(draft: Draft, column: unknown): void {
  const name = textOf(fieldOf(column, 'column_name'))
  if (name === null) return
  draft.subjects.add('drift')
  addFeature(draft, {
    name,
    type: textOf(fieldOf(column, 'column_type')),
    method: textOf(fieldOf(column, 'stattest_name')),
    score: numberOf(fieldOf(column, 'drift_score')),
    threshold: numberOf(fieldOf(column, 'stattest_threshold')),
    drifted: booleanOf(fieldOf(column, 'drift_detected')),
    reference: smallDistribution(fieldOf(column, 'reference')),
    current: smallDistribution(fieldOf(column, 'current')),
  })
}

function smallDistribution(side: unknown) {
  return distributionOf(fieldOf(side, 'small_distribution')) ?? distributionOf(fieldOf(side, 'distribution'))
}

export function readEmbeddingsDrift(draft: Draft, result: unknown): void {
  const name = textOf(fieldOf(result, 'embeddings_name'))
  if (name === null) return
  draft.subjects.add('drift')
  addFeature(draft, {
    name,
    type: 'embeddings',
    method: textOf(fieldOf(result, 'method_name')),
    score: numberOf(fieldOf(result, 'drift_score')),
    drifted: booleanOf(fieldOf(result, 'drift_detected')),
  })
}
