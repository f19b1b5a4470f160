import { readColumnDrift, readDatasetDrift, readDriftTable, readEmbeddingsDrift } from './legacy-drift'
import { columnMetricName, labelMetricName, legacyDatasetName } from './metric-names'
import { addMetric, type Draft, type Subject } from './report-content'
import { fieldOf, numberOf, recordOf, textOf } from './untrusted'

export interface LegacyMetric {
  /** The class: "DatasetDriftMetric". */
  readonly type: string
  readonly result: unknown
}

/** Reads what is known, and the numbers of what is not: users write metrics of their own. */
export function readLegacyMetrics(draft: Draft, metrics: readonly LegacyMetric[]): void {
  // The dataset's verdict first: the table must not overrule it, whatever their order.
  for (const { type, result } of metrics) if (type === 'DatasetDriftMetric') readDatasetDrift(draft, result)
  for (const { type, result } of metrics) {
    if (type !== 'DatasetDriftMetric') (readers.get(type) ?? readUnknown)(draft, result, type)
  }
}

type Reader = (draft: Draft, result: unknown, type: string) => void

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['DataDriftTable', readDriftTable],
  ['ColumnDriftMetric', readColumnDrift],
  ['EmbeddingsDriftMetric', readEmbeddingsDrift],
  [
    'ClassificationQualityMetric',
    (draft, result) => readSides(draft, result, 'classification', (field) => field),
  ],
  ['ClassificationQualityByClass', readByClass],
  ['RegressionQualityMetric', (draft, result) => readSides(draft, result, 'regression', (field) => field)],
  ['DatasetSummaryMetric', (draft, result) => readSides(draft, result, 'quality', datasetField)],
  ['DatasetMissingValuesMetric', (draft, result) => readSides(draft, result, 'quality', missingField)],
  ['ColumnSummaryMetric', readColumnSummary],
  ['ColumnMissingValuesMetric', readColumnMissing],
])

/** Numbers of `current` and `reference`, under the name that `rename` gives a field; null leaves it out. */
function readSides(
  draft: Draft,
  result: unknown,
  subject: Subject,
  rename: (field: string) => string | null,
  sides: readonly [string, string] = ['current', 'reference'],
): void {
  draft.subjects.add(subject)
  const current = recordOf(fieldOf(result, sides[0]))
  const reference = recordOf(fieldOf(result, sides[1]))
  for (const field of Object.keys(current ?? reference ?? {})) {
    const name = rename(field)
    if (name !== null)
      addMetric(draft, name, numberOf(fieldOf(current, field)), numberOf(fieldOf(reference, field)))
  }
}

function datasetField(field: string): string | null {
  const name = legacyDatasetName(field)
  return name === field ? null : name
}

function missingField(field: string): string | null {
  return field === 'number_of_missing_values' || field === 'share_of_missing_values'
    ? legacyDatasetName(field)
    : null
}

function readByClass(draft: Draft, result: unknown): void {
  draft.subjects.add('classification')
  const current = recordOf(fieldOf(fieldOf(result, 'current'), 'metrics'))
  const reference = recordOf(fieldOf(fieldOf(result, 'reference'), 'metrics'))
  for (const label of Object.keys(current ?? {})) {
    for (const field of ['precision', 'recall', 'f1', 'roc_auc', 'support']) {
      const value = numberOf(fieldOf(fieldOf(current, label), field))
      addMetric(
        draft,
        labelMetricName(label, field),
        value,
        numberOf(fieldOf(fieldOf(reference, label), field)),
      )
    }
  }
}

const summaryFields = new Set([
  'count',
  'mean',
  'std',
  'min',
  'max',
  'p25',
  'p50',
  'p75',
  'unique',
  'missing',
])

function readColumnSummary(draft: Draft, result: unknown): void {
  const column = textOf(fieldOf(result, 'column_name'))
  if (column === null) return
  const sides = ['current_characteristics', 'reference_characteristics'] as const
  const rename = (field: string) => (summaryFields.has(field) ? columnMetricName(column, field) : null)
  readSides(draft, result, 'quality', rename, sides)
  const [current, reference] = sides.map((side) =>
    numberOf(fieldOf(fieldOf(result, side), 'missing_percentage')),
  )
  addMetric(draft, columnMetricName(column, 'missing_share'), hundredth(current), hundredth(reference))
}

function hundredth(percent: number | null | undefined): number | null {
  return typeof percent === 'number' ? percent / 100 : null
}

function readColumnMissing(draft: Draft, result: unknown): void {
  const column = textOf(fieldOf(result, 'column_name'))
  if (column === null) return
  const names = new Map([
    ['number_of_missing_values', columnMetricName(column, 'missing')],
    ['share_of_missing_values', columnMetricName(column, 'missing_share')],
  ])
  readSides(draft, result, 'quality', (field) => names.get(field) ?? null)
}

function readUnknown(draft: Draft, result: unknown, type: string): void {
  const column = textOf(fieldOf(result, 'column_name'))
  const nameOf = (field: string) =>
    column === null ? `${type}.${field}` : columnMetricName(column, `${type}.${field}`)
  const current = recordOf(fieldOf(result, 'current'))
  const reference = fieldOf(result, 'reference')
  for (const [field, value] of Object.entries(current ?? recordOf(result) ?? {})) {
    addMetric(
      draft,
      nameOf(field),
      numberOf(value),
      current === null ? null : numberOf(fieldOf(reference, field)),
    )
  }
}
