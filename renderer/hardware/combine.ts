import { valueClasses, type Reading, type ValueClass } from '../../shared/model/hardware'

// From most to least trustworthy, as listed in the model.
const rank = (kind: ValueClass): number => valueClasses.indexOf(kind)

/**
 * A value made from others: null, with the first reason, when one of them is; never better than "calculated", and
 * no better than its worst part.
 */
export function combine(
  parts: readonly Reading[],
  compute: (values: readonly number[]) => number | null,
): Reading {
  const missing = parts.find(({ value }) => value === null)
  if (missing !== undefined) return missing
  const value = compute(parts.map((part) => part.value ?? NaN))
  if (value === null || !Number.isFinite(value))
    return { value: null, class: 'unavailable', reason: 'its parts do not add up' }
  const worst = parts.reduce<ValueClass>(
    (kind, part) => (rank(part.class) > rank(kind) ? part.class : kind),
    'calculated',
  )
  const reason = parts.find((part) => part.reason !== undefined)?.reason
  return { value, class: worst, ...(reason === undefined ? {} : { reason }) }
}

/** The largest of those that are known. */
export function largest(readings: readonly Reading[]): Reading {
  const known = readings.filter(({ value }) => value !== null)
  const first = known[0] ?? readings[0]
  if (first === undefined) return { value: null, class: 'unavailable', reason: 'nothing reports it' }
  return known.reduce((best, next) => ((next.value ?? 0) > (best.value ?? 0) ? next : best), first)
}
