import * as v from 'valibot'
import type { RuleImportOutcome, ToolkitImportOutcome } from '../../shared/contract-alerts'
import type {
  Alert,
  AlertAction,
  AlertActionOutcome,
  AlertCounts,
  AlertDetail,
  AlertPage,
  AlertQuery,
  AlertTotals,
} from '../../shared/model/alert'
import type { DriftReport } from '../../shared/model/drift-report'
import type { RunRef } from '../../shared/model/run'
import type { Rule, StoredRule } from '../../shared/model/rule'
import { call } from '../../shared/rpc'
import type { ModelObservation, Observation } from '../../shared/rules/observation'
import type { ObservedRun } from '../../shared/rules/observe/runs'
import type { RuleState } from '../../shared/rules/state'
import type { Actor } from '../store/alert-actions'
import type { RecordBatch } from '../store/alert-log'
import type { RunsToObserve } from '../store/rule-sight'

/** Main ↔ data thread about alerts and rules; see contract.ts. */
const trusted = <T>() => v.custom<T>(() => true)

export interface AlertTally {
  readonly totals: AlertTotals
  /** Firing and not history; a project without any is absent. */
  readonly byProject: Readonly<Record<string, AlertCounts>>
}

export interface LoadedAlerts extends AlertTally {
  readonly rules: readonly StoredRule[]
  readonly states: readonly RuleState[]
}

export const alertDataCalls = {
  /** Sees to the default rules first. */
  loadAlerts: call(trusted<null>()).returns<LoadedAlerts>(),
  tallyAlerts: call(trusted<null>()).returns<AlertTally>(),
  recordAlerts: call(trusted<RecordBatch>()).returns<readonly (Alert | null)[]>(),
  actOnAlerts: call(trusted<{ action: AlertAction; actor: Actor }>()).returns<AlertActionOutcome>(),
  endMutes: call(trusted<{ now: number }>()).returns<readonly Alert[]>(),
  markNotified: call(trusted<{ ids: readonly string[]; at: number }>()).returns<null>(),
  listAlerts: call(trusted<AlertQuery>()).returns<AlertPage>(),
  getAlert: call(trusted<{ id: string }>()).returns<AlertDetail>(),
  /** How many were removed. */
  pruneAlerts: call(trusted<null>()).returns<number>(),
  importToolkit: call(trusted<{ path: string; by: string }>()).returns<ToolkitImportOutcome>(),
  exportAlerts: call(trusted<{ path: string; format: 'json' | 'csv'; query: AlertQuery }>()).returns<null>(),
  listRules: call(trusted<null>()).returns<readonly StoredRule[]>(),
  putRule: call(trusted<{ rule: Rule }>()).returns<StoredRule>(),
  resetRule: call(trusted<{ id: string }>()).returns<StoredRule>(),
  removeRule: call(trusted<{ id: string }>()).returns<null>(),
  restoreRule: call(trusted<{ id: string }>()).returns<null>(),
  importRules: call(trusted<{ path: string }>()).returns<RuleImportOutcome>(),
  /** What of these runs is new to the rules; see store/rule-sight.ts. */
  observeRuns:
    call(trusted<{ which: RunsToObserve; metrics: readonly string[] }>()).returns<readonly Observation[]>(),
  observeReports: call(trusted<null>()).returns<{
    readonly observations: readonly Observation[]
    readonly hasMore: boolean
  }>(),
  /** Without distributions, for a preview. */
  reportsBetween: call(trusted<{ from: number; to: number }>()).returns<readonly DriftReport[]>(),
  observeModels: call(trusted<null>()).returns<readonly Observation[]>(),
  /** Of these alerts the ids of those that fire and that nobody has looked at. */
  firingAmong: call(trusted<{ ids: readonly string[] }>()).returns<readonly string[]>(),
  /** Runs that lived within the time, newest first, for a preview. */
  runsBetween: call(trusted<{ from: number; to: number }>()).returns<readonly ObservedRun[]>(),
  /** Every registered model as it is now, for a preview. */
  modelsNow: call(trusted<null>()).returns<readonly ModelObservation[]>(),
  missingRuns: call(trusted<{ runs: readonly RunRef[] }>()).returns<readonly RunRef[]>(),
  missingSources: call(trusted<{ sourceIds: readonly string[] }>()).returns<readonly string[]>(),
  exportRules: call(trusted<{ path: string; ids: readonly string[] | null }>()).returns<null>(),
} as const
