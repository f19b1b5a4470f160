import type { DriftColumnType } from './data-column'
import type { DriftMethodId } from './methods'

/** Up to this many reference values Evidently chooses a test with a p-value, above it a distance. */
const largestSmallSample = 1_000

interface DefaultMethodInput {
  readonly type: DriftColumnType
  /** Values of the reference, without missing and infinite ones. */
  readonly referenceCount: number
  /** Different values in both samples together. */
  readonly uniqueCount: number
}

/** Evidently's own choice (`_get_default_stattest`, the same in 0.4 – 0.7); null for a type that it does not compare. */
export function defaultMethod({
  type,
  referenceCount,
  uniqueCount,
}: DefaultMethodInput): DriftMethodId | null {
  const isLarge = referenceCount > largestSmallSample
  if (type === 'datetime') return null
  if (type === 'text') return isLarge ? 'abs_text_content_drift' : 'perc_text_content_drift'
  if (type === 'num' && uniqueCount > 5) return isLarge ? 'wasserstein' : 'ks'
  if (isLarge) return 'jensenshannon'
  return uniqueCount > 2 ? 'chisquare' : 'z'
}
