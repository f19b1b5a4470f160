import type { DriftReport } from '../model/drift-report'
import type { MetricSeries } from '../model/run'
import type { Rule } from '../model/rule'
import { isTrainingMetric } from './conditions/run-stuck'
import { familyOf } from './conditions/families'
import type { ModelObservation, Observation, RunObservation } from './observation'
import { observeHardwareHistory, recordedValueOf, type RecordedSeries } from './observe/hardware-history'
import { noReports, observeReports } from './observe/reports'
import { observeSeries, type ObservedRun } from './observe/runs'
import { preview, type Preview } from './preview'
import { runSubject } from './subjects'

/** The recorded past as plain data; a part that the rule does not look at is empty. */
export interface PreviewHistory {
  /** Epoch ms. */
  readonly from: number
  readonly to: number
  readonly hardware: readonly RecordedSeries[]
  readonly runs: readonly { readonly run: ObservedRun; readonly series: readonly MetricSeries[] }[]
  readonly reports: readonly DriftReport[]
  /** The newest state of each model, with all its versions. */
  readonly models: readonly ModelObservation[]
}

/** Episodes beyond this many, the oldest, are left out: nobody draws them. */
const mostEpisodes = 1_000

export function previewHistory(rule: Rule, history: PreviewHistory): Preview {
  const resolutionMs = history.hardware[0]?.slotMs
  const window = {
    from: history.from,
    to: history.to,
    ...(resolutionMs === undefined ? {} : { resolutionMs }),
  }
  // A rule that is off is tried all the same: that is what a preview is for.
  const result = preview({ ...rule, enabled: true }, observationsOf(rule, history), window)
  return { ...result, episodes: result.episodes.slice(-mostEpisodes) }
}

function observationsOf(rule: Rule, history: PreviewHistory): readonly Observation[] {
  switch (familyOf(rule.condition.kind).observes) {
    case 'hardware': {
      const value = recordedValueOf(rule.condition)
      return value === null ? [] : observeHardwareHistory(value, history.hardware)
    }
    case 'metric':
      return history.runs.flatMap(({ run, series }) => series.flatMap((one) => observeSeries(run, one)))
    case 'run':
      return history.runs.flatMap(({ run, series }) => lifeOf(run, series))
    case 'report':
    case 'feature':
    case 'monitoring':
      return reportByReport(history)
    case 'model':
      return history.models.flatMap(versionByVersion)
    case 'source':
    case 'channel':
      // Nobody wrote down how sources and channels fared.
      return []
  }
}

/** A run as it looked at its start, at each of its points, and at its end. */
function lifeOf(run: ObservedRun, series: readonly MetricSeries[]): RunObservation[] {
  const base = {
    kind: 'run' as const,
    subject: runSubject(run),
    startTime: run.startTime,
    usualGapMs: null,
    isStale: false,
  }
  const training = series.find(({ key }) => isTrainingMetric(key))
  const times = [...(training?.timestamp ?? [])].filter(Number.isFinite).sort((a, b) => a - b)
  const running = { ...base, status: 'RUNNING' as const, endTime: null }
  const life: RunObservation[] = times.map((at) => ({
    ...running,
    at,
    evidence: `point@${at}`,
    lastPointAt: at,
  }))
  if (run.startTime !== null) {
    life.unshift({ ...running, at: run.startTime, evidence: 'start', lastPointAt: null })
  }
  const endedAt = run.endTime ?? (run.status === 'RUNNING' ? null : (times.at(-1) ?? run.startTime))
  if (endedAt !== null) {
    const end = { status: run.status, endTime: run.endTime, lastPointAt: times.at(-1) ?? null }
    life.push({ ...base, ...end, at: endedAt, evidence: 'end' })
  }
  return life
}

/** In the order they were made, each as if it had just come. */
function reportByReport({ reports }: PreviewHistory): readonly Observation[] {
  let seen = noReports
  const found: Observation[] = []
  for (const report of reports.toSorted((a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0))) {
    if (report.createdAt === null) continue
    const next = observeReports(seen, [report], report.createdAt)
    seen = next.seen
    found.push(...next.observations)
  }
  return found
}

/** With each version that came, the model had one more. */
function versionByVersion(model: ModelObservation): ModelObservation[] {
  return model.versions.flatMap((version, index) =>
    version.createdAt === null
      ? []
      : [
          {
            ...model,
            at: version.createdAt,
            evidence: version.version,
            versions: model.versions.slice(0, index + 1),
          },
        ],
  )
}
