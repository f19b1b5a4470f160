import type { Problem, SourceSpec } from '../../../shared/model/source'
import { fail, ok } from '../../../shared/result'
import type { Result } from '../../../shared/result'
import type { MetricSeries } from '../../../shared/model/run'
import type { TracePage, TraceQuery } from '../../../shared/model/trace'
import { errnoOf, fileError } from '../file-error'
import type { PollOutcome, PollRequest, SeriesEnd, SeriesWant, Source, SourceServices } from '../source'
import { statOf } from '../files'
import { cancelled, countsMessage, isAborted, missing } from '../store-words'
import { createPacer } from '../pacer'
import type { Scan } from './read-folder'
import { scanRuns, scanStore } from './scan-store'
import { createKeptPoints } from './kept-points'
import { readNewestPoints } from './newest-points'
import { followSeries, readSeries } from './series'
import { createStoreIndex, takeRemoved } from './store-index'
import { tracePage } from './list-traces'
import type { StoreIndex } from './store-index'
import type { TraceMemory } from './trace-memory'
import { createTraceShelf } from './trace-shelf'

/** Enough to see what is wrong; a store full of faults has one cause. */
const mostProblems = 200

/** Somebody waits for traces while the thread's other work goes on. */
const traceStretchMs = 8

/**
 * MLflow's file store (`mlruns`): a tree of small text files, in formats from MLflow 0.8 to 3.x. What is read when
 * is told in folder-node.ts, the order of reading in scan-store.ts. Only ever reads.
 */
export function createMlflowFileSource(options: {
  readonly spec: SourceSpec
  readonly services: SourceServices
  readonly traceMemory?: TraceMemory
}): Source {
  const { spec, services, traceMemory } = options
  const storeFolder = spec.location.replace(/(?<=.)\/+$/, '')
  let index = createStoreIndex()
  const shelf = createTraceShelf(services.now, traceMemory)
  const kept = createKeptPoints(services.now)

  async function poll(request: PollRequest): Promise<Result<PollOutcome>> {
    if (isAborted(request.signal)) return cancelled(storeFolder)
    const isFirst = !index.isComplete
    // What an unfinished first poll handed over may not have arrived: everything is handed over again.
    if (isFirst) index = createStoreIndex()
    const pacer = createPacer(services, request.signal)
    kept.tidy(services.now())
    const scan: Scan = {
      index,
      sourceId: spec.id,
      storeFolder,
      services,
      request,
      pacer,
      kept,
      halfWritten: [],
    }
    try {
      if (statOf(storeFolder)?.isDirectory() !== true) return missing(storeFolder)
      if (request.onlyRunIds !== undefined && !isFirst) await scanRuns(scan, request.onlyRunIds)
      else {
        if (!(await scanStore(scan))) return empty(storeFolder)
        const removed = takeRemoved(index)
        if (removed !== null) request.emit({ removed })
      }
    } catch (thrown) {
      if (isAborted(request.signal)) return cancelled(storeFolder)
      if (errnoOf(thrown) === null) throw thrown
      return { ok: false, error: fileError(thrown, storeFolder) }
    }
    index.isComplete = true
    const { owners } = index
    return ok({
      full: isFirst,
      problems: problemsOf(index, spec),
      message: countsMessage(owners.experiment.size, owners.run.size, owners.model.size),
    })
  }

  async function series(
    runId: string,
    keys: readonly string[],
    signal: AbortSignal,
  ): Promise<Result<readonly MetricSeries[]>> {
    const node = index.owners.run.get(runId)
    if (isAborted(signal)) return cancelled(storeFolder)
    if (node === undefined) return fail('not-found', `Run ${runId} is not in ${storeFolder}.`)
    const pacer = createPacer(services, signal)
    try {
      const all: MetricSeries[] = []
      for (const key of keys) {
        all.push(await readSeries(`${node.path}/metrics`, key, kept, pacer))
        if (pacer.isDue()) await pacer.rest()
      }
      return ok(all)
    } catch (thrown) {
      if (isAborted(signal)) return cancelled(storeFolder)
      return { ok: false, error: fileError(thrown, `${node.path}/metrics`) }
    }
  }

  async function follow(
    runId: string,
    wants: readonly SeriesWant[],
    signal: AbortSignal,
  ): Promise<Result<readonly SeriesEnd[]>> {
    const node = index.owners.run.get(runId)
    if (isAborted(signal)) return cancelled(storeFolder)
    if (node === undefined) return fail('not-found', `Run ${runId} is not in ${storeFolder}.`)
    const pacer = createPacer(services, signal)
    try {
      const ends: SeriesEnd[] = []
      for (const want of wants) ends.push(await followSeries(`${node.path}/metrics`, want, pacer))
      return ok(ends)
    } catch (thrown) {
      if (isAborted(signal)) return cancelled(storeFolder)
      return { ok: false, error: fileError(thrown, `${node.path}/metrics`) }
    }
  }

  function newestPoints(
    runId: string,
    keys: readonly string[],
    since: number,
    most: number,
  ): Result<readonly MetricSeries[]> {
    const node = index.owners.run.get(runId)
    if (node === undefined) return fail('not-found', `Run ${runId} is not in ${storeFolder}.`)
    try {
      return ok(keys.map((key) => readNewestPoints(`${node.path}/metrics`, key, since, most)))
    } catch (thrown) {
      return { ok: false, error: fileError(thrown, `${node.path}/metrics`) }
    }
  }

  async function listTraces(query: TraceQuery, signal: AbortSignal): Promise<Result<TracePage>> {
    const node = index.owners.experiment.get(query.experimentId)
    if (isAborted(signal)) return cancelled(storeFolder)
    if (node === undefined)
      return fail('not-found', `Experiment ${query.experimentId} is not in ${storeFolder}.`)
    const folder = `${node.path}/traces`
    try {
      return ok(await tracePage(shelf, folder, query, createPacer(services, signal, traceStretchMs)))
    } catch (thrown) {
      if (isAborted(signal)) return tooLate(folder)
      return { ok: false, error: fileError(thrown, folder) }
    }
  }

  return {
    spec,
    poll,
    series,
    follow,
    newestPoints: (runId, keys, since, most) => Promise.resolve(newestPoints(runId, keys, since, most)),
    listTraces,
    pathOf: (runId) => Promise.resolve(index.owners.run.get(runId)?.path ?? null),
    dispose: () => {
      kept.clear()
    },
  }
}

function tooLate(folder: string) {
  const message = `Not all traces of ${folder} could be read in time; what was read is kept: try again to go on.`
  return fail('timeout', message)
}

/** Also what a disk leaves behind when it is ejected: the folder it was mounted on. Nothing counts as removed then. */
function empty(location: string) {
  return fail(
    'not-found',
    `${location} holds no experiment of MLflow (a folder with a meta.yaml) at the moment.`,
  )
}

function problemsOf(index: StoreIndex, spec: SourceSpec): readonly Problem[] {
  const strange = [...index.strangers.values()].flatMap(({ problem }) => problem ?? [])
  const all = [...[...index.problems.values()].flat(), ...strange]
  if (all.length <= mostProblems) return all
  const message = `${all.length - mostProblems} more files or folders of ${spec.location} could not be read.`
  return [
    ...all.slice(0, mostProblems),
    { sourceId: spec.id, location: spec.location, code: 'corrupt', message },
  ]
}
