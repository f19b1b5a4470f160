import type { Comparison } from '../model/rule'

/**
 * breach: the rule's condition holds · clear: it does not, beyond the clear limit too · between: neither, so that
 * nothing changes · unknown: the observation says nothing about it, so that nothing changes either.
 */
export type Level = 'breach' | 'between' | 'clear' | 'unknown'

export interface Limits {
  readonly comparison: Comparison
  readonly limit: number
  readonly clearLimit: number | null
}

export function levelOf(value: number | null | undefined, { comparison, limit, clearLimit }: Limits): Level {
  if (value === null || value === undefined || Number.isNaN(value)) return 'unknown'
  if (holds(value, comparison, limit)) return 'breach'
  // A clear limit on the wrong side would never let an alert go.
  const isStricter = clearLimit !== null && (isUpward(comparison) ? clearLimit < limit : clearLimit > limit)
  return isStricter && holds(value, comparison, clearLimit) ? 'between' : 'clear'
}

function holds(value: number, comparison: Comparison, limit: number): boolean {
  switch (comparison) {
    case 'above':
      return value > limit
    case 'at-least':
      return value >= limit
    case 'below':
      return value < limit
    case 'at-most':
      return value <= limit
  }
}

export function isUpward(comparison: Comparison): boolean {
  return comparison === 'above' || comparison === 'at-least'
}
