import type { Formats } from '../composables/useFormat'
import type { HardwareFormat } from '../format/hardware'
import type { ChartSpec } from './chart-specs'
import type { ReadLine } from './readout'
import type { TimeWindow } from './time-ranges'

/** What a time chart shows, in a sentence: its label for VoiceOver. */
export function chartSentence(
  spec: ChartSpec,
  lines: readonly ReadLine[],
  window: TimeWindow,
  format: HardwareFormat,
  times: Pick<Formats, 'duration'>,
): string {
  const span = times.duration(window.to - window.from)
  if (lines.length === 0) return `${spec.title}: nothing was recorded in these ${span}.`
  const parts = lines.map(({ label, column }) => {
    let lowest = Infinity
    let highest = -Infinity
    let latest: number | null = null
    for (const [row, mean] of column.mean.entries()) {
      if (Number.isNaN(mean)) continue
      latest = mean
      lowest = Math.min(lowest, column.min[row] ?? mean)
      highest = Math.max(highest, column.max[row] ?? mean)
    }
    const last = latest === null ? '' : `, at last ${format.text(latest, spec.unit)}`
    return `${label} ${format.text(lowest, spec.unit)} to ${format.text(highest, spec.unit)}${last}`
  })
  return `${spec.title} over ${span}: ${parts.join('; ')}.`
}
