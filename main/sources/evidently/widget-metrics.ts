import { columnMetricName, legacyDatasetName } from './metric-names'
import { addMetric, type Draft, type Subject } from './report-content'
import { arrayOf, fieldOf, numberFromText, textOf } from './untrusted'
import { countersOf, type Widget } from './widgets'

type Side = 'current' | 'reference'
type Add = (name: string, side: Side, value: number | null) => void

/**
 * Metrics as Evidently's pages show them, rounded to 2 or 3 digits. `all` for HTML; `known` only fills in the reference
 * of metrics that the report states exactly (v2 files keep reference values in their widgets alone).
 */
export function readWidgetMetrics(draft: Draft, widgets: readonly Widget[], take: 'all' | 'known'): void {
  const add: Add = (name, side, value) => {
    if (take === 'known' && !draft.metrics.has(name)) return
    addMetric(draft, name, side === 'current' ? value : null, side === 'reference' ? value : null)
  }
  for (const widget of widgets) {
    if (widget.type === 'counter') {
      readQuality(draft, widget, add)
      readMissing(draft, widget, add)
      readSingle(draft, widget, add)
    } else if (widget.type === 'table') readSummaryTable(draft, widget, add)
    else if (widget.type === 'rich_data') readColumnSummary(draft, widget, add)
    else if (widget.type === 'big_graph') readGraphTitle(draft, widget, add)
  }
}

const qualityLabels = new Map([
  ['Accuracy', 'accuracy'],
  ['Precision', 'precision'],
  ['Recall', 'recall'],
  ['F1', 'f1'],
  ['ROC AUC', 'roc_auc'],
  ['LogLoss', 'log_loss'],
])
const errorLabels = new Map([
  ['ME', ['mean_error', 'error_std']],
  ['MAE', ['mean_abs_error', 'abs_error_std']],
  ['MAPE', ['mean_abs_perc_error', 'abs_perc_error_std']],
] as const)

function readQuality(draft: Draft, widget: Widget, add: Add): void {
  const title = /^(Current|Reference): Model Quality( Metrics$| \(\+\/- std\)$)/.exec(widget.title)
  if (title === null) return
  const side = title[1] === 'Current' ? 'current' : 'reference'
  for (const { label, value } of countersOf(widget)) {
    const name = qualityLabels.get(label)
    if (name !== undefined) {
      draft.subjects.add('classification')
      add(name, side, numberFromText(value))
    }
    const names = errorLabels.get(label as 'ME')
    if (names === undefined) continue
    draft.subjects.add('regression')
    const [mean, deviation] = withBrackets(value)
    add(names[0], side, mean)
    add(names[1], side, deviation)
  }
}

/** "0.24 (0.18)" → 0.24 and 0.18; "0 (0.0%)" → 0 and 0 hundredths. */
function withBrackets(text: string): readonly [number | null, number | null] {
  const found = /^(\S+) \((\S+?)(%?)\)$/.exec(text)
  if (found === null) return [numberFromText(text), null]
  const second = numberFromText(found[2])
  return [numberFromText(found[1]), second === null || found[3] === '' ? second : second / 100]
}

function readMissing(draft: Draft, widget: Widget, add: Add): void {
  const column = /^Missing values in column '(.{1,1000})'$/s.exec(widget.heading)?.[1]
  if (column === undefined && widget.heading !== 'Dataset Missing Values') return
  for (const { label, value } of countersOf(widget)) {
    const side = /^Missing values \((Current|Reference) data\)$/.exec(label)?.[1]
    if (side === undefined) continue
    draft.subjects.add('quality')
    const [count, share] = withBrackets(value)
    const at = side === 'Current' ? 'current' : 'reference'
    add(column === undefined ? 'missing_values' : columnMetricName(column, 'missing'), at, count)
    add(column === undefined ? 'missing_share' : columnMetricName(column, 'missing_share'), at, share)
  }
}

/** What single metrics of the v2 family are called on the page, and here; the second name is that of share or deviation. */
type Shown = readonly [name: string, second: string | null, subject: Subject]
const displayNames = new Map<string, Shown>([
  ['Accuracy metric', ['accuracy', null, 'classification']],
  ['Precision metric', ['precision', null, 'classification']],
  ['Recall metric', ['recall', null, 'classification']],
  ['F1 score metric', ['f1', null, 'classification']],
  ['Row count in dataset', ['row_count', null, 'quality']],
  ['Column count in dataset', ['column_count', null, 'quality']],
  ['R2 Score', ['r2_score', null, 'regression']],
  ['RMSE', ['rmse', null, 'regression']],
  ['Absolute Max Error', ['abs_error_max', null, 'regression']],
  ['Mean Error', ['mean_error', 'error_std', 'regression']],
  ['Mean Absolute Error', ['mean_abs_error', 'abs_error_std', 'regression']],
  ['Mean Absolute Percentage Error', ['mean_abs_perc_error', 'abs_perc_error_std', 'regression']],
])

