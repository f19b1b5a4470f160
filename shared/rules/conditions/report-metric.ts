import { defaultThresholds } from '../../monitoring/thresholds'
import { globMatches } from '../glob'
import { isUpward, levelOf, type Level, type Limits } from '../compare'
import { listText } from '../wording'
import { unknownVerdict, verdictOf, type Family } from './judge-types'

/**
 * Performance against limits. A report that holds none of the metrics says nothing. Title, message and reasons are
 * the toolkit's: "Accuracy 0.503 < threshold 0.8".
 */
export const reportMetric: Family<'report-metric', 'report'> = {
  observes: 'report',
  pace: 'recorded',
  judge(condition, memory, report) {
    if (report === null) return { verdict: unknownVerdict, memory, isOver: false }
    const found: { level: Level; value: number; limit: number; text: string }[] = []
    for (const [key, value] of Object.entries(report.metrics)) {
      const limits = condition.limits.find((each) => globMatches(each.metric, key))
      if (limits === undefined || !Number.isFinite(value)) continue
      found.push({
        level: levelOf(value, limits),
        value,
        limit: limits.limit,
        text: reasonOf(key, value, limits),
      })
    }
    if (found.length === 0) return { verdict: unknownVerdict, memory, isOver: false }
    const bad = found.filter((each) => each.level === 'breach')
    const level =
      bad.length > 0 ? 'breach' : found.some((each) => each.level === 'between') ? 'between' : 'clear'
    const reasons = bad.map((each) => each.text)
    const words =
      level !== 'breach'
        ? null
        : {
            title: 'Model Performance Degraded',
            message: `Performance degradation detected: ${reasons.join(', ')}`,
            reason: listText(reasons),
          }
    const worst = bad[0] ?? found[0]
    const refs = { reportId: report.subject.reportId }
    const verdict = verdictOf(level, report.at, worst?.value ?? null, worst?.limit ?? null, words, refs)
    return { verdict, memory, isOver: false }
  },
}

const known = new Map(
  defaultThresholds.performance.map(({ metric, label, unit }) => [metric, { label, unit }]),
)

/** As in the project's status (shared/monitoring/performance), so that both say the same. */
function reasonOf(metric: string, value: number, limits: Limits): string {
  const { label, unit } = known.get(metric) ?? { label: metric, unit: '' }
  const sign = isUpward(limits.comparison) ? '>' : '<'
  return `${label} ${Number(value.toPrecision(4))}${unit} ${sign} threshold ${limits.limit}${unit}`
}
