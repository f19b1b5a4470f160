import type { MetricSeries, MetricValue, Run } from '../../../shared/model/run'
import type { Problem, SourceSpec } from '../../../shared/model/source'
import { fail, ok } from '../../../shared/result'
import type { Result } from '../../../shared/result'
import { digestOf } from '../digest'
import { errnoOf, fileError } from '../file-error'
import { statOf } from '../files'
import { createPacer } from '../pacer'
import type { Pacer } from '../pacer'
import type { PollOutcome, PollRequest, Source, SourceServices } from '../source'
import { cancelled, countsMessage, isAborted, missing } from '../store-words'
import { createExperimentNews } from './experiment-news'
import { FactsSink } from './file-facts'
import type { LogFile, LogFormat, RunPlace } from './log-format'
import { createModelNews } from './model-news'
import { runOf, voidedKeys } from './run-of'
import { createSeriesCache } from './series-cache'
import { releaseChunk, tailFile } from './tail-file'
import type { FileTail } from './tail-file'
import { longestPause, meanPause, withWrite } from './write-pauses'
import type { WritePauses } from './write-pauses'

interface LogSourceOptions {
  readonly spec: SourceSpec
  readonly services: SourceServices
  readonly format: LogFormat
}

/** What is remembered of a run: how far its files were read, and what was handed over. */
interface Known {
  place: RunPlace
  /** The place that `run` was made of. */
  readPlace: RunPlace | null
  readonly tails: Map<string, FileTail<FactsSink>>
  run: Run | null
  writes: WritePauses | null
  /** Of the run as it was handed over; null when it was not. */
  digest: number | null
  problems: readonly Problem[]
}

const batchSize = 200
const mostProblems = 200

/**
 * A Source over any `LogFormat`: lists the runs, reads what was added to their files, and hands over what changed.
 * Files are opened for reading, for one stretch of at most some 15 ms, and never held.
 */
