import { rounded } from './evidently-legacy'
import type { MonitoredBatch, Quality } from './monitored-batches'

/**
 * HTML reports as Evidently hands out their data, `var evidently_dashboard_<hex32> = {…}` in a script of the head, or
 * `var metric_<hex32>` since 0.7.
 * The rest of the page is ours: Evidently's own is its library of 3 MB.
 */
export function driftPage(batch: MonitoredBatch, id: string): string {
  const rows = batch.columns.map((column) => [
    column.name,
    column.method?.displayName ?? '',
    `${rounded(column.score, 3)}`,
    column.drifted === true ? 'Detected' : 'Not detected',
  ])
  const widgets = driftWidgets(batch, (number, metric) => `${metric}-${number}`)
  return page({ id, widgets, title: 'Data drift', heads: ['Column', 'Test', 'Score', 'Drift'], rows })
}

/** The widgets of a drift preset: the same in pages of both families and in v2 snapshots. */
export function driftWidgets(
  { drift, columns }: MonitoredBatch,
  idOf: (number: number, metric: string) => string,
): object[] {
  const share = rounded(drift.driftShare, 3)
  const percent = rounded((drift.driftShare ?? 0) * 100, 3) ?? 0
  const shown = Number.isInteger(percent) ? percent.toFixed(1) : String(percent)
  const verdict =
    `Dataset Drift is ${drift.datasetDrift === true ? '' : 'NOT '}detected. ` +
    `Dataset drift detection threshold is ${drift.driftShareThreshold}`
  const counters = (id: string, title: string, list: readonly [value: string, label: string][]) =>
    widget('counter', id, title, { counters: list.map(([value, label]) => ({ value, label })) })
  return [
    counters(idOf(0, 'DatasetDriftMetric'), '', [['Dataset Drift', verdict]]),
    counters(idOf(1, 'DatasetDriftMetric'), '', [
      [`${drift.comparedCount}`, 'Columns'],
      [`${drift.driftedCount}`, 'Drifted Columns'],
      [`${share}`, 'Share of Drifted Columns'],
    ]),
    counters(idOf(2, 'DataDriftTable'), '', [['', 'Data Drift Summary']]),
    widget(
      'big_table',
      idOf(3, 'DataDriftTable'),
      `Drift is detected for ${shown}% of columns (${drift.driftedCount} out of ${drift.comparedCount}).`,
      {
        rowsPerPage: 10,
        columns: tableColumns.map(([title, field]) => ({ title, field })),
        data: columns.map((column) => ({
          column_name: column.name,
          column_type: column.type,
          stattest_name: column.method?.displayName ?? '',
          reference_distribution: column.referenceHistogram,
          current_distribution: column.currentHistogram,
          data_drift: column.drifted === true ? 'Detected' : 'Not Detected',
          drift_score: rounded(column.score, 6),
        })),
      },
    ),
  ]
}

const tableColumns = [
  ['Column', 'column_name'],
  ['Type', 'column_type'],
  ['Reference Distribution', 'reference_distribution'],
  ['Current Distribution', 'current_distribution'],
  ['Data Drift', 'data_drift'],
  ['Stat Test', 'stattest_name'],
  ['Drift Score', 'drift_score'],
] as const

export function qualityPage({ current, reference }: MonitoredBatch, id: string): string {
  const counters = (quality: Quality) => ({
    counters: qualityLabels.map(([label, key]) => ({ value: `${rounded(quality[key], 3)}`, label })),
  })
  const metric = 'ClassificationQualityMetric'
  const widgets = [
    widget('counter', `${metric}-0`, '', {
      counters: [{ value: '', label: "Classification Model Performance. Target: 'target’" }],
    }),
    widget('counter', `${metric}-1`, 'Current: Model Quality Metrics', counters(current)),
    widget('counter', `${metric}-2`, 'Reference: Model Quality Metrics', counters(reference)),
  ]
  const rows = qualityLabels.map(([label, key]) => [
    label,
    `${rounded(current[key], 3)}`,
    `${rounded(reference[key], 3)}`,
  ])
  return page({ id, widgets, title: 'Model performance', heads: ['Metric', 'Current', 'Reference'], rows })
}

/** As `snapshot.save_html()` of 0.7: one counter a metric and side, in a group, under another variable. */
export function v2QualityPage({ current, reference }: MonitoredBatch, id: string): string {
  const widgets = v2Labels.flatMap(([label, key]) =>
    [['current', current] as const, ['reference', reference] as const].map(([side, quality], number) =>
      widget('counter', `${key}-${number}`, `${label} metric (${side})`, {
        counters: [{ value: (rounded(quality[key], 3) ?? 0).toFixed(3), label: '' }],
      }),
    ),
  )
  const group = { type: 'group', title: '', id: 'group', params: null, tabs: [], widgets }
  const rows = v2Labels.map(([label, key]) => [
    label,
    `${rounded(current[key], 3)}`,
    `${rounded(reference[key], 3)}`,
  ])
  const heads = ['Metric', 'Current', 'Reference']
  return page({ id, family: 'metric', widgets: [group], title: 'Quality of the answers', heads, rows })
}

const v2Labels = [
  ['Accuracy', 'accuracy'],
  ['Precision', 'precision'],
  ['Recall', 'recall'],
  ['F1 score', 'f1'],
] as const

const qualityLabels = [
  ['Accuracy', 'accuracy'],
  ['Precision', 'precision'],
  ['Recall', 'recall'],
  ['F1', 'f1'],
] as const

function widget(type: string, id: string, title: string, params: object): object {
  return { type, title, size: 2, id, params, tabs: [], widgets: [] }
}

interface Page {
  readonly id: string
  /** How the variable of the data begins: the two families differ in it. */
  readonly family?: 'evidently_dashboard' | 'metric'
  readonly widgets: readonly object[]
  readonly title: string
  readonly heads: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

function page({ id, family = 'evidently_dashboard', widgets, title, heads, rows }: Page): string {
  const variable = `${family}_${id}`
  const cells = (tag: string, texts: readonly string[]) =>
    `<tr>${texts.map((text) => `<${tag}>${escaped(text)}</${tag}>`).join('')}</tr>`
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escaped(title)}</title>
<style>:root{color-scheme:light dark}body{font:14px system-ui;margin:2rem}td,th{text-align:left;padding:.3rem 1.5rem .3rem 0}</style>
<script>
    var ${variable} = ${JSON.stringify({ name: 'Report', widgets })};
    var additional_graphs_${variable} = {};
</script>
</head>
<body>
<h1>${escaped(title)}</h1>
<p>Demo data, simulated by Sextant.</p>
<table>
${cells('th', heads)}
${rows.map((row) => cells('td', row)).join('\n')}
</table>
</body>
</html>
`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
