/**
 * Evidently's drift methods as they appear in its files: a short id when the user chose the method ("psi"), a display
 * name when Evidently did ("PSI"). Names, default thresholds and comparisons are those of `calculations/stattests` in
 * 0.4.11 – 0.7.21. "p_value" in a name is no reliable test: TVD and Anderson-Darling are p-values too.
 */
export const driftMethodIds = [
  'ks',
  'chisquare',
  'z',
  't_test',
  'mannw',
  'es',
  'anderson',
  'cramer_von_mises',
  'g_test',
  'fisher_exact',
  'TVD',
  'empirical_mmd',
  'psi',
  'jensenshannon',
  'wasserstein',
  'kl_div',
  'hellinger',
  'ed',
  'perc_text_content_drift',
  'abs_text_content_drift',
] as const
export type DriftMethodId = (typeof driftMethodIds)[number]

/** On which side of the threshold a score means drift: a small p-value, or a large distance. */
export type DriftDirection = 'below' | 'above'

export interface DriftMethod {
  readonly id: DriftMethodId
  readonly displayName: string
  /** `pvalue`: 0..1, small is drift · `distance`: 0.., large is drift · `auc`: of a classifier between the two samples. */
  readonly kind: 'pvalue' | 'distance' | 'auc'
  /** Evidently's own, when the user gave none. */
  readonly defaultThreshold: number
  readonly comparison: '<' | '<=' | '>' | '>='
}

const method = (
  id: DriftMethodId,
  displayName: string,
  kind: DriftMethod['kind'],
  defaultThreshold: number,
  comparison: DriftMethod['comparison'],
): DriftMethod => ({ id, displayName, kind, defaultThreshold, comparison })

export const driftMethods: readonly DriftMethod[] = [
  method('ks', 'K-S p_value', 'pvalue', 0.05, '<='),
  method('chisquare', 'chi-square p_value', 'pvalue', 0.05, '<'),
  method('z', 'Z-test p_value', 'pvalue', 0.05, '<'),
  method('t_test', 't_test', 'pvalue', 0.05, '<'),
  method('mannw', 'Mann-Whitney U-rank test', 'pvalue', 0.05, '<'),
  method('es', 'Epps-Singleton', 'pvalue', 0.05, '<'),
  method('anderson', 'Anderson-Darling', 'pvalue', 0.1, '<'),
  method('cramer_von_mises', 'Cramer-von Mises', 'pvalue', 0.1, '<='),
  method('g_test', 'g_test', 'pvalue', 0.1, '<'),
  method('fisher_exact', "Fisher's Exact test", 'pvalue', 0.1, '<'),
  method('TVD', 'Total-Variation-Distance', 'pvalue', 0.1, '<'),
  method('empirical_mmd', 'empirical_mmd', 'pvalue', 0.1, '<'),
  method('psi', 'PSI', 'distance', 0.1, '>='),
  method('jensenshannon', 'Jensen-Shannon distance', 'distance', 0.1, '>='),
  method('wasserstein', 'Wasserstein distance (normed)', 'distance', 0.1, '>='),
  method('kl_div', 'Kullback-Leibler divergence', 'distance', 0.1, '>='),
  method('hellinger', 'Hellinger distance', 'distance', 0.1, '>='),
  method('ed', 'Energy-distance', 'distance', 0.1, '>'),
  method('perc_text_content_drift', 'Percentile text content drift', 'auc', 0.95, '>'),
  method('abs_text_content_drift', 'Absolute text content drift', 'auc', 0.55, '>'),
]

const byName = new Map(
  driftMethods.flatMap((each) => [
    [each.id.toLowerCase(), each] as const,
    [each.displayName.toLowerCase(), each] as const,
  ]),
)

/** The method of a short id or display name; null for a custom function or an unknown name. */
export function driftMethodOf(name: string | null): DriftMethod | null {
  return name === null ? null : (byName.get(name.trim().toLowerCase()) ?? null)
}

export function directionOf(found: DriftMethod | null): DriftDirection | null {
  if (found === null) return null
  return found.comparison.startsWith('<') ? 'below' : 'above'
}

/**
 * The verdict as Evidently takes it; null when it cannot be derived. The percentile text method compares the score with
 * a bootstrap that no file holds, so its threshold says nothing about the score.
 */
export function isDrifted(
  found: DriftMethod | null,
  score: number | null,
  threshold: number | null,
): boolean | null {
  if (found === null || score === null || threshold === null) return null
  if (Number.isNaN(score) || Number.isNaN(threshold) || found.id === 'perc_text_content_drift') return null
  switch (found.comparison) {
    case '<':
      return score < threshold
    case '<=':
      return score <= threshold
    case '>':
      return score > threshold
    case '>=':
      return score >= threshold
  }
}
