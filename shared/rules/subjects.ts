import type { DriftReport } from '../model/drift-report'
import type { RunRow } from '../model/run-query'
import type { SourceStatus } from '../model/source'
import { noRefs, type Subject } from './observation'

/** Parts may hold anything; escaped, they cannot run into each other. */
function keyOf(...parts: readonly string[]): string {
  return parts.map((part) => part.replace(/[%/]/g, encodeURIComponent)).join('/')
}

/** The identity of an alert from episode to episode. Severity, values, limits, times and names are no part of it. */
export function fingerprintOf(ruleId: string, subject: Subject): string {
  return `${ruleId}:${subject.kind}:${subject.key}`
}

type NamedRun = Pick<RunRow, 'sourceId' | 'runId' | 'project' | 'name' | 'experimentName'>

export function runSubject(run: NamedRun): Subject {
  return {
    ...noRefs,
    kind: 'run',
    key: keyOf(run.sourceId, run.runId),
    project: run.project,
    label: run.name === '' ? run.runId : run.name,
    experiment: run.experimentName,
    name: run.name,
    sourceId: run.sourceId,
    runId: run.runId,
  }
}

export function metricSubject(run: NamedRun, metric: string): Subject {
  return { ...runSubject(run), kind: 'metric', key: keyOf(run.sourceId, run.runId, metric), metric }
}

/** A series of reports: those of one project and name follow each other. */
export function reportsSubject(report: DriftReport): Subject {
  return {
    ...noRefs,
    kind: 'reports',
    key: keyOf(report.sourceId, report.seriesKey),
    project: report.project,
    label: report.project ?? report.title ?? report.seriesKey,
    experiment: null,
    name: report.title,
    sourceId: report.sourceId,
    reportId: report.id,
  }
}

export function featureSubject(report: DriftReport, feature: string): Subject {
  return {
    ...reportsSubject(report),
    kind: 'feature',
    key: keyOf(report.sourceId, report.seriesKey, feature),
    label: feature,
    feature,
  }
}

export function sourceSubject(source: SourceStatus): Subject {
  return {
    ...noRefs,
    kind: 'source',
    key: keyOf(source.id),
    project: null,
    label: source.location.split('/').findLast((part) => part !== '') ?? source.location,
    experiment: null,
    name: source.location,
    sourceId: source.id,
  }
}

/** Monitoring is asked of a project as a whole; reports outside any project stand for their own series. */
export function monitoringSubject(report: DriftReport): Subject {
  const series = reportsSubject(report)
  return report.project === null
    ? series
    : { ...series, key: keyOf('project', report.project), label: report.project }
}

export const machineSubject: Subject = {
  ...noRefs,
  kind: 'machine',
  key: 'this',
  project: null,
  label: 'This Mac',
  experiment: null,
  name: null,
}

export function channelSubject(channel: string, label: string): Subject {
  return {
    ...noRefs,
    kind: 'channel',
    key: keyOf(channel),
    project: null,
    label,
    experiment: null,
    name: label,
  }
}

export function modelSubject(model: {
  readonly sourceId: string
  readonly name: string
  readonly project: string | null
}): Subject {
  return {
    ...noRefs,
    kind: 'model',
    key: keyOf(model.sourceId, model.name),
    project: model.project,
    label: model.name,
    experiment: null,
    name: model.name,
    sourceId: model.sourceId,
  }
}
