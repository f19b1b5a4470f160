import { countTogether } from './shares'
import { chiSquareTail, twoSidedNormalTail } from './special-functions'

export type Category = string | number

/**
 * p-value of the current counts against those expected from the reference's shares. One value that the reference never
 * had is expected 0 times and makes p = 0: say which (`unseenCategories`), since a single row is enough.
 */
export function chiSquarePValue(reference: readonly Category[], current: readonly Category[]): number {
  const counts = countTogether(reference, current)
  if (counts.size < 2) return 1
  const scale = current.length / reference.length
  let statistic = 0
  for (const [inReference, inCurrent] of counts.values()) {
    const expected = inReference * scale
    statistic += expected === 0 ? Infinity : (inCurrent - expected) ** 2 / expected
  }
  return chiSquareTail(statistic, counts.size - 1)
}

/** Categories of the current sample that the reference lacks, at most 20. */
export function unseenCategories(
  reference: readonly Category[],
  current: readonly Category[],
): readonly Category[] {
  const known = new Set(reference)
  return [...new Set(current)].filter((category) => !known.has(category)).slice(0, 20)
}

/** Two-sided p-value of the two proportions of the first category in sort order, with pooled variance. */
export function zTestPValue(reference: readonly Category[], current: readonly Category[]): number {
  const counts = [...countTogether(reference, current)].sort(([a], [b]) => (a < b ? -1 : 1))
  const [first] = counts
  if (first === undefined || counts.length === 1) return 1
  const [inReference, inCurrent] = first[1]
  const [n, m] = [reference.length, current.length]
  const pooled = 1 - (inReference + inCurrent) / (n + m)
  const difference = inCurrent / m - inReference / n
  return twoSidedNormalTail(difference / Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m)))
}
