import type { HtmlData } from './html-data'
import { createDraft, deriveVerdicts, finishDraft, type ReportContent } from './report-content'
import { fieldOf, textOf } from './untrusted'
import { readWidgetDrift } from './widget-drift'
import { readWidgetMetrics } from './widget-metrics'
import { readWidgetTests } from './widget-tests'
import { walkWidgets } from './widgets'

/**
 * `{name: "Report" | "Test Suite", widgets}` of an HTML report. The page has no time, no tags and no thresholds but
 * those in sentences of tests; scores have 6 digits, metrics 2 or 3.
 */
export function readHtmlReport({ family, dashboard }: HtmlData): ReportContent {
  const draft = createDraft(family)
  draft.isTestSuite = textOf(fieldOf(dashboard, 'name')) === 'Test Suite'
  const widgets = walkWidgets(fieldOf(dashboard, 'widgets'))
  readWidgetDrift(draft, widgets)
  readWidgetTests(draft, widgets)
  readWidgetMetrics(draft, widgets, 'all')
  deriveVerdicts(draft)
  return finishDraft(draft)
}
