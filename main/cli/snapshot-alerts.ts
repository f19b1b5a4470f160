import { severities, type Severity } from '../../shared/model/alert'
import { defaultRules } from '../../shared/rules/defaults'
import { evaluateOnce } from '../../shared/rules/evaluate-once'
import { observeModels } from '../../shared/rules/observe/models'
import { noReports, observeReports } from '../../shared/rules/observe/reports'
import { observeRuns } from '../../shared/rules/observe/runs'
import { observeSources } from '../../shared/rules/observe/sources'
import type { Transition } from '../../shared/rules/state'
import type { Collected } from './collect'

/** A run of the trash is history that somebody threw away. */
const isKept = (run: Collected['runs'][number]) => run.lifecycleStage === 'active'

/** The default rules, held once against what was read. The app goes on looking; this command does not. */
export function snapshotAlerts(collected: Collected, now: number): readonly Transition[] {
  const { runs, models, reports, sources, summary } = collected
  const experimentNames = new Map(
    summary.experiments.map(({ sourceId, experimentId, name }) => [`${sourceId}\n${experimentId}`, name]),
  )
  const rows = runs.filter(isKept).map((run) => ({
    ...run,
    experimentName: experimentNames.get(`${run.sourceId}\n${run.experimentId}`) ?? run.experimentId,
    isStale: false,
  }))
  const metricsByRun = new Map(runs.map((run) => [`${run.sourceId}\n${run.runId}`, run.metrics]))
  return evaluateOnce(
    defaultRules,
    [
      ...observeRuns(new Map(), rows, now).observations,
      ...observeModels(
        new Map(),
        models,
        ({ sourceId, runId }) => metricsByRun.get(`${sourceId}\n${runId}`) ?? null,
        now,
      ).observations,
      ...observeReports(noReports, reports, now).observations,
      ...observeSources(new Map(), sources, now).observations,
    ],
    now,
  )
}

/** In the field names of docs/SNAPSHOT.md. */
export function alertItem(alert: Transition): Record<string, unknown> {
  return {
    fingerprint: alert.fingerprint,
    rule_id: alert.ruleId,
    type: alert.type,
    severity: alert.severity,
    state: 'firing',
    evaluated: 'once',
    project: alert.project,
    subject: alert.subject,
    title: alert.title,
    message: alert.message,
    reason: alert.reason,
    value: alert.value,
    limit: alert.limit,
    occurred_at: Math.round(alert.occurredAt),
    source_id: alert.sourceId,
    run_id: alert.runId,
    model_id: alert.modelId,
    report_id: alert.reportId,
    feature: alert.feature,
    metric: alert.metric,
  }
}

export function countBySeverity(alerts: readonly Transition[]): Readonly<Record<Severity, number>> {
  const counts = { info: 0, warning: 0, error: 0, critical: 0 }
  for (const { severity } of alerts) counts[severity] += 1
  return Object.fromEntries(severities.map((severity) => [severity, counts[severity]])) as typeof counts
}
