import type { DriftDirection, DriftMethodId } from '../drift/methods'

/**
 * One monitoring report, whatever wrote it. Evidently has two families that share no field names: `legacy`
 * (0.1.59 – 0.6.7) and `v2` (0.7 and `evidently.future`). `toolkit` is a result dictionary of the toolkit's monitor.
 */
export const reportFamilies = ['legacy', 'v2', 'toolkit'] as const
export type ReportFamily = (typeof reportFamilies)[number]

/**
 * results-json: `save_json` · snapshot-json: a snapshot saved or dumped by hand · html: `save_html` ·
 * workspace: a snapshot in a folder of `evidently ui` · sqlite: one in its database.
 */
export const reportFormats = ['results-json', 'snapshot-json', 'html', 'workspace', 'sqlite'] as const
export type ReportFormat = (typeof reportFormats)[number]

/** `tests`: nothing but a test suite · `mixed`: several of the others · `other`: nothing that we know a name for. */
export const reportKinds = [
  'drift',
  'classification',
  'regression',
  'quality',
  'tests',
  'mixed',
  'other',
] as const
export type ReportKind = (typeof reportKinds)[number]

/** content: the report states it · sibling: the same run saved in a format that does · name: of the file · file: mtime. */
export type ReportTimeSource = 'content' | 'sibling' | 'name' | 'file'

/** SKIPPED exists in Evidently too; a WARNING is a failed test that is not critical. */
export const testStatuses = ['SUCCESS', 'WARNING', 'FAIL', 'ERROR', 'SKIPPED'] as const
export type TestStatus = (typeof testStatuses)[number]

/** A histogram: as many values as bars for categories; one more than bars (the edges) for numbers. */
export interface Distribution {
  readonly x: readonly (number | string)[]
  readonly y: readonly number[]
}

export interface FeatureDrift {
  readonly name: string
  /** `num`, `cat`, `text`, `embeddings` …; null where the format does not say. */
  readonly type: string | null
  /** As the file states it: "K-S p_value", or "psi" when the user chose it. */
  readonly method: string | null
  /** The same method has the same id in all formats; null for a custom function. */
  readonly methodId: DriftMethodId | null
  readonly score: number | null
  /** Null where the format has none (HTML). Evidently's default for the method is in shared/drift/methods. */
  readonly threshold: number | null
  /** The side of the threshold on which a score means drift. */
  readonly direction: DriftDirection | null
  readonly drifted: boolean | null
  /**
   * stated: in the file · test: by the outcome of a drift test · derived: from score, method and threshold ·
   * counted: all or none of the columns drifted, says their number. Null when `drifted` is.
   */
  readonly driftedFrom: 'stated' | 'test' | 'derived' | 'counted' | null
  readonly reference: Distribution | null
  readonly current: Distribution | null
}

export interface ReportTest {
  /** Names embed values of the reference; `key` is the same from report to report. */
  readonly key: string
  readonly name: string
  readonly status: TestStatus
  readonly description: string
  /** `data_drift`, `data_quality` …; null in the v2 family. */
  readonly group: string | null
  readonly column: string | null
}

export interface ReportMetric {
  readonly current: number | null
  /** The same metric of the reference data, where the report holds it. */
  readonly reference: number | null
}

export interface DriftReport {
  readonly sourceId: string
  /** Unique within the source: the path relative to its folder; in a database `<file>#<snapshot id>`. */
  readonly id: string
  /** By its place in the toolkit's layout, or the project's name in an Evidently workspace; else null. */
  readonly project: string | null
  /** Absolute; the database for a report within one. */
  readonly file: string
  readonly family: ReportFamily
  readonly format: ReportFormat
  readonly kind: ReportKind
  /** What the user or Evidently called it, or null. */
  readonly title: string | null
  /** The version of Evidently where the file says it, or null. */
  readonly version: string | null
  /** Epoch ms. A time without zone is taken as local to this machine. */
  readonly createdAt: number | null
  readonly timeIsFrom: ReportTimeSource | null
  /** Reports of one series follow each other in time: same project or folder, same name without its date. */
  readonly seriesKey: string
  readonly tags: readonly string[]
  readonly datasetDrift: boolean | null
  /** Drifted columns / columns, 0..1. */
  readonly driftShare: number | null
  /** The dataset counts as drifted from this share on. */
  readonly driftShareThreshold: number | null
  readonly driftedFeatureCount: number | null
  readonly featureCount: number | null
  readonly features: readonly FeatureDrift[]
  readonly tests: readonly ReportTest[]
  /** By normalised name (`accuracy`, `column/age/mean` …), the same in all families and formats. */
  readonly metrics: Readonly<Record<string, ReportMetric>>
  /** What this report lacks or contradicts, in sentences for the screen. */
  readonly problems: readonly string[]
}