export function createLogSource({ spec, services, format }: LogSourceOptions): Source {
  const { location } = spec
  const runs = new Map<string, Known>()
  const cache = createSeriesCache(format, services.now)
  const experiments = createExperimentNews(spec.id, location)
  const models = createModelNews(spec.id)
  let isComplete = false
  let polling: Promise<unknown> = Promise.resolve()

  async function poll(request: PollRequest): Promise<Result<PollOutcome>> {
    if (isAborted(request.signal)) return cancelled(location)
    const isFirst = !isComplete
    // What an unfinished first poll handed over may not have arrived: everything is handed over again.
    if (isFirst) {
      experiments.forget()
      models.forget()
      for (const known of runs.values()) known.digest = null
    }
    try {
      const pacer = createPacer(services, request.signal)
      const failure =
        request.onlyRunIds === undefined || isFirst
          ? await pollAll(request, pacer)
          : await pollSome(request, request.onlyRunIds, pacer)
      if (failure !== null) return failure
    } catch (thrown) {
      if (isAborted(request.signal)) return cancelled(location)
      if (errnoOf(thrown) === null) throw thrown
      return { ok: false, error: fileError(thrown, location) }
    } finally {
      releaseChunk()
    }
    isComplete = true
    return ok({
      full: isFirst,
      problems: problemsOf(),
      message: countsMessage(experiments.count, runs.size, models.count()),
    })
  }

  async function pollAll(request: PollRequest, pacer: Pacer): Promise<Result<never> | null> {
    if (statOf(location) === null) return missing(location)
    const places = await format.list(location, pacer)
    if (places.length === 0) return empty(location, format.noun)
    const gone = noteGone(new Set(places.map((place) => place.runId)))
    for (const place of places) {
      const known = runs.get(place.runId) ?? newRun(place)
      if (digestOf(place) !== digestOf(known.place)) known.place = place
      runs.set(place.runId, known)
      await readRun(known, pacer)
      if (toHandOver.size >= batchSize) handOver(request)
    }
    handOver(request)
    const goneExperiments = experiments.takeGone(
      new Set([...runs.values()].map((known) => known.run?.experimentId)),
    )
    const modelNews = models.compare([...runs.values()])
    if (modelNews.changed.length > 0) request.emit({ models: modelNews.changed })
    if (gone.length + goneExperiments.length + modelNews.gone.length > 0) {
      request.emit({
        removed: {
          ...(gone.length > 0 && { runIds: gone }),
          ...(goneExperiments.length > 0 && { experimentIds: goneExperiments }),
          ...(modelNews.gone.length > 0 && { modelIds: modelNews.gone }),
        },
      })
    }
    return null
  }

  async function pollSome(
    request: PollRequest,
    runIds: readonly string[],
    pacer: Pacer,
  ): Promise<Result<never> | null> {
    if (statOf(location) === null) return missing(location)
    for (const runId of runIds) {
      const known = runs.get(runId)
      if (known === undefined) continue
      await readRun(known, pacer)
    }
    handOver(request)
    return null
  }

  const toHandOver = new Set<Known>()

  async function readRun(known: Known, pacer: Pacer): Promise<void> {
    const { place, tails } = known
    const paths = new Set(place.files.map((file) => file.path))
    for (const path of tails.keys()) if (!paths.has(path)) tails.delete(path)
    const problems: Problem[] = []
    let isChanged = known.run === null || known.run.status === 'RUNNING' || known.readPlace !== place
    for (const file of place.files) {
      if (pacer.isDue()) await pacer.rest()
      const before = tails.get(file.path)?.stamp
      try {
        const tail = await tailFile(file, tails.get(file.path), () => openFor(file), pacer, services.now())
        if (tail === null) tails.delete(file.path)
        else {
          tails.set(file.path, tail)
          problems.push(...problemsOfFile(file.path, tail))
        }
      } catch (thrown) {
        if (errnoOf(thrown) === null) throw thrown
        problems.push({ ...fileError(thrown, file.path), sourceId: spec.id, location: file.path })
      }
      isChanged ||= tails.get(file.path)?.stamp !== before
    }
    known.problems = problems
    if (isChanged) known.run = await runNow(known, pacer)
    known.readPlace = place
    if (known.digest === null || isChanged) toHandOver.add(known)
  }

  function openFor(file: LogFile) {
    const sink = new FactsSink()
    return { sink, decoder: format.open(file, sink) }
  }

  async function runNow(known: Known, pacer: Pacer): Promise<Run> {
    const { place, tails, run } = known
    const facts = place.files.flatMap((file) => tails.get(file.path)?.sink ?? [])
    const stats = place.files.map((file) => statOf(file.path))
    const voided = voidedKeys(facts)
    const histories = voided.length === 0 ? [] : await cache.read(place, voided, pacer)
    const restored = new Map(histories.map((history) => [history.key, lastOf(history)]))
    const writtenAt = Math.max(0, ...stats.map((one) => one?.mtimeMs ?? 0))
    known.writes = withWrite(known.writes, writtenAt)
    const meanPauses = place.files.map(({ path, mode }, at) => {
      const [file, sink] = [stats[at] ?? null, tails.get(path)?.sink]
      return mode === 'append' && file !== null && sink !== undefined ? meanPause(file, sink) : 0
    })
    const pauses = [known.writes.longestMs, longestPause(place.writeTimes ?? []), ...meanPauses]
    const longestPauseMs = Math.max(...pauses)
    const reading = { place, facts, restored, writtenAt, longestPauseMs, before: run?.metrics ?? {} }
    return runOf(spec.id, reading, services.now())
  }

  function problemsOfFile(path: string, tail: FileTail<FactsSink>): Problem[] {
    const found: Problem[] = []
    const { fault } = tail.decoder
    if (fault !== null) found.push({ ...fault, sourceId: spec.id, location: path })
    const count = tail.sink.malformedCount
    if (count > 0) {
      const records = count === 1 ? 'One record' : `${count} records`
      const message = `${records} of ${path} could not be read and ${count === 1 ? 'is' : 'are'} left out.`
      found.push({ code: 'corrupt', message, sourceId: spec.id, location: path })
    }
    return found
  }

  function handOver(request: PollRequest): void {
    if (toHandOver.size === 0) return
    const changed = [...toHandOver].flatMap((known) => {
      const digest = known.run === null ? null : digestOf(known.run)
      if (known.run === null || digest === known.digest) return []
      known.digest = digest
      return [known.run]
    })
    toHandOver.clear()
    const changedExperiments = changed.flatMap((run) => experiments.of(run, runs.get(run.runId)?.place))
    if (changedExperiments.length > 0) request.emit({ experiments: changedExperiments })
    for (let at = 0; at < changed.length; at += batchSize)
      request.emit({ runs: changed.slice(at, at + batchSize) })
    request.signal.throwIfAborted()
  }

  function noteGone(listed: ReadonlySet<string>): string[] {
    const gone: string[] = []
    for (const [runId, known] of runs) {
      if (listed.has(runId)) continue
      runs.delete(runId)
      toHandOver.delete(known)
      cache.forget(runId)
      if (known.digest !== null) gone.push(runId)
    }
    return gone
  }

  function problemsOf(): readonly Problem[] {
    const all = [...runs.values()].flatMap((known) => known.problems)
    if (all.length <= mostProblems) return all
    const message = `${all.length - mostProblems} more files of ${location} could not be read.`
    return [...all.slice(0, mostProblems), { sourceId: spec.id, location, code: 'corrupt', message }]
  }

  async function series(
    runId: string,
    keys: readonly string[],
    signal: AbortSignal,
  ): Promise<Result<readonly MetricSeries[]>> {
    if (isAborted(signal)) return cancelled(location)
    const known = runs.get(runId)
    if (known === undefined) return fail('not-found', `Run ${runId} is not in ${location}.`)
    try {
      return ok(await cache.read(known.place, keys, createPacer(services, signal)))
    } catch (thrown) {
      if (isAborted(signal)) return cancelled(location)
      return { ok: false, error: fileError(thrown, known.place.folder) }
    } finally {
      releaseChunk()
    }
  }

  /** One after the other: two would read on from the same place at once. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = polling.then(work)
    polling = result.catch(() => undefined)
    return result
  }

  return {
    spec,
    poll: (request) => inTurn(() => poll(request)),
    series: (runId, keys, signal) => inTurn(() => series(runId, keys, signal)),
    pathOf: (runId) => Promise.resolve(runs.get(runId)?.place.folder ?? null),
    dispose: () => undefined,
  }
}

function lastOf({ step, timestamp, value }: MetricSeries): MetricValue | null {
  const at = value.length - 1
  return at < 0 ? null : { value: value[at] ?? NaN, step: step[at] ?? 0, timestamp: timestamp[at] ?? NaN }
}

function newRun(place: RunPlace): Known {
  return { place, readPlace: null, tails: new Map(), run: null, writes: null, digest: null, problems: [] }
}

/** Also what a disk leaves behind when it is ejected: the folder it was mounted on. Nothing counts as removed then. */
function empty(location: string, noun: string) {
  return fail('not-found', `${location} holds no ${noun} at the moment.`)
}
