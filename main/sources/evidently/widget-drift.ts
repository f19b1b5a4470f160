import { addFeature, distributionOf, type Draft } from './report-content'
import { arrayOf, fieldOf, numberFromText, textOf } from './untrusted'
import { countersOf, type Counter, type Widget } from './widgets'

const datasetLabel = /^Dataset Drift is (NOT )?detected\. Dataset drift detection threshold is (\S+)$/
const columnLabel = /^Data drift (not )?detected\. Drift detection method: (.{1,300})\. Drift score: (\S+)$/
const columnValue = /^Drift in (column|embeddings) '(.{1,1000})'$/s

/** Drift as Evidently's pages show it, in HTML and in the widgets of v2 snapshots. Thresholds are not on the page. */
export function readWidgetDrift(draft: Draft, widgets: readonly Widget[]): void {
  for (const widget of widgets) {
    if (widget.type === 'big_table') readTable(draft, widget)
    for (const counter of countersOf(widget)) {
      readDataset(draft, counter)
      readColumn(draft, counter)
    }
  }
  const counters = widgets.flatMap(countersOf)
  const titles = widgets.filter((widget) => widget.type === 'big_table').map((widget) => widget.title)
  readTotals(draft, titles, (label) => numberFromText(counters.find((each) => each.label === label)?.value))
  readPlainCount(draft, widgets)
}

function readDataset(draft: Draft, { label }: Counter): void {
  const found = datasetLabel.exec(label)
  if (found === null) return
  draft.subjects.add('drift')
  draft.datasetDrift ??= found[1] === undefined
  draft.driftShareThreshold ??= numberFromText(found[2])
}

/** A column compared outside the table, with its score rounded to 3 digits. */
function readColumn(draft: Draft, { label, value }: Counter): void {
  const verdict = columnLabel.exec(label)
  const subject = columnValue.exec(value)
  if (verdict === null || subject === null) return
  const [, not, method = '', score] = verdict
  const [, kind, name = ''] = subject
  draft.subjects.add('drift')
  const type = kind === 'embeddings' ? 'embeddings' : null
  addFeature(draft, { name, type, method, score: numberFromText(score), drifted: not === undefined })
}

/** The table of columns, known by its score column. Rows beyond the first page of the table are here too. */
function readTable(draft: Draft, widget: Widget): void {
  const columns = arrayOf(fieldOf(widget.params, 'columns')) ?? []
  if (!columns.some((column) => fieldOf(column, 'field') === 'drift_score')) return
  draft.subjects.add('drift')
  for (const row of arrayOf(fieldOf(widget.params, 'data')) ?? []) {
    const name = textOf(fieldOf(row, 'column_name'))
    if (name === null) continue
    const verdict = textOf(fieldOf(row, 'data_drift'))?.toLowerCase()
    addFeature(draft, {
      name,
      type: textOf(fieldOf(row, 'column_type')),
      method: textOf(fieldOf(row, 'stattest_name')),
      score: numberFromText(fieldOf(row, 'drift_score')),
      drifted: verdict === 'detected' ? true : verdict === 'not detected' ? false : null,
      reference: distributionOf(fieldOf(row, 'reference_distribution')),
      current: distributionOf(fieldOf(row, 'current_distribution')),
    })
  }
}

/**
 * The counters round the share to 3 digits, and in 0.7.0 – 0.7.8 count columns that were not compared ("4 out of 9" with
 * a share of 4/7): the rows are counted instead wherever they agree with the share.
 */
function readTotals(
  draft: Draft,
  titles: readonly string[],
  counter: (label: string) => number | null,
): void {
  const share = counter('Share of Drifted Columns') ?? shareOfTitle(titles)
  if (share === null || draft.driftShare !== null) return
  const drifted = draft.features.filter((feature) => feature.drifted === true).length
  const total = draft.features.length
  if (total > 0 && Math.abs(drifted / total - share) < 0.0011) {
    draft.driftShare = drifted / total
    draft.driftedFeatureCount = drifted
    draft.featureCount = total
    return
  }
  draft.driftShare = share
  draft.driftedFeatureCount = counter('Drifted Columns')
  draft.featureCount = counter('Columns')
}

/** "Drift is detected for 33.333% of columns (2 out of 6).", above the table of columns. */
function shareOfTitle(titles: readonly string[]): number | null {
  for (const title of titles) {
    const found = /^Drift is detected for [\d.]{1,12}% of columns \((\d{1,9}) out of (\d{1,9})\)/.exec(title)
    if (found !== null && Number(found[2]) > 0) return Number(found[1]) / Number(found[2])
  }
  return null
}

/** DriftedColumnsCount on its own, with two digits and no verdict. */
function readPlainCount(draft: Draft, widgets: readonly Widget[]): void {
  for (const widget of widgets) {
    const slot = /^Count of Drifted Columns: (count|share)$/.exec(widget.title)?.[1]
    const value = numberFromText(countersOf(widget)[0]?.value)
    if (slot === undefined || value === null) continue
    draft.subjects.add('drift')
    if (slot === 'count') draft.driftedFeatureCount ??= value
    else draft.driftShare ??= value
  }
}
