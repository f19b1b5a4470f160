import { basename } from 'node:path'
import type { AppHandlers } from '../shared/contract'
import { createLatestTurn } from '../shared/latest-turn'
import type { PageBounds } from '../shared/model/artifact'
import type { ReportRef } from '../shared/model/report-query'
import { fail, ok, type Result } from '../shared/result'
import type { DataClient, SourcesClient } from './threads/contract'

export interface MonitoringShell {
  /** The dialog for a table of data; null when cancelled. */
  chooseData(side: 'reference' | 'current'): Promise<string | null>
  /** Shows a report's own page over a place of the window, apart from everything else. */
  openReport(path: string, bounds: PageBounds, isWanted: () => boolean): Promise<Result<null>>
  closeReport(): void
  revealPath(path: string): void
}

interface MonitoringParts {
  readonly data: DataClient
  readonly sources: SourcesClient
  readonly shell: MonitoringShell
}

type MonitoringCalls = Extract<keyof AppHandlers, `monitoring.${string}`>

/** The contract's calls about reports. Paths of data files stay here: the window knows them by number only. */
export function createMonitoringHandlers({
  data,
  sources,
  shell,
}: MonitoringParts): Pick<AppHandlers, MonitoringCalls> {
  const chosen = new Map<number, string>()
  const turn = createLatestTurn()

  async function fileOf(ref: ReportRef): Promise<Result<{ path: string; isHtml: boolean }>> {
    const report = await data.call('getReport', ref)
    if (!report.ok) return report
    return ok({ path: report.value.file, isHtml: report.value.format === 'html' })
  }

  return {
    'monitoring.projects': () => data.call('monitoringProjects', null),
    'monitoring.reports': (query) => data.call('listReports', query),
    'monitoring.report': (ref) => data.call('getReport', ref),
    'monitoring.history': (query) => data.call('monitoringHistory', query),
    'monitoring.grid': (query) => data.call('monitoringGrid', query),
    'monitoring.openOriginal': async ({ bounds, ...ref }) => {
      const isWanted = turn.begin()
      const file = await fileOf(ref)
      if (!file.ok) return file
      // Only what was read as a report of Evidently: no other page gets to run scripts.
      if (!file.value.isHtml) return fail('unsupported', 'Only HTML reports have a page of their own.')
      return shell.openReport(file.value.path, bounds, isWanted)
    },
    'monitoring.closeOriginal': () => {
      turn.end()
      shell.closeReport()
      return ok(null)
    },
    'monitoring.revealReport': async (ref) => {
      const file = await fileOf(ref)
      return file.ok ? ok((shell.revealPath(file.value.path), null)) : file
    },
    'monitoring.chooseData': async ({ side }) => {
      const path = await shell.chooseData(side)
      if (path === null) return ok(null)
      const id = chosen.size + 1
      chosen.set(id, path)
      return ok({ id, name: basename(path) })
    },
    'monitoring.stopComparing': () => sources.call('stopComparing', null),
    'monitoring.compareData': ({ referenceId, currentId }) => {
      const [reference, current] = [chosen.get(referenceId), chosen.get(currentId)]
      if (reference === undefined || current === undefined) {
        return fail('not-found', 'Choose both files again.')
      }
      return sources.call('compareTables', { reference, current })
    },
  }
}
