import type { Reading, ValueClass } from '../../shared/model/hardware'

/** How far a value can be trusted, in words for a tooltip. */
export const classWords: Readonly<Record<ValueClass, string>> = {
  exact: 'Exact: the system states it',
  reported: 'Reported by a sensor or driver',
  calculated: 'Calculated from the system’s counters',
  estimated: 'Estimated: a lower bound or a model',
  unavailable: 'Not available',
}

/** "Calculated from the system’s counters (simulated)." · "Not available: needs macOS on Apple silicon." */
export function truthWords(reading: Reading<unknown>): string {
  const words = classWords[reading.class]
  if (reading.reason === undefined) return `${words}.`
  return reading.value === null ? `${words}: ${reading.reason}.` : `${words} (${reading.reason}).`
}

/** The mark before an estimate: every other class looks the same and differs in its tooltip. */
export function markOf({ class: kind, value }: Reading<unknown>): string {
  return kind === 'estimated' && value !== null ? '≈ ' : ''
}
