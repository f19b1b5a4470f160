import { addFeature, addMetric, createDraft, finishDraft, type ReportContent } from './report-content'
import { arrayOf, booleanOf, fieldOf, numberOf, recordOf, textOf } from './untrusted'

/**
 * The dictionary that the toolkit's monitor returns and keeps in memory only; users dump it themselves. Its
 * `drifted_features` is always empty (it looks into the wrong metric), so features without a score have no verdict.
 */
export function readToolkitResult(json: unknown): ReportContent {
  const draft = createDraft('toolkit')
  draft.project = textOf(fieldOf(json, 'project_name'))
  draft.title = 'Monitoring result'
  const drift = fieldOf(json, 'drift_report')
  const performance = fieldOf(json, 'performance_metrics')
  draft.statedTime = textOf(fieldOf(drift, 'timestamp')) ?? textOf(fieldOf(performance, 'timestamp'))
  if (recordOf(drift) !== null) {
    draft.subjects.add('drift')
    draft.datasetDrift = booleanOf(fieldOf(drift, 'dataset_drift'))
    draft.driftShare = numberOf(fieldOf(drift, 'drift_share'))
    draft.driftShareThreshold = numberOf(fieldOf(fieldOf(drift, 'metrics'), 'drift_share'))
    draft.driftedFeatureCount = numberOf(fieldOf(drift, 'number_of_drifted_features'))
    draft.featureCount = numberOf(fieldOf(drift, 'total_features'))
    const drifted = new Set(arrayOf(fieldOf(drift, 'drifted_features')) ?? [])
    for (const [name, score] of Object.entries(recordOf(fieldOf(drift, 'drift_scores')) ?? {})) {
      addFeature(draft, {
        name,
        method: null,
        score: numberOf(score),
        drifted: drifted.has(name) ? true : null,
      })
    }
  }
  const known = recordOf(performance)
  if (known !== null) {
    draft.subjects.add('classification')
    for (const field of performanceFields) {
      addMetric(draft, field === 'f1_score' ? 'f1' : field, numberOf(fieldOf(known, field)), null)
    }
    for (const [field, value] of Object.entries(recordOf(fieldOf(known, 'additional_metrics')) ?? {})) {
      addMetric(draft, field, numberOf(value), null)
    }
  }
  for (const part of ['drift_error', 'performance_error', 'apple_silicon_error']) {
    const message = textOf(fieldOf(json, part))
    if (message !== null) draft.problems.add(`The toolkit reports: ${message.slice(0, 300)}`)
  }
  return finishDraft(draft)
}

const performanceFields = [
  'accuracy',
  'precision',
  'recall',
  'f1_score',
  'latency_ms',
  'memory_mb',
  'throughput_qps',
  'error_rate',
  'total_predictions',
]
