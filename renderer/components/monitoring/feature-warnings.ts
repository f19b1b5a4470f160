import { driftMethodOf, type DriftMethodId } from '../../../shared/drift/methods'
import { sampleWarning } from '../../../shared/drift/sample-warning'
import type { DriftReport, FeatureDrift } from '../../../shared/model/drift-report'

/** What makes a feature's score less than it seems, in sentences: the sample's size, a method that changed. */
export function featureWarnings(
  report: Pick<DriftReport, 'metrics'>,
  feature: FeatureDrift,
  methods: readonly (DriftMethodId | null)[] = [],
): readonly string[] {
  const warnings: string[] = []
  const method = driftMethodOf(feature.methodId)
  const sizes = sampleSizes(report, feature)
  const small = method === null || sizes === null ? null : sampleWarning(method, sizes)
  if (small !== null) warnings.push(small)
  if (sizes === null && method?.kind === 'distance') {
    warnings.push(
      'The sample size is not in this report. Below 500 rows a distance often calls unchanged data drifted.',
    )
  }
  if (methods.length > 1) {
    warnings.push(
      'The method changed between reports (Evidently does so at 1 000 rows): scores before and after are not comparable.',
    )
  }
  return warnings
}

/** From the row count, where a summary is part of the report; else from a category's counts, which sum up to it. */
function sampleSizes(
  { metrics }: Pick<DriftReport, 'metrics'>,
  { type, reference, current }: FeatureDrift,
): { readonly referenceCount: number; readonly currentCount: number } | null {
  const rows = Object.hasOwn(metrics, 'row_count') ? metrics['row_count'] : undefined
  if (rows?.current != null) {
    return { currentCount: rows.current, referenceCount: rows.reference ?? rows.current }
  }
  if (type !== 'cat' || reference === null || current === null) return null
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)
  const [before, now] = [total(reference.y), total(current.y)]
  // Shares sum up to 1: they say nothing of the size.
  return before > 1.5 && now > 1.5
    ? { referenceCount: Math.round(before), currentCount: Math.round(now) }
    : null
}
