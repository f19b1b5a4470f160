import { countText } from '../rules/wording'
import type { DriftMethod } from './methods'

/**
 * Measured on two samples of the same normal distribution, 200 repeats: how often a distance at Evidently's threshold of
 * 0.1 calls them different. A p-value stays at its 5 % for every size.
 */
const falseAlarms = [
  { rows: 50, wasserstein: 0.995, binned: 0.97 },
  { rows: 100, wasserstein: 0.915, binned: 0.87 },
  { rows: 200, wasserstein: 0.615, binned: 0.55 },
  { rows: 500, wasserstein: 0.2, binned: 0.04 },
] as const

/** Above this size a p-value calls shifts that matter to nobody: 0.05 σ in half of the cases at 5 000 rows, in all at 50 000. */
const mostRowsForPValue = 10_000

interface SampleSizes {
  readonly referenceCount: number
  readonly currentCount: number
}

/** One sentence when the samples do not suit the method, else null. */
export function sampleWarning(
  method: DriftMethod,
  { referenceCount, currentCount }: SampleSizes,
): string | null {
  const fewest = Math.min(referenceCount, currentCount)
  if (method.kind === 'pvalue') {
    if (Math.max(referenceCount, currentCount) > mostRowsForPValue) {
      return `With more than ${mostRowsForPValue} rows a p-value flags differences too small to matter; a distance suits better.`
    }
    return fewest < 20
      ? `Only ${countText(fewest, 'row')} on one side: even a large drift may stay unseen.`
      : null
  }
  if (method.kind === 'auc') return null
  const enough = method.id === 'wasserstein' ? 1_000 : 500
  if (fewest >= enough) return null
  const row = [...falseAlarms].reverse().find((each) => each.rows <= fewest) ?? falseAlarms[0]
  const share = method.id === 'wasserstein' ? row.wasserstein : row.binned
  return (
    `Only ${countText(fewest, 'row')} on one side: about ${row.rows} rows of unchanged data are called drifted in ` +
    `${Math.round(share * 100)}% of cases. ${method.displayName} needs ${enough}.`
  )
}
