import { fail, ok, type Result } from '../../../shared/result'
import type { HtmlData } from './html-data'
import { readHtmlReport } from './html-report'
import { readLegacyResults, readLegacySnapshot, readLegacyTestSuite } from './legacy-report'
import type { ReportContent } from './report-content'
import { readToolkitResult } from './toolkit-result'
import { parseTolerantJson } from './tolerant-json'
import { arrayOf, fieldOf, recordOf, textOf } from './untrusted'
import { readV2Results, readV2Snapshot } from './v2-report'
import { withoutPlots } from './without-plots'

export type ReportShape = 'results' | 'snapshot' | 'html'

export interface ParsedReport {
  readonly shape: ReportShape
  readonly content: ReportContent
}

/**
 * Any JSON file of Evidently or of the toolkit. 'corrupt' when it is not whole; 'unsupported' when it is JSON of
 * something else, which is no fault: folders hold other files too.
 */
export function parseReportJson(text: string): Result<ParsedReport> {
  if (text.length > 0 && !marks.some((mark) => text.includes(mark))) return notOurs
  const parsed = parseTolerantJson(text.includes('"top_level_metrics"') ? withoutPlots(text) : text)
  if (!parsed.ok) return parsed
  const json = parsed.value
  const reader = readerOf(json)
  return reader === null ? notOurs : ok({ shape: reader.shape, content: reader.read(json) })
}

const notOurs = fail('unsupported', 'This JSON file is no report of Evidently that Sextant knows.')

/** Every report has one of these; a search is much cheaper than parsing somebody else's megabytes. */
const marks = ['"metric_results"', '"metrics"', '"tests"', '"monitoring_enabled"']

export function parseReportHtml(data: HtmlData): ParsedReport {
  return { shape: 'html', content: readHtmlReport(data) }
}

interface ReportReader {
  readonly shape: ReportShape
  readonly read: (json: unknown) => ReportContent
}

/**
 * By structure alone: versions inside files are not reliable (projects of 0.7 say "1" or "2", reports made by
 * `as_dict()` nothing). The order matters.
 */
function readerOf(json: unknown): ReportReader | null {
  if (arrayOf(fieldOf(fieldOf(json, 'suite'), 'metrics')) !== null)
    return { shape: 'snapshot', read: readLegacySnapshot }
  if (
    recordOf(fieldOf(json, 'metric_results')) !== null &&
    arrayOf(fieldOf(json, 'top_level_metrics')) !== null
  ) {
    return { shape: 'snapshot', read: readV2Snapshot }
  }
  const metrics = arrayOf(fieldOf(json, 'metrics'))
  const tests = fieldOf(json, 'tests')
  const first = metrics?.[0]
  if (textOf(fieldOf(first, 'metric')) !== null && fieldOf(first, 'result') !== undefined) {
    return { shape: 'results', read: readLegacyResults }
  }
  if (arrayOf(tests) !== null && recordOf(fieldOf(json, 'summary')) !== null) {
    return { shape: 'results', read: readLegacyTestSuite }
  }
  if (textOf(fieldOf(first, 'metric_name')) !== null) return { shape: 'results', read: readV2Results }
  if (textOf(fieldOf(first, 'metric_id')) !== null && fieldOf(first, 'value') !== undefined) {
    return { shape: 'results', read: readV2Results }
  }
  if (metrics?.length === 0) return emptyReader(json, tests)
  const isToolkit =
    typeof fieldOf(json, 'monitoring_enabled') === 'boolean' && textOf(fieldOf(json, 'project_name')) !== null
  return isToolkit ? { shape: 'results', read: readToolkitResult } : null
}

/** A report without metrics: the legacy family writes its version, v2 a list of tests. */
function emptyReader(json: unknown, tests: unknown): ReportReader | null {
  if (textOf(fieldOf(json, 'version')) !== null && textOf(fieldOf(json, 'timestamp')) !== null) {
    return { shape: 'results', read: readLegacyResults }
  }
  return arrayOf(tests) === null && recordOf(tests) === null
    ? null
    : { shape: 'results', read: readV2Results }
}
