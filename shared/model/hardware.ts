/** How far a hardware value can be trusted; shown beside it. See docs/HARDWARE.md for each sensor's class. */
export const valueClasses = ['exact', 'reported', 'calculated', 'estimated', 'unavailable'] as const
export type ValueClass = (typeof valueClasses)[number]

/** `null` is "not known", never 0. `reason` says why a value is unavailable, in words for the screen. */
export interface Reading<T = number> {
  readonly value: T | null
  readonly class: ValueClass
  readonly reason?: string
}

export function unavailable<T = number>(reason: string): Reading<T> {
  return { value: null, class: 'unavailable', reason }
}
