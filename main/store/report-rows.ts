import { numberFromJson, toJson } from '../../shared/json'
import type { Distribution, DriftReport, FeatureDrift, TestStatus } from '../../shared/model/drift-report'
import type { ReportRow } from '../../shared/model/report-query'
import type { StatusReport } from '../../shared/monitoring/status-report'
import { timeOrNull, wholeOrNull } from './whole-number'

/** The columns that a report is written with; `project` is bound by the writer. */
export const reportColumns = [
  ...['source_id', 'report_id', 'generation', 'project', 'stated_project', 'file', 'family', 'format'],
  ...['kind', 'title', 'version', 'created_at', 'time_is_from', 'series_key', 'dataset_drift', 'drift_share'],
  ...['drift_share_threshold', 'drifted_feature_count', 'feature_count', 'passed_tests', 'warned_tests'],
  ...['failed_tests', 'error_tests', 'skipped_tests', 'problem_count', 'search', 'outline', 'record'],
  ...['distributions'],
]

export function toStoredReport(report: DriftReport): Readonly<Record<string, unknown>> {
  const counts = testCounts(report)
  const createdAt = timeOrNull(report.createdAt)
  return {
    source_id: report.sourceId,
    report_id: report.id,
    stated_project: report.project,
    file: report.file,
    family: report.family,
    format: report.format,
    kind: report.kind,
    title: report.title,
    version: report.version,
    created_at: createdAt,
    time_is_from: report.timeIsFrom,
    series_key: report.seriesKey,
    dataset_drift: report.datasetDrift === null ? null : Number(report.datasetDrift),
    drift_share: finiteOrNull(report.driftShare),
    drift_share_threshold: finiteOrNull(report.driftShareThreshold),
    drifted_feature_count: wholeOrNull(report.driftedFeatureCount),
    feature_count: wholeOrNull(report.featureCount),
    passed_tests: counts.SUCCESS,
    warned_tests: counts.WARNING,
    failed_tests: counts.FAIL,
    error_tests: counts.ERROR,
    skipped_tests: counts.SKIPPED,
    problem_count: report.problems.length,
    search: searchText(report),
    outline: toJson({ ...outlineOf(report), createdAt }),
    record: toJson({
      ...report,
      createdAt,
      features: report.features.map((feature) => ({ ...feature, reference: null, current: null })),
    }),
    distributions: toJson(
      report.features.map(({ reference, current }) =>
        reference === null && current === null ? null : [reference, current],
      ),
    ),
  }
}

function testCounts({ tests }: DriftReport): Record<TestStatus, number> {
  const counts = { SUCCESS: 0, WARNING: 0, FAIL: 0, ERROR: 0, SKIPPED: 0 }
  for (const test of tests) counts[test.status]++
  return counts
}

/** Metrics of single columns and labels stay out: limits are on those of the whole model. */
function outlineOf(report: DriftReport): StatusReport {
  return {
    sourceId: report.sourceId,
    id: report.id,
    format: report.format,
    project: report.project,
    createdAt: report.createdAt,
    datasetDrift: report.datasetDrift,
    driftShare: report.driftShare,
    driftShareThreshold: report.driftShareThreshold,
    driftedFeatureCount: report.driftedFeatureCount,
    featureCount: report.featureCount,
    features: report.features.map(({ name, drifted }) => ({ name, drifted })),
    tests: report.tests.map(({ status }) => ({ status })),
    metrics: Object.fromEntries(Object.entries(report.metrics).filter(([key]) => !key.includes('/'))),
  }
}

const mostSearchedFeatures = 200

function searchText(report: DriftReport): string {
  const names = report.features.slice(0, mostSearchedFeatures).map((feature) => feature.name)
  return [
    report.title ?? '',
    report.id,
    report.kind,
    report.family,
    report.version ?? '',
    ...report.tags,
    ...names,
  ]
    .join('\n')
    .toLowerCase()
}

function finiteOrNull(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null
}

export const reportRowColumns = `
  report.source_id AS sourceId, report.report_id AS id, report.project, report.file, report.family, report.format,
  report.kind, report.title, report.version, report.created_at AS createdAt, report.time_is_from AS timeIsFrom,
  report.series_key AS seriesKey, report.dataset_drift AS datasetDrift, report.drift_share AS driftShare,
  report.drift_share_threshold AS driftShareThreshold, report.drifted_feature_count AS driftedFeatureCount,
  report.feature_count AS featureCount, report.passed_tests AS passed, report.warned_tests AS warned,
  report.failed_tests AS failed, report.error_tests AS errors, report.skipped_tests AS skipped,
  report.problem_count AS problemCount`

export interface StoredReportRow extends Omit<ReportRow, 'datasetDrift' | 'testCounts'> {
  readonly datasetDrift: number | null
  readonly passed: number
  readonly warned: number
  readonly failed: number
  readonly errors: number
  readonly skipped: number
}

export function toReportRow(stored: StoredReportRow): ReportRow {
  const { passed, warned, failed, errors, skipped, datasetDrift, ...row } = stored
  return {
    ...row,
    datasetDrift: datasetDrift === null ? null : datasetDrift === 1,
    testCounts: { SUCCESS: passed, WARNING: warned, FAIL: failed, ERROR: errors, SKIPPED: skipped },
  }
}

/** `record` as it was written, with the project it is bound to now; features have no distributions. */
export function toReport(record: string, project: string | null): DriftReport {
  const report = parseNumbers(record) as DriftReport
  return { ...report, project }
}

/** Puts the distributions back, in the order of the features. */
export function withDistributions(report: DriftReport, distributions: string): DriftReport {
  const stored = parseNumbers(distributions) as readonly (
    readonly [Distribution | null, Distribution | null] | null
  )[]
  const features = report.features.map((feature, at): FeatureDrift => {
    const [reference, current] = stored[at] ?? [null, null]
    return { ...feature, reference: withNumbers(reference), current: withNumbers(current) }
  })
  return { ...report, features }
}

function withNumbers(stored: Distribution | null): Distribution | null {
  return stored === null ? null : { x: stored.x, y: stored.y.map((value) => numberFromJson(value) ?? NaN) }
}

export function toOutline(outline: string, project: string | null): StatusReport {
  return { ...(parseNumbers(outline) as StatusReport), project }
}

/** Fields that may hold a number JSON does not have, which `toJson` wrote as a word. */
const numericFields = new Set([
  'score',
  'threshold',
  'driftShare',
  'driftShareThreshold',
  'current',
  'reference',
])

function parseNumbers(text: string): unknown {
  // Nearly no report holds one, and a reviver makes parsing three times as slow.
  if (!/"(?:NaN|-?Infinity)"/.test(text)) return JSON.parse(text) as unknown
  return JSON.parse(text, (key, value: unknown) =>
    numericFields.has(key) && typeof value === 'string' ? (numberFromJson(value) ?? value) : value,
  ) as unknown
}
