import type { Clock } from '../../shared/clock'
import { buildGrid, reportSeries } from '../../shared/monitoring/report-grid'
import { fail, ok } from '../../shared/result'
import type { Handlers } from '../../shared/rpc'
import type { Catalog } from '../store/catalog'
import type { DataContract } from './contract'
import type { monitoringDataCalls } from './contract-monitoring'

type MonitoringHandlers = Omit<
  Pick<Handlers<DataContract>, keyof typeof monitoringDataCalls>,
  'setThresholds'
>

/** What the data thread answers about reports; limits are kept by the thread itself. */
export function createMonitoringHandlers(catalog: Catalog, clock: Clock): MonitoringHandlers {
  return {
    listReports: (query) => ok(catalog.reports.list(query, catalog.revision())),
    getReport: (ref) => {
      const report = catalog.reports.get(ref)
      return report === null ? fail('not-found', 'This report is no longer in its folder.') : ok(report)
    },
    reportsSince: ({ cursor, limit }) => ok(catalog.reports.changedSince(cursor, limit)),
    monitoringProjects: () => ok(catalog.monitoring(clock.now())),
    monitoringHistory: ({ project, keys }) => ok(reportSeries(catalog.reports.records(project), keys)),
    monitoringGrid: ({ project, limit }) => ok(buildGrid(catalog.reports.records(project), limit)),
  }
}
