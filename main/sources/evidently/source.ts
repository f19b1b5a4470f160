import { sep } from 'node:path'
import type { DriftReport } from '../../../shared/model/drift-report'
import { emptySeries, type MetricSeries } from '../../../shared/model/run'
import type { Problem, SourceSpec } from '../../../shared/model/source'
import { reportHistory } from '../../../shared/monitoring/report-history'
import { fail, ok, type AppError, type Result } from '../../../shared/result'
import type { OpenReadonly } from '../../store/sqlite-binding'
import type { PollOutcome, PollRequest, Source, SourceServices } from '../source'
import { createCandidateLister, type Candidate, type CandidateList } from './candidates'
import type { ParsedReport } from './parse-report'
import { placeReport } from './report-place'

interface Options {
  readonly spec: SourceSpec
  readonly services: SourceServices
  /** Without it, databases of `evidently ui` are left alone. */
  readonly openReadonly?: OpenReadonly
  readonly temporaryFolder?: string
}

/** What is known of one file or database row. */
interface Entry {
  readonly path: string
  readonly stamp: string
  /** Without distributions, which were handed on and are not needed here. Null for what is no report. */
  readonly report: DriftReport | null
  readonly error: AppError | null
}

const batchSize = 200
/** The reading between two turns of the thread. */
const turnMs = 15
/** A file that changed this recently and ends early is probably still being written. */
const recentMs = 2_000
const secondLookMs = 150

const cancelled = fail('cancelled', 'Reading the reports was stopped.')

