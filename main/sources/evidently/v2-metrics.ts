import {
  columnMetricName,
  labelMetricName,
  quantileName,
  v2ColumnMetrics,
  v2DatasetMetrics,
  type KnownMetric,
} from './metric-names'
import { addMetric, type Draft } from './report-content'
import { numberOf, recordOf, typeNameOf } from './untrusted'
import { numberParam, textParam, type V2Metric } from './v2-metric-id'

/** Labels beyond this are not kept as metrics of their own: a column of user ids has millions. */
const mostLabels = 50

/** Adds the numbers of a metric's value under their normalised names. */
export function readV2Value(draft: Draft, metric: V2Metric, value: unknown): void {
  const known = knownMetricOf(metric)
  const prefix = prefixOf(metric)
  const base = known === null ? genericName(metric) : `${prefix}${known.name}`
  if (known !== null) draft.subjects.add(known.subject)
  const single = numberOf(value)
  if (single !== null) addMetric(draft, base, single, null)
  const record = recordOf(value)
  if (record === null) return
  const second = known?.second === undefined ? `${base}/second` : `${prefix}${known.second}`
  if ('count' in record || 'share' in record) readPair(draft, record, 'count', 'share', base, second, known)
  else if ('mean' in record && 'std' in record) readPair(draft, record, 'mean', 'std', base, second, known)
  else if ('counts' in record || 'shares' in record) readCounts(draft, metric, record)
  else readLabels(draft, record, prefix, base)
}

function knownMetricOf(metric: V2Metric): KnownMetric | null {
  if (metric.type === 'ColumnCount') return { name: columnCountName(metric), subject: 'quality' }
  const column = textParam(metric, 'column')
  if (column === null) return v2DatasetMetrics.get(metric.type) ?? null
  const quantile = metric.type === 'QuantileValue' ? numberParam(metric, 'quantile') : null
  const known = v2ColumnMetrics.get(metric.type)
  const part = quantile === null ? known?.name : quantileName(quantile)
  if (part === undefined) return null
  const second = known?.second === undefined ? {} : { second: columnMetricName(column, known.second) }
  return { name: columnMetricName(column, part), subject: 'quality', ...second }
}

const columnTypes = new Map([
  ['num', 'numeric_columns'],
  ['numerical', 'numeric_columns'],
  ['cat', 'categorical_columns'],
  ['categorical', 'categorical_columns'],
  ['text', 'text_columns'],
  ['datetime', 'datetime_columns'],
])

/** 0.7.0 writes `column_type=ColumnType.Numerical` into the name, later versions `"num"` into the config. */
function columnCountName(metric: V2Metric): string {
  const type = typeNameOf(textParam(metric, 'column_type'))
  return type === null ? 'column_count' : (columnTypes.get(type.toLowerCase()) ?? `${type}_columns`)
}

/** Several models in one dataset are told apart by name; the first is called "default". */
function prefixOf(metric: V2Metric): string {
  const name = textParam(metric, 'classification_name') ?? textParam(metric, 'regression_name')
  return name === null || name === 'default' ? '' : `${name}/`
}

const plainParams = new Set(['column', 'classification_name', 'regression_name', 'type', 'tests'])

function genericName(metric: V2Metric): string {
  const params = [...metric.params]
    .filter(
      ([name, value]) => !plainParams.has(name) && !name.endsWith('_tests') && typeof value !== 'object',
    )
    .map(([name, value]) => `${name}=${String(value)}`)
  const name = params.length === 0 ? metric.type : `${metric.type}(${params.join(',')})`
  const column = textParam(metric, 'column')
  return prefixOf(metric) + (column === null ? name : columnMetricName(column, name))
}

function readPair(
  draft: Draft,
  record: Readonly<Record<string, unknown>>,
  first: string,
  last: string,
  base: string,
  second: string,
  known: KnownMetric | null,
): void {
  addMetric(draft, known === null ? `${base}/${first}` : base, numberOf(record[first]), null)
  addMetric(draft, known?.second === undefined ? `${base}/${last}` : second, numberOf(record[last]), null)
}

function readCounts(draft: Draft, metric: V2Metric, record: Readonly<Record<string, unknown>>): void {
  const column = textParam(metric, 'column') ?? metric.type
  const counts = recordOf(record['counts']) ?? {}
  const shares = recordOf(record['shares']) ?? {}
  draft.subjects.add('quality')
  addMetric(draft, columnMetricName(column, 'unique'), Object.keys(counts).length, null)
  for (const label of Object.keys(counts).slice(0, mostLabels)) {
    addMetric(draft, columnMetricName(column, `count/${label}`), numberOf(counts[label]), null)
    addMetric(draft, columnMetricName(column, `share/${label}`), numberOf(shares[label]), null)
  }
}

function readLabels(
  draft: Draft,
  record: Readonly<Record<string, unknown>>,
  prefix: string,
  base: string,
): void {
  const part = base.slice(prefix.length)
  for (const [label, value] of Object.entries(record).slice(0, mostLabels)) {
    addMetric(draft, prefix + labelMetricName(label, part), numberOf(value), null)
  }
}
