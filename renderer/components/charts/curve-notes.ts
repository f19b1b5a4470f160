import type { CurveChoice, MetricCurve } from '../../charts/metric-curve'
import type { Formats } from '../../composables/useFormat'

/** What a chart does not show, in words: nothing is left out silently. */
export function curveNotes(
  curve: MetricCurve,
  choice: CurveChoice,
  storedCount: number,
  readCount: number,
  format: Formats,
): readonly string[] {
  const isThinned = storedCount > readCount
  // Thinning keeps every extreme but not every NaN.
  const atLeast = isThinned ? 'at least ' : ''
  const notes: string[] = []
  if (curve.nanCount > 0) notes.push(`${atLeast}${format.count(curve.nanCount)} NaN`)
  if (curve.infiniteCount > 0) notes.push(`${atLeast}${format.count(curve.infiniteCount)} infinite`)
  if (curve.belowLogCount > 0)
    notes.push(`${atLeast}${format.count(curve.belowLogCount)} ≤ 0, not on a log axis`)
  if (choice.isLog && !curve.isLog) notes.push('linear: no value above 0')
  if (curve.fellBack) notes.push(fallBackWords(curve))
  if (isThinned) notes.push(`drawn from ${format.count(readCount)} of ${format.count(storedCount)} points`)
  return notes
}

function fallBackWords(curve: MetricCurve): string {
  return curve.axis === 'step' ? 'over steps: all logged at one time' : 'over time: all logged at one step'
}
