import type { DriftReport, FeatureDrift } from '../../../../shared/model/drift-report'

/** A report that says nothing but what a test gives it. */
export function report(given: Partial<DriftReport> = {}): DriftReport {
  return {
    sourceId: 'ev',
    id: 'report.json',
    project: 'lora',
    file: '/reports/report.json',
    family: 'legacy',
    format: 'results-json',
    kind: 'drift',
    title: null,
    version: null,
    createdAt: 0,
    timeIsFrom: 'content',
    seriesKey: 'report',
    tags: [],
    datasetDrift: null,
    driftShare: null,
    driftShareThreshold: null,
    driftedFeatureCount: null,
    featureCount: null,
    features: [],
    tests: [],
    metrics: {},
    problems: [],
    ...given,
  }
}

export function feature(name: string, given: Partial<FeatureDrift> = {}): FeatureDrift {
  return {
    name,
    type: 'num',
    method: 'K-S p_value',
    methodId: 'ks',
    score: 0.01,
    threshold: 0.05,
    direction: 'below',
    drifted: true,
    driftedFrom: 'stated',
    reference: null,
    current: null,
    ...given,
  }
}
