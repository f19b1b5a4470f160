import type { MetricValue, Run, RunStatus } from '../../../shared/model/run'
import type { FileFacts } from './file-facts'
import type { RunMarks, RunPlace } from './log-format'

/** What a run's files have told, and when they were last written. */
export interface RunReading {
  readonly place: RunPlace
  /** In the order of the place's files. */
  readonly facts: readonly FileFacts[]
  /** Newest time of change of the files, epoch ms. */
  readonly writtenAt: number
  /** The longest pause between two writes, as far as it is known of logs without times, ms. */
  readonly longestPauseMs: number
  /** What stands of metrics that a restart has voided; null where nothing does. */
  readonly restored: ReadonlyMap<string, MetricValue | null>
  /** The metrics as they were told before. */
  readonly before: Readonly<Record<string, MetricValue>>
}

/** A log without an end mark that was silent for so long has ended, unless it was slow before. */
const shortestPatienceMs = 15 * 60_000
/** From then on a run counts as stale everywhere in the app. */
const longestPatienceMs = 3 * 3_600_000

/**
 * A run as its log tells it. A log that has no end mark says RUNNING only while it grows: while its last record (by
 * its own clock and the disk's; either alone may be that of a copy) is younger than four times the longest pause
 * before (where it keeps no times, of its files), but 15 minutes at least and 3 hours at most. Then it counts as finished, with a tag that says why.
 */
export function runOf(sourceId: string, reading: RunReading, now: number): Run {
  const { place, facts, writtenAt } = reading
  const marks = Object.assign({}, ...facts.map((one) => one.marks)) as Partial<RunMarks>
  const lastAt = latest(facts.map((one) => one.lastAt))
  const firstAt = earliest(facts.map((one) => one.firstAt))
  const seenAt = lastAt === null ? writtenAt : Math.min(lastAt, writtenAt)
  const patienceMs = patienceOf(lastAt === null ? reading.longestPauseMs : longestGapOf(facts))
  // A run that was taken up again goes on in another file, whatever the one before says.
  const said = facts.at(-1)?.marks.status
  const status: RunStatus = said ?? (now - seenAt < patienceMs ? 'RUNNING' : 'FINISHED')
  const metrics = metricsOf(reading)
  const isGuess = said === undefined && status === 'FINISHED'
  return {
    sourceId,
    runId: place.runId,
    experimentId: marks.experimentName ?? place.experimentId,
    name: marks.name ?? place.name,
    status,
    startTime: rounded(marks.startTime ?? firstAt),
    endTime: status === 'RUNNING' ? null : rounded(marks.endTime ?? lastAt ?? writtenAt),
    lifecycleStage: 'active',
    parentRunId: place.parentRunId,
    userName: marks.userName ?? null,
    artifactUri: place.folder,
    params: merged(facts.map((one) => one.params)),
    tags: {
      ...merged(facts.map((one) => one.tags)),
      ...(isGuess && { [endTag]: endSentence }),
      ...fallTag(facts),
    },
    metrics,
    ...(lastAt === null && Object.keys(metrics).length > 0 && { hasNoTimes: true }),
    datasets: [],
    models: [],
  }
}

export const endTag = 'sextant.end'
export const endSentence = 'No end mark in the log: counted as finished since it stopped growing.'

export const fallTagName = 'sextant.restart'

/** Says that the history is not all that the log holds. */
function fallTag(facts: readonly FileFacts[]): Readonly<Record<string, string>> {
  const falls = facts.flatMap(({ fall }) => fall ?? [])
  const [widest] = falls.toSorted((a, b) => b.from - b.to - (a.from - a.to))
  if (widest === undefined) return {}
  const { from, to } = widest
  const sentence = `The step fell back, at most from ${from} to ${to}: what was logged before at steps that came again, and later ones, is not shown.`
  return { [fallTagName]: sentence }
}

function longestGapOf(facts: readonly FileFacts[]): number {
  return Math.max(0, ...facts.map((one) => one.longestGapMs))
}

function patienceOf(longestPauseMs: number): number {
  return Math.min(longestPatienceMs, Math.max(shortestPatienceMs, 4 * longestPauseMs))
}

function metricsOf({
  facts,
  restored,
  writtenAt,
  before,
}: RunReading): Readonly<Record<string, MetricValue>> {
  const metrics = new Map<string, MetricValue>()
  const set = (key: string, value: MetricValue) => metrics.set(key, dated(value, writtenAt, before[key]))
  for (const [key, value] of facts.flatMap(({ latest: values }) => [...values])) set(key, value)
  for (const [key, value] of restored) {
    if (value === null) metrics.delete(key)
    else set(key, value)
  }
  return Object.fromEntries(metrics)
}

/**
 * Where a log keeps no time, a value is as old as the file was when the value was new to us: it stays so while the
 * file grows by others, or rules would take one value for a new point at every write.
 */
function dated(
  { value, step, timestamp }: MetricValue,
  writtenAt: number,
  before: MetricValue | undefined,
): MetricValue {
  if (!Number.isNaN(timestamp)) return { value, step, timestamp }
  const isKnown = before?.step === step && Object.is(before.value, value)
  return { value, step, timestamp: isKnown ? before.timestamp : Math.round(writtenAt) }
}

/** Metrics whose newest value does not stand, since a restart behind it went back to an earlier step. */
export function voidedKeys(facts: readonly FileFacts[]): readonly string[] {
  const voided = new Set<string>()
  for (const { latest: values, restartStep, voided: own } of facts) {
    if (restartStep !== null) {
      for (const earlier of facts.slice(
        0,
        facts.findIndex((one) => one.latest === values),
      )) {
        for (const [key, value] of earlier.latest) if (value.step >= restartStep) voided.add(key)
      }
    }
    for (const key of values.keys()) voided.delete(key)
    for (const key of own) voided.add(key)
  }
  return [...voided]
}

function merged(maps: readonly ReadonlyMap<string, string>[]): Record<string, string> {
  return Object.fromEntries(maps.flatMap((map) => [...map]))
}

function latest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null)
  return known.length === 0 ? null : Math.max(...known)
}

function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null)
  return known.length === 0 ? null : Math.min(...known)
}

function rounded(time: number | null): number | null {
  return time === null || !Number.isFinite(time) ? null : Math.round(time)
}
