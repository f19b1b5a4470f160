import type { DriftReport } from '../model/drift-report'

/** What this report's format cannot say, in sentences for the screen; nothing of it is made up elsewhere. */
export function reportLacks(report: DriftReport): readonly string[] {
  const lacks: string[] = []
  if (report.timeIsFrom === 'name') lacks.push('The time is from the file name.')
  if (report.timeIsFrom === 'file')
    lacks.push('The report holds no time; shown is when the file was last changed.')
  if (report.timeIsFrom === 'sibling') lacks.push('The time is from the same run saved in another format.')
  if (report.features.some((feature) => feature.threshold === null)) {
    lacks.push(
      report.format === 'html'
        ? 'HTML reports hold no thresholds.'
        : 'Some features come without their threshold.',
    )
  }
  if (report.features.some((feature) => feature.method === null)) {
    lacks.push('Evidently 0.7.0 to 0.7.15 does not write which method it chose.')
  }
  if (report.format === 'html') lacks.push('Scores and metrics are rounded, as on the page.')
  return lacks
}
