import type { MonitoringSummary, ProjectMonitoring } from '../../shared/model/monitoring'
import { inTimeOrder, onePerRun } from '../../shared/monitoring/report-history'
import { monitoringStatus } from '../../shared/monitoring/status'
import type { StatusReport } from '../../shared/monitoring/status-report'
import type { MonitoringThresholds } from '../../shared/monitoring/thresholds'
import type { ReportReader } from './report-reader'

export interface MonitoringSummaries {
  /** Reports came, changed or went: what is held of them is read again when next asked for. */
  forget(): void
  reportCount(): number
  projects(thresholds: MonitoringThresholds, now: number): readonly ProjectMonitoring[]
  summarize(thresholds: MonitoringThresholds, now: number): readonly MonitoringSummary[]
}

const shownDrift = 60

/**
 * The status of every project with reports. It also depends on the time (a project grows stale without a report),
 * hence outlines are held between changes and only the arithmetic is done anew.
 */
export function createMonitoringSummary(reports: ReportReader): MonitoringSummaries {
  let known: ReadonlyMap<string | null, readonly StatusReport[]> | null = null

  function byProject(): ReadonlyMap<string | null, readonly StatusReport[]> {
    known ??= grouped(reports.outlines())
    return known
  }

  function projects(thresholds: MonitoringThresholds, now: number): readonly ProjectMonitoring[] {
    return [...byProject()]
      .map(([project, own]) => ({
        project,
        ...monitoringStatus(own, thresholds, now),
        recentDrift: recentDrift(own),
      }))
      .sort(byName)
  }

  return {
    forget: () => {
      known = null
    },
    reportCount: () => [...byProject().values()].reduce((sum, own) => sum + own.length, 0),
    projects,
    summarize: (thresholds, now) => projects(thresholds, now).map(toSummary),
  }
}

function grouped(outlines: readonly StatusReport[]): Map<string | null, StatusReport[]> {
  const groups = new Map<string | null, StatusReport[]>()
  for (const outline of outlines) {
    const own = groups.get(outline.project)
    if (own === undefined) groups.set(outline.project, [outline])
    else own.push(outline)
  }
  return groups
}

function recentDrift(own: readonly StatusReport[]): ProjectMonitoring['recentDrift'] {
  return inTimeOrder(onePerRun(own))
    .flatMap(({ createdAt, driftShare }) =>
      createdAt === null || driftShare === null ? [] : [{ at: createdAt, share: driftShare }],
    )
    .slice(-shownDrift)
}

function toSummary(status: ProjectMonitoring): MonitoringSummary {
  const { project, state, reportCount, lastReportAt, drift, tests, retraining } = status
  return {
    project,
    state,
    reportCount,
    lastReportAt,
    driftShare: drift?.share ?? null,
    isDrifted: drift?.isDrifted ?? null,
    failedTests: tests === null ? null : tests.FAIL + tests.ERROR,
    retraining: retraining.level,
  }
}

/** Reports without a project come last. */
function byName(a: ProjectMonitoring, b: ProjectMonitoring): number {
  if (a.project === null || b.project === null)
    return a.project === b.project ? 0 : a.project === null ? 1 : -1
  return a.project.localeCompare(b.project, 'en', { sensitivity: 'base' })
}
