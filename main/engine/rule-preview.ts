import type { Clock } from '../../shared/clock'
import type { DriftReport } from '../../shared/model/drift-report'
import type { MetricSeries, RunRef } from '../../shared/model/run'
import type { Rule } from '../../shared/model/rule'
import { fail, ok, type Result } from '../../shared/result'
import { isTrainingMetric } from '../../shared/rules/conditions/run-stuck'
import { familyOf } from '../../shared/rules/conditions/families'
import { globMatches } from '../../shared/rules/glob'
import type { ModelObservation } from '../../shared/rules/observation'
import { recordedValueOf, type RecordedSeries } from '../../shared/rules/observe/hardware-history'
import type { ObservedRun } from '../../shared/rules/observe/runs'
import type { Preview } from '../../shared/rules/preview'
import type { PreviewHistory } from '../../shared/rules/preview-history'
import { speaksOf } from '../../shared/rules/scope'
import { runSubject } from '../../shared/rules/subjects'
import { untilWhole } from '../../shared/series/whole'

export interface HistoryPart {
  readonly series: readonly MetricSeries[]
  readonly isComplete: boolean
}

/** Where the recorded past is asked for, and who evaluates it. */
export interface PreviewPort {
  hardware(metrics: readonly string[], from: number, to: number): Promise<Result<readonly RecordedSeries[]>>
  /** Runs that lived within the time, newest first. */
  runs(from: number, to: number): Promise<Result<readonly ObservedRun[]>>
  /** As far as they were read by then. */
  series(ref: RunRef, keys: readonly string[], maxPoints: number): Promise<Result<HistoryPart>>
  reports(from: number, to: number): Promise<Result<readonly DriftReport[]>>
  models(): Promise<Result<readonly ModelObservation[]>>
  evaluate(rule: Rule, history: PreviewHistory, signal: AbortSignal): Promise<Result<Preview>>
}

/** One preview at a time: whoever edits a rule wants to know of its newest form only. */
export interface RulePreviewer {
  preview(rule: Rule, days: number): Promise<Result<Preview>>
}

const dayMs = 86_400_000
const mostRuns = 150
const mostKeys = 4
const mostPoints = 1_000

export function createRulePreviewer(clock: Clock, port: PreviewPort): RulePreviewer {
  let current: AbortController | null = null

  return {
    async preview(rule, days) {
      current?.abort()
      const mine = new AbortController()
      current = mine
      const to = clock.now()
      const history = await gather(port, rule, to - days * dayMs, to, mine.signal)
      if (!history.ok) return history
      return port.evaluate(rule, history.value, mine.signal)
    },
  }
}

async function gather(
  port: PreviewPort,
  rule: Rule,
  from: number,
  to: number,
  signal: AbortSignal,
): Promise<Result<PreviewHistory>> {
  const none: PreviewHistory = { from, to, hardware: [], runs: [], reports: [], models: [] }
  switch (familyOf(rule.condition.kind).observes) {
    case 'hardware': {
      const value = recordedValueOf(rule.condition)
      const hardware = await port.hardware(value?.metrics ?? [], from, to)
      return hardware.ok ? ok({ ...none, hardware: hardware.value }) : hardware
    }
    case 'metric':
    case 'run': {
      const runs = await gatherRuns(port, rule, from, to, signal)
      return runs.ok ? ok({ ...none, runs: runs.value }) : runs
    }
    case 'report':
    case 'feature':
    case 'monitoring': {
      const reports = await port.reports(from, to)
      return reports.ok ? ok({ ...none, reports: reports.value }) : reports
    }
    case 'model': {
      const models = await port.models()
      return models.ok ? ok({ ...none, models: models.value }) : models
    }
    case 'source':
    case 'channel':
      return ok(none)
  }
}

/** One run after the other, so that a newer preview need not wait for all of them. */
async function gatherRuns(
  port: PreviewPort,
  rule: Rule,
  from: number,
  to: number,
  signal: AbortSignal,
): Promise<Result<PreviewHistory['runs']>> {
  const listed = await port.runs(from, to)
  if (!listed.ok) return listed
  const gathered: PreviewHistory['runs'][number][] = []
  // Half of a history would fire where the whole does not, and the other way round.
  const wholeOf = (run: ObservedRun, keys: readonly string[]) =>
    keys.length === 0
      ? ok({ series: [], isComplete: true })
      : untilWhole(
          () => port.series(run, keys, mostPoints),
          () => !signal.aborted,
        )
  for (const run of listed.value.filter((one) => isWanted(rule, one)).slice(0, mostRuns)) {
    if (signal.aborted) return fail('cancelled', 'A newer preview took its place.')
    const keys = keysOf(rule, run)
    const history = await wholeOf(run, keys)
    // A store that is away costs its runs, not the preview.
    if (history.ok) gathered.push({ run, series: history.value.series })
  }
  return ok(gathered)
}

function isWanted(rule: Rule, run: ObservedRun): boolean {
  const isOfMetric = familyOf(rule.condition.kind).observes === 'metric'
  return isOfMetric ? keysOf(rule, run).length > 0 : speaksOf(rule, runSubject(run))
}

function keysOf({ condition, ...rule }: Rule, run: ObservedRun): readonly string[] {
  const keys = Object.keys(run.metrics)
  if (condition.kind === 'run-failed') return []
  if (condition.kind === 'run-stuck') return keys.filter(isTrainingMetric).slice(0, 1)
  if (!('metric' in condition) || !speaksOf({ condition, ...rule }, runSubject(run))) return []
  return keys.filter((key) => globMatches(condition.metric, key)).slice(0, mostKeys)
}
