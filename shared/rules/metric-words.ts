export interface MetricWords {
  readonly label: string
  readonly unit: string
}

/** How the toolkit calls the metrics it has limits for; others go by their own name. */
const known = new Map<string, MetricWords>([
  ['accuracy', { label: 'Accuracy', unit: '' }],
  ['precision', { label: 'Precision', unit: '' }],
  ['recall', { label: 'Recall', unit: '' }],
  ['f1', { label: 'F1 score', unit: '' }],
  ['f1_score', { label: 'F1 score', unit: '' }],
  ['latency_ms', { label: 'Latency', unit: 'ms' }],
  ['memory_mb', { label: 'Memory', unit: 'MB' }],
])

export function metricWords(key: string): MetricWords {
  return known.get(key) ?? { label: key, unit: '' }
}
