import type { Clock, Timer } from '../../shared/clock'
import type { Disposable } from '../../shared/lifecycle'
import type { ReportRef } from '../../shared/model/report-query'
import type { ReportsChanged } from './catalog'

/** An alert waits for this, so it is short. */
const gatherMs = 50
const mostNamed = 200

export interface ReportNews extends Disposable {
  tell(reports: readonly ReportRef[], all: boolean): void
}

/** Gathers what changed for a moment, so that a folder of thousands is told of once. */
export function createReportNews(clock: Clock, send: (changed: ReportsChanged) => void): ReportNews {
  let named = new Map<string, ReportRef>()
  let isAll = false
  let pending: Timer | null = null
  return {
    tell(reports, all) {
      isAll ||= all
      for (const ref of reports) named.set(`${ref.sourceId}\n${ref.reportId}`, ref)
      if (named.size > mostNamed) isAll = true
      pending ??= clock.after(gatherMs, () => {
        pending = null
        send({ reports: isAll ? [] : [...named.values()], all: isAll })
        named = new Map()
        isAll = false
      })
    },
    dispose: () => pending?.dispose(),
  }
}
