import type { DriftState } from './status'
import type { PerformanceCheck } from './performance'

/**
 * none · watch: drift, but not in most columns · suggest: drift in most columns, or a limit is broken · urgent: both.
 */
export type RetrainingLevel = 'none' | 'watch' | 'suggest' | 'urgent'

export interface Retraining {
  readonly level: RetrainingLevel
  /** The toolkit's rule: dataset drift with more than half of the columns, or degraded performance. */
  readonly isSuggested: boolean
  /** Sentences for the screen, with the numbers. */
  readonly reasons: readonly string[]
}

export function suggestRetraining(
  drift: DriftState | null,
  checks: readonly PerformanceCheck[],
  driftShareLimit: number,
): Retraining {
  const broken = checks.map((check) => check.reason).filter((reason) => reason !== null)
  const isWide = drift !== null && drift.isDrifted !== false && (drift.share ?? 0) > driftShareLimit
  const reasons: string[] = []
  if (isWide) reasons.push(`${columnsOf(drift)} drifted, more than ${percent(driftShareLimit)}.`)
  else if (drift?.isDrifted === true) reasons.push(`The dataset has drifted: ${columnsOf(drift)}.`)
  reasons.push(...broken.map((reason) => `${reason}.`))
  if (isWide && broken.length === 0) {
    reasons.push(
      checks.some((check) => check.isMet === true)
        ? 'Quality is within its limits: look at the data before retraining.'
        : 'Nothing is known of the quality: look at the data before retraining.',
    )
  }
  return {
    level: levelOf(isWide, broken.length > 0, drift),
    isSuggested: isWide || broken.length > 0,
    reasons,
  }
}

function levelOf(isWide: boolean, isDegraded: boolean, drift: DriftState | null): RetrainingLevel {
  if (isWide && isDegraded) return 'urgent'
  if (isWide || isDegraded) return 'suggest'
  return drift?.isDrifted === true ? 'watch' : 'none'
}

function columnsOf({ share, driftedCount, total }: DriftState): string {
  const counted = driftedCount === null || total === null ? '' : ` (${driftedCount} of ${total})`
  return share === null ? `some columns${counted}` : `${percent(share)} of the columns${counted}`
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))}%`
}
