import { directionOf, driftMethodOf, isDrifted } from '../../../shared/drift/methods'
import type {
  Distribution,
  DriftReport,
  FeatureDrift,
  ReportFamily,
  ReportKind,
  ReportMetric,
  ReportTest,
} from '../../../shared/model/drift-report'
import { arrayOf, fieldOf, numberOf } from './untrusted'

/** What a report says by itself, without the place it lies at. */
export type ReportContent = Omit<
  DriftReport,
  'sourceId' | 'id' | 'file' | 'format' | 'createdAt' | 'timeIsFrom' | 'seriesKey'
> & {
  /** As the file writes it; most often without a zone. */
  readonly statedTime: string | null
}

export type Subject = 'drift' | 'classification' | 'regression' | 'quality'

/** A report under construction: parsers add what they find, in any order. */
export interface Draft {
  readonly family: ReportFamily
  project: string | null
  title: string | null
  version: string | null
  statedTime: string | null
  tags: readonly string[]
  isTestSuite: boolean
  datasetDrift: boolean | null
  driftShare: number | null
  driftShareThreshold: number | null
  driftedFeatureCount: number | null
  featureCount: number | null
  readonly features: FeatureDrift[]
  /** Positions in `features`: a column may be compared by several methods. */
  readonly featuresByName: Map<string, readonly number[]>
  readonly tests: ReportTest[]
  readonly metrics: Map<string, ReportMetric>
  readonly subjects: Set<Subject>
  readonly problems: Set<string>
}

/** More than any honest report has; what goes beyond is left out, and said. */
const mostMetrics = 2_000
const mostFeatures = 10_000
const mostTests = 10_000
const mostBars = 500

export function createDraft(family: ReportFamily): Draft {
  return {
    family,
    project: null,
    title: null,
    version: null,
    statedTime: null,
    tags: [],
    isTestSuite: false,
    datasetDrift: null,
    driftShare: null,
    driftShareThreshold: null,
    driftedFeatureCount: null,
    featureCount: null,
    features: [],
    featuresByName: new Map(),
    tests: [],
    metrics: new Map(),
    subjects: new Set(),
    problems: new Set(),
  }
}

export function finishDraft(draft: Draft): ReportContent {
  const { isTestSuite: _suite, subjects: _subjects, featuresByName: _names, ...rest } = draft
  return {
    ...rest,
    kind: kindOf(draft),
    metrics: Object.fromEntries(draft.metrics),
    problems: [...draft.problems],
  }
}

function kindOf(draft: Draft): ReportKind {
  if (draft.isTestSuite) return 'tests'
  const [first, ...others] = draft.subjects
  if (first === undefined) return draft.tests.length > 0 ? 'tests' : 'other'
  return others.length > 0 ? 'mixed' : first
}

/** The first value of a name stays; a later one only fills in what was not known. */
export function addMetric(
  draft: Draft,
  name: string,
  current: number | null,
  reference: number | null,
): void {
  if (current === null && reference === null) return
  const known = draft.metrics.get(name)
  if (known === undefined && draft.metrics.size >= mostMetrics) {
    draft.problems.add(`Only the first ${mostMetrics} metrics were read.`)
    return
  }
  draft.metrics.set(name, { current: known?.current ?? current, reference: known?.reference ?? reference })
}

export function addTest(draft: Draft, test: ReportTest): void {
  if (draft.tests.length < mostTests) draft.tests.push(test)
  else draft.problems.add(`Only the first ${mostTests} tests were read.`)
}

export interface StatedFeature {
  readonly name: string
  readonly type?: string | null
  readonly method: string | null
  readonly score: number | null
  readonly threshold?: number | null
  readonly drifted?: boolean | null
  readonly driftedFrom?: 'stated' | 'test'
  readonly reference?: Distribution | null
  readonly current?: Distribution | null
}

/** Adds a feature; one of the same name and method only fills in what was not known of it. */
export function addFeature(draft: Draft, stated: StatedFeature): void {
  const fresh = featureOf(stated)
  const sameName = draft.featuresByName.get(stated.name) ?? []
  for (const at of sameName) {
    const known = draft.features[at]
    if (known === undefined || !isSameMethod(known, fresh)) continue
    draft.features[at] = fillIn(known, fresh)
    return
  }
  if (draft.features.length >= mostFeatures) {
    draft.problems.add(`Only the first ${mostFeatures} features were read.`)
    return
  }
  draft.featuresByName.set(stated.name, [...sameName, draft.features.length])
  draft.features.push(fresh)
}

function isSameMethod(a: FeatureDrift, b: FeatureDrift): boolean {
  if (a.method === null || b.method === null) return true
  return a.methodId === null ? a.method === b.method : a.methodId === b.methodId
}

function featureOf(stated: StatedFeature): FeatureDrift {
  const drifted = stated.drifted ?? null
  return {
    name: stated.name,
    type: stated.type ?? null,
    method: stated.method,
    methodId: driftMethodOf(stated.method)?.id ?? null,
    score: stated.score,
    threshold: stated.threshold ?? null,
    direction: directionOf(driftMethodOf(stated.method)),
    drifted,
    driftedFrom: drifted === null ? null : (stated.driftedFrom ?? 'stated'),
    reference: stated.reference ?? null,
    current: stated.current ?? null,
  }
}

function fillIn(known: FeatureDrift, fresh: FeatureDrift): FeatureDrift {
  const method = known.method === null ? fresh : known
  return {
    name: known.name,
    type: known.type ?? fresh.type,
    method: method.method,
    methodId: method.methodId,
    score: known.score ?? fresh.score,
    threshold: known.threshold ?? fresh.threshold,
    direction: method.direction,
    drifted: known.drifted ?? fresh.drifted,
    driftedFrom: known.driftedFrom ?? fresh.driftedFrom,
    reference: known.reference ?? fresh.reference,
    current: known.current ?? fresh.current,
  }
}

/**
 * Verdicts that the file does not state but that follow from what it does: score against threshold as the method
 * demands, and "all" or "none" from the number of drifted columns.
 */
export function deriveVerdicts(draft: Draft): void {
  const { features, driftShare, driftShareThreshold } = draft
  const isCounted = draft.featureCount === features.length
  const isAll = isCounted && draft.driftedFeatureCount === features.length
  const isNone = isCounted && draft.driftedFeatureCount === 0
  features.forEach((feature, at) => {
    if (feature.drifted !== null) return
    const derived = isDrifted(driftMethodOf(feature.method), feature.score, feature.threshold)
    if (derived !== null) features[at] = { ...feature, drifted: derived, driftedFrom: 'derived' }
    else if (isAll || isNone) features[at] = { ...feature, drifted: isAll, driftedFrom: 'counted' }
  })
  if (draft.datasetDrift === null && driftShare !== null && driftShareThreshold !== null) {
    draft.datasetDrift = driftShare >= driftShareThreshold
  }
}

/** `{x, y}` of a small histogram; null for anything else, or when it is too large to be one. */
export function distributionOf(value: unknown): Distribution | null {
  const x = arrayOf(fieldOf(value, 'x'))
  const y = arrayOf(fieldOf(value, 'y'))
  if (x === null || y === null || x.length > mostBars || y.length > mostBars) return null
  const heights = y.map(numberOf).filter((height) => height !== null)
  if (heights.length !== y.length) return null
  return { x: x.map((at) => (typeof at === 'number' ? at : String(at))), y: heights }
}
