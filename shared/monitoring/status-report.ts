import type { DriftReport, FeatureDrift, ReportTest } from '../model/drift-report'

/** The part of a report that a project's status is made of: small enough to hold for thousands of reports. */
export interface StatusReport extends Pick<
  DriftReport,
  | 'sourceId'
  | 'id'
  | 'format'
  | 'project'
  | 'createdAt'
  | 'datasetDrift'
  | 'driftShare'
  | 'driftShareThreshold'
  | 'driftedFeatureCount'
  | 'featureCount'
  | 'metrics'
> {
  readonly features: readonly Pick<FeatureDrift, 'name' | 'drifted'>[]
  readonly tests: readonly Pick<ReportTest, 'status'>[]
}