/** "R2 Score (current)" with one number, "Mean Error: Reference" with Mean and Std or Count and Share. */
function readSingle(draft: Draft, widget: Widget, add: Add): void {
  const title = /^(.{1,1000}?)(?:: (Current|Reference)| \((current|reference)\))$/s.exec(widget.title)
  if (title === null) return
  const [, display = '', upper, lower] = title
  const side = (upper ?? lower)?.toLowerCase() === 'current' ? 'current' : 'reference'
  const shown = displayNames.get(display) ?? columnNames(display)
  if (shown === null) return
  const [name, second, subject] = shown
  draft.subjects.add(subject)
  for (const { label, value } of countersOf(widget)) {
    if (label === '' || label === 'Mean' || label === 'Count') add(name, side, numberFromText(value))
    else if (second !== null && (label === 'Std' || label === 'Share'))
      add(second, side, numberFromText(value))
  }
}

const columnPhrases: readonly (readonly [RegExp, string, string | null])[] = [
  [/^Column '(.{1,1000})' missing values$/s, 'missing', 'missing_share'],
  [/^Minimal value of '?(.{1,1000}?)'?$/s, 'min', null],
  [/^Maximum value of '?(.{1,1000}?)'?$/s, 'max', null],
  [/^Mean value of '?(.{1,1000}?)'?$/s, 'mean', null],
  [/^Std value of '?(.{1,1000}?)'?$/s, 'std', null],
]

function columnNames(display: string): Shown | null {
  for (const [phrase, part, second] of columnPhrases) {
    const column = phrase.exec(display)?.[1]
    if (column === undefined) continue
    return [
      columnMetricName(column, part),
      second === null ? null : columnMetricName(column, second),
      'quality',
    ]
  }
  return null
}

/** "Mean value of 'num': current: 1.100, reference: -0.082", a plot whose title holds the numbers. */
function readGraphTitle(draft: Draft, widget: Widget, add: Add): void {
  const title = /^(.{1,1000}): current: (\S+?)(?:, reference: (\S+))?$/s.exec(widget.title)
  if (title === null) return
  const name = columnNames(title[1] ?? '')?.[0]
  if (name === undefined) return
  draft.subjects.add('quality')
  add(name, 'current', numberFromText(title[2]))
  add(name, 'reference', numberFromText(title[3]))
}

function readSummaryTable(draft: Draft, widget: Widget, add: Add): void {
  if ((arrayOf(fieldOf(widget.params, 'header')) ?? []).join() !== 'Metric,Current,Reference') return
  draft.subjects.add('quality')
  for (const row of arrayOf(fieldOf(widget.params, 'data')) ?? []) {
    const [label, current, reference] = arrayOf(row) ?? []
    if (typeof label !== 'string') continue
    add(legacyDatasetName(label), 'current', numberFromText(current))
    add(legacyDatasetName(label), 'reference', numberFromText(reference))
  }
}

const columnLabels = new Map([
  ['count', 'count'],
  ['mean', 'mean'],
  ['std', 'std'],
  ['min', 'min'],
  ['25%', 'p25'],
  ['50%', 'p50'],
  ['75%', 'p75'],
  ['max', 'max'],
  ['unique', 'unique'],
  ['missing', 'missing'],
])

function readColumnSummary(draft: Draft, widget: Widget, add: Add): void {
  const column = textOf(fieldOf(widget.params, 'header'))
  const sides = arrayOf(fieldOf(widget.params, 'metricsValuesHeaders')) ?? []
  if (column === null) return
  draft.subjects.add('quality')
  for (const metric of arrayOf(fieldOf(widget.params, 'metrics')) ?? []) {
    const part = columnLabels.get(textOf(fieldOf(metric, 'label')) ?? '')
    const values = arrayOf(fieldOf(metric, 'values')) ?? []
    if (part === undefined) continue
    sides.forEach((side, at) => {
      if (side !== 'current' && side !== 'reference') return
      const [value, share] = withBrackets(textOf(values[at]) ?? '')
      add(columnMetricName(column, part), side, value)
      if (part === 'missing') add(columnMetricName(column, 'missing_share'), side, share)
    })
  }
}
