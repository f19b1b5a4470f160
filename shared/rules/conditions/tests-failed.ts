import { globMatches } from '../glob'
import { countText, listText } from '../wording'
import { unknownVerdict, verdictOf, type Family } from './judge-types'

/** Tests of a report; one without any that match says nothing. */
export const testsFailed: Family<'tests-failed', 'report'> = {
  observes: 'report',
  pace: 'recorded',
  judge(condition, memory, report) {
    const tests = report?.tests.filter((test) => globMatches(condition.test, test.name)) ?? []
    if (report === null || tests.length === 0) return { verdict: unknownVerdict, memory, isOver: false }
    const statuses: readonly string[] = condition.statuses
    const failed = tests.filter((test) => statuses.includes(test.status))
    const names = failed.slice(0, 3).map((test) => test.name)
    if (failed.length > 3) names.push(countText(failed.length - 3, 'other'))
    const level = failed.length >= condition.minimumCount ? 'breach' : 'clear'
    const words =
      level !== 'breach'
        ? null
        : {
            title: `${countText(failed.length, 'data test')} failed`,
            message: listText(names),
            reason: `${failed.length} of ${countText(tests.length, 'test')} failed: ${listText(names)}`,
          }
    const refs = { reportId: report.subject.reportId }
    const verdict = verdictOf(level, report.at, failed.length, condition.minimumCount, words, refs)
    return { verdict, memory, isOver: false }
  },
}