/** Reports in a folder, a single file, or a workspace of `evidently ui`; `series` and `pathOf` take a report's id. */
export function createEvidentlySource({ spec, services, openReadonly, temporaryFolder }: Options): Source {
  const index = new Map<string, Entry>()
  let isFirst = true
  let folders: readonly string[] = []
  const lister = createCandidateLister({
    root: spec.location,
    services,
    openReadonly: openReadonly ?? null,
    temporaryFolder: temporaryFolder ?? null,
  })

  function knownReports(): readonly DriftReport[] {
    return [...index.values()].map((entry) => entry.report).filter((report) => report !== null)
  }

  async function poll(request: PollRequest): Promise<Result<PollOutcome>> {
    if (request.signal.aborted) return cancelled
    const isKnown = (id: string, stamp: string): boolean => index.get(id)?.stamp === stamp
    const listed = await lister.list(isKnown, request.signal)
    folders = listed.ok ? listed.value.folders : []
    if (!listed.ok) return listed
    try {
      return await readAll(listed.value, request)
    } finally {
      listed.value.close()
    }
  }

  async function readAll(list: CandidateList, request: PollRequest): Promise<Result<PollOutcome>> {
    const only = request.onlyRunIds === undefined ? null : new Set(request.onlyRunIds)
    const changed = list.candidates
      .filter((each) => index.get(each.id)?.stamp !== each.stamp && (only?.has(each.id) ?? true))
      .sort((a, b) => b.modifiedAt - a.modifiedAt)
    const finished = await readChanged(changed, request)
    if (!finished) {
      // What was handed over of a first read is not complete: the next one starts again.
      if (isFirst) index.clear()
      return cancelled
    }
    if (only === null) dropMissing(list, request)
    const refusal = list.isSingleFile ? refusalOfSingle(list) : null
    if (refusal !== null) return { ok: false, error: refusal }
    const full = isFirst && only === null
    if (full) isFirst = false
    const problems = problemsOf(list)
    return ok({ full, problems, message: messageOf(problems.length) })
  }

  /** False when it was told to stop; what was emitted until then is kept. */
  async function readChanged(changed: readonly Candidate[], request: PollRequest): Promise<boolean> {
    let pending: (readonly [string, Entry, DriftReport | null])[] = []
    const torn: Candidate[] = []
    let turnStart = performance.now()
    function flush(): void {
      const reports = pending.map(([, , report]) => report).filter((report) => report !== null)
      const reportIds = pending
        .filter(([id, entry]) => entry.report === null && index.get(id)?.report != null)
        .map(([id]) => id)
      for (const [id, entry] of pending) index.set(id, entry)
      pending = []
      if (reports.length + reportIds.length === 0) return
      request.emit({
        ...(reports.length > 0 ? { reports } : {}),
        ...(reportIds.length > 0 ? { removed: { reportIds } } : {}),
      })
    }
    async function readOne(candidate: Candidate, isLastLook: boolean): Promise<void> {
      if (performance.now() - turnStart > turnMs) {
        await services.breathe()
        turnStart = performance.now()
      }
      const read = candidate.read()
      if (!read.ok && read.error.code === 'not-found') return
      const isRecent = Math.abs(services.now() - candidate.modifiedAt) < recentMs
      if (!read.ok && read.error.code === 'corrupt' && isRecent && !isLastLook) torn.push(candidate)
      else pending.push(entryOf(candidate, read))
      if (pending.length >= batchSize) flush()
    }
    for (const candidate of changed) {
      if (request.signal.aborted) return false
      await readOne(candidate, false)
    }
    if (torn.length > 0) await services.delay(secondLookMs)
    for (const candidate of torn) {
      if (request.signal.aborted) return false
      await readOne(candidate, true)
    }
    if (request.signal.aborted) return false
    flush()
    return true
  }

  function entryOf(
    candidate: Candidate,
    read: Result<ParsedReport>,
  ): readonly [string, Entry, DriftReport | null] {
    const { id, path, stamp } = candidate
    if (!read.ok) {
      // Somebody else's file is no fault; a report that cannot be read now keeps what it said before.
      const isOther = read.error.code === 'unsupported'
      const report = isOther ? null : (index.get(id)?.report ?? null)
      return [id, { path, stamp, report, error: read.error }, null]
    }
    const place = candidate.place(read.value.content.statedTime !== null)
    const report = placeReport(read.value, { ...place, sourceId: spec.id })
    return [id, { path, stamp, report: withoutDistributions(report), error: null }, report]
  }

  function dropMissing(list: CandidateList, request: PollRequest): void {
    const present = new Set(list.candidates.map((candidate) => candidate.id))
    const faulty = [...list.faults.keys()]
    const reportIds: string[] = []
    for (const [id, entry] of index) {
      if (present.has(id) || faulty.some((path) => isWithin(entry.path, path))) continue
      index.delete(id)
      if (entry.report !== null) reportIds.push(id)
    }
    if (reportIds.length > 0) request.emit({ removed: { reportIds } })
  }

  function refusalOfSingle(list: CandidateList): AppError | null {
    const [fault] = list.faults.values()
    if (fault !== undefined) return fault.error
    const [candidate] = list.candidates
    const isRow = candidate?.id.includes('#') ?? true
    return isRow ? null : (index.get(candidate?.id ?? '')?.error ?? null)
  }

  function problemsOf(list: CandidateList): readonly Problem[] {
    const problems: Problem[] = []
    for (const [location, { error }] of list.faults) problems.push({ ...error, sourceId: spec.id, location })
    for (const { path, error } of index.values()) {
      if (error === null || error.code === 'unsupported') continue
      problems.push({ ...error, sourceId: spec.id, location: path })
    }
    return problems
  }

  function messageOf(failed: number): string {
    const reports = knownReports()
    const projects = new Set(reports.map((report) => report.project).filter((project) => project !== null))
    const parts = [count(reports.length, 'report')]
    if (projects.size > 0) parts.push(count(projects.size, 'project'))
    return parts.join(', ') + (failed === 0 ? '' : `; ${count(failed, 'file')} could not be read`)
  }

  async function series(
    runId: string,
    keys: readonly string[],
    signal: AbortSignal,
  ): Promise<Result<readonly MetricSeries[]>> {
    if (signal.aborted) return cancelled
    const seriesKey = index.get(runId)?.report?.seriesKey
    if (seriesKey === undefined) return ok(keys.map(emptySeries))
    await services.breathe()
    const reports = knownReports().filter((report) => report.seriesKey === seriesKey)
    return ok(keys.map((key) => seriesOf(reports, key)))
  }

  return {
    spec,
    poll,
    series,
    pathOf: (runId) => Promise.resolve(index.get(runId)?.path ?? null),
    foldersToWatch: () => folders,
    dispose: () => index.clear(),
  }
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep)
}

function withoutDistributions(report: DriftReport): DriftReport {
  return {
    ...report,
    features: report.features.map((feature) => ({ ...feature, reference: null, current: null })),
  }
}

/** The step is the position in time: reports have no steps of their own. */
function seriesOf(reports: readonly DriftReport[], key: string): MetricSeries {
  const points = reportHistory(reports, key)
  return {
    key,
    step: Float64Array.from(points, (_point, at) => at),
    timestamp: Float64Array.from(points, (point) => point.at),
    value: Float64Array.from(points, (point) => point.value),
  }
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`
}
